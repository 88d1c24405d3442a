package gtp

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// thoughtful is an Engine that ponders, and writes down on what and for how long.
type thoughtful struct {
	firstLegal
	log []string
	err error // of Ponder
}

func (e *thoughtful) Ponder(ctx context.Context, q Question) error {
	start := time.Now()
	if e.err != nil {
		return e.err
	}
	<-ctx.Done()
	moves, _ := q.History.after(History{setup: q.History.setup, first: q.History.first})
	var names []string
	for _, m := range moves {
		names = append(names, q.State.FormatAction(m.action))
	}
	e.log = append(e.log, strings.Join(names, " ")+" for "+time.Since(start).String())
	return nil
}

// Each line comes a second after the one before.
func TestPonder(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"after a move", "genmove b; quit", "A1 for 1s"},
		{"to the end of the input", "genmove b", "A1 for 1s"},
		{"commands in between", "genmove b; name; showboard; quit", "A1 for 1s, A1 for 1s, A1 for 1s"},
		{"not before a move", "name; play b a1; name; quit", ""},
		{"not when the opponent has moved", "genmove b; play w b1; name; quit", "A1 for 1s"},
		{"the game goes on", "genmove b; play w c3; genmove b; quit", "A1 for 1s, A1 C3 B1 for 1s"},
		{"not after undo", "genmove b; undo; name; quit", "A1 for 1s"},
		{"there and back", "genmove b; play w c3; undo; quit", "A1 for 1s, A1 for 1s"},
		{"as many moves, but others", "genmove b; undo; play b b1; name; quit", "A1 for 1s"},
		{"not in a new game", "genmove b; clear_board; name; quit", "A1 for 1s"},
		{"not after reg_genmove", "reg_genmove b; name; quit", ""},
		{"not after resigning", "komi 99; quit", ""},
		{"not after the end", "play b pass; genmove w", ""},
		{"two colours", "genmove b; genmove w; quit", "A1 for 1s, A1 B1 for 1s"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &thoughtful{}
				if tt.name == "not after the end" {
					e.wrong = 25 // a pass
				}
				if err := converse(t.Context(), t, e, tt.in, slog.DiscardHandler); err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(e.log, ", "); got != tt.want {
					t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
				}
			})
		})
	}
}

// converse sends lines to a Server, one each second, and returns how that ended.
func converse(ctx context.Context, t *testing.T, e Engine, lines string, log slog.Handler) error {
	t.Helper()
	s, err := NewServer(e, Params{Game: go5, Ponder: true, Log: slog.New(log)})
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	said := make(chan struct{})
	go func() {
		defer close(said)
		for _, l := range strings.Split(lines, "; ") {
			time.Sleep(time.Second)
			io.WriteString(w, l+"\n")
		}
		time.Sleep(time.Second)
		w.Close()
	}()
	err = s.Serve(ctx, r, io.Discard)
	r.Close()
	<-said
	return err
}

func TestPonderEndsWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &thoughtful{}
		ctx, stop := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer stop()
		if err := converse(ctx, t, e, "genmove b; name", slog.DiscardHandler); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Serve: %v", err)
		}
		if len(e.log) != 1 || e.log[0] != "A1 for 500ms" {
			t.Errorf("pondered %q", e.log)
		}
	})
}

func TestPonderFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var notes strings.Builder
		if err := converse(t.Context(), t, &thoughtful{err: errors.New("out of memory")}, "genmove b; name", slog.NewTextHandler(&notes, nil)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(notes.String(), "out of memory"); got != 2 {
			t.Errorf("%d notes, want one for each time:\n%s", got, &notes)
		}
	})
}

// A command is answered at once though pondering evaluates for seconds.
func TestPonderIsInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
			return parallel(t, g, 3, func(i int) mcts.Evaluator { return slow{rand.New(rand.NewPCG(1, uint64(i))), 5 * time.Second} }), nil
		}, SearchParams{Simulations: 4, Resign: -1})
		if err != nil {
			t.Fatal(err)
		}
		s, err := NewServer(e, Params{Game: go5, Ponder: true})
		if err != nil {
			t.Fatal(err)
		}
		ask, end := serveOn(t, s)
		for _, line := range []string{"genmove b", "name", "play w a1", "genmove b", "undo", "showboard"} {
			start := time.Now()
			if _, err := ask(line); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took > time.Millisecond && line != "genmove b" {
				t.Errorf("%s took %v", line, took)
			}
			time.Sleep(7 * time.Second)
		}
		end()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

// Pondering on and on ends with a tree of half a gigabyte.
func TestPonderIsBounded(t *testing.T) {
	w := newWatched(t)
	if err := w.NewGame(newGame(t, go5)); err != nil {
		t.Fatal(err)
	}
	state := w.search.state.Game().New()
	for range 2 {
		if err := w.Ponder(t.Context(), Question{State: state}); err != nil {
			t.Fatal(err)
		}
	}
	if want := []int{512 << 20 / (64 + 6*26), 512<<20/(64+6*26) - 1}; !slices.Equal(w.search.asked, want) {
		t.Errorf("asked for %v descents, want %v", w.search.asked, want)
	}
}
