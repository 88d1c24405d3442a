// Command gen computes the book of the Connect Four solver: for every opening of a few plies the perfect player's
// moves before ply 8, whatever the opponent does. It goes on from the file that is there, writes it every minute,
// and may be stopped at any time. It takes 1 GiB and hours.
//
//	go run ./gen -out book.bin -openings 3
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"tengen/game/connect4/solver"
	"tengen/internal/atomicfile"
)

func main() {
	out := flag.String("out", "book.bin", "file of the book")
	openings := flag.Int("openings", 3, "plies that may be anything before the perfect player begins, 0 to 7: one more than --random-plies, since the opponent may begin")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, *openings); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out string, openings int) error {
	file, err := os.ReadFile(out)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	book, err := solver.ReadBook(file)
	if err != nil {
		return err
	}
	w := &walker{book: book, solver: solver.New(27, book)}
	saving := keepSaved(book, out)
	for plies := range openings + 1 {
		if err = w.opening(ctx, solver.Position{}, plies); err != nil {
			break
		}
		fmt.Fprintf(os.Stderr, "openings of %d plies are done\n", plies)
	}
	return errors.Join(err, saving())
}

// keepSaved writes the book every minute until stop, which writes it once more.
func keepSaved(book *solver.Book, out string) (stop func() error) {
	save := func() error {
		fmt.Fprintf(os.Stderr, "%d positions\n", book.Len())
		return atomicfile.Write(out, 0o644, func(f io.Writer) error {
			_, err := f.Write(book.Bytes())
			return err
		})
	}
	end, ended := make(chan struct{}), make(chan error)
	go func() {
		var errs []error
		minutes := time.NewTicker(time.Minute)
		defer minutes.Stop()
		for {
			select {
			case <-minutes.C:
				errs = append(errs, save())
			case <-end:
				ended <- errors.Join(append(errs, save())...)
				return
			}
		}
	}()
	return func() error { close(end); return <-ended }
}

// walker goes through the games of the perfect player.
type walker struct {
	book   *solver.Book
	solver *solver.Solver
}

// opening walks from all positions so many plies after p.
func (w *walker) opening(ctx context.Context, p solver.Position, plies int) error {
	if plies == 0 {
		return w.walk(ctx, p)
	}
	for x := range solver.Width {
		if p.CanPlay(x) && !p.Wins(x) {
			if err := w.opening(ctx, p.Play(x), plies-1); err != nil {
				return err
			}
		}
	}
	return nil
}

// walk lets the perfect player move in p, and then its opponent in every way.
func (w *walker) walk(ctx context.Context, p solver.Position) error {
	if _, _, whole := w.book.Move(p); whole || p.Ply() >= solver.BookPly {
		return nil
	}
	x, err := w.solver.Best(ctx, p)
	if err != nil {
		return err
	}
	w.book.Set(p, x, false)
	if !p.Wins(x) {
		if err := w.opening(ctx, p.Play(x), 1); err != nil {
			return err
		}
	}
	w.book.Set(p, x, true)
	return nil
}
