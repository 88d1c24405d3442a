package rating

import (
	"context"
	"errors"
	"fmt"
)

// worker plays games with players of its own.
type worker struct {
	*tournament
	players map[int]Player // by entrant, made when first needed
	watch   *watcher       // nil without a referee
}

// run plays games until there are none left, or ctx ends and gives its cause.
func (w *worker) run(ctx context.Context) error {
	for {
		a, ok := w.desk.take(ctx)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !ok {
			return nil
		}
		e, err := w.play(ctx, a)
		if err != nil {
			return err
		}
		if err := errors.Join(w.desk.give(a, e), w.watch.broken()); err != nil {
			return err
		}
	}
}

// play plays a game.
func (w *worker) play(ctx context.Context, a assignment) (entry, error) {
	players, err := w.both(a.fixture)
	if err != nil {
		return entry{}, err
	}
	opening := w.openings[(a.pair+a.attempt)%len(w.openings)]
	p, err := playGame(ctx, w.game, players, w.watch, opening, w.seeds(a))
	if err != nil {
		return entry{}, err
	}
	if p.forfeit != "" {
		w.replace(a.fixture)
	}
	p.referee = w.watch.over()
	return newEntry(a.number, w.entrants[a.first].Name, w.entrants[a.second].Name, len(opening), p), nil
}

// both returns the players of a game, first and second.
func (w *worker) both(f fixture) (players [2]Player, err error) {
	for side, i := range []int{f.first, f.second} {
		if players[side], err = w.player(i); err != nil {
			return players, err
		}
	}
	return players, nil
}

func (w *worker) player(i int) (Player, error) {
	if p, ok := w.players[i]; ok {
		return p, nil
	}
	p, err := w.entrants[i].New()
	if err != nil {
		return nil, fmt.Errorf("player %s: %w", w.entrants[i].Name, err)
	}
	w.players[i] = p
	return p, nil
}

// replace closes the players of a forfeited game: the next one starts with new ones.
func (w *worker) replace(f fixture) {
	for _, i := range []int{f.first, f.second} {
		w.players[i].Close() // it has lost the game already; there is nothing more to say about it
		delete(w.players, i)
	}
}

func (w *worker) close() error {
	w.watch.stop()
	var errs []error
	for _, p := range w.players {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}
