package gtp

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// scripted is a Searcher that makes a descent in about each millisecond, whose best move and visits are told by functions of the
// descents made.
type scripted struct {
	game   game.Game
	state  game.State
	n      int32                   // atomic: others look on
	first  int                     // descents before anything is known: the time of the first evaluation, in ms
	best   func(n int) game.Action // 0 if nil
	visits func(n int) [2]int32    // of actions 0 and 1; equal if nil
	value  float32
	closed int
	within *mcts.Restriction
}

func (s *scripted) Run(ctx context.Context, simulations int, _ bool) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for range simulations {
		select {
		case <-time.After(999 * time.Microsecond): // not 1 ms, so that nothing happens at the same instant as a deadline
			atomic.AddInt32(&s.n, 1)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

func (s *scripted) Restrict(r *mcts.Restriction) error {
	if r != s.within {
		atomic.StoreInt32(&s.n, 0)
	}
	s.within = r
	return nil
}

func (s *scripted) Reset(state game.State) {
	atomic.StoreInt32(&s.n, 0)
	s.within = nil
	s.state.CopyFrom(state)
}

func (s *scripted) Advance(a game.Action)              { s.within = nil; s.state.Play(a) }
func (s *scripted) State() game.State                  { return s.state }
func (s *scripted) Value() float32                     { return s.value }
func (s *scripted) RootVisits() int                    { return int(atomic.LoadInt32(&s.n)) }
func (s *scripted) Close() error                       { s.closed++; return nil }
func (s *scripted) PV(dst []game.Action) []game.Action { return append(dst, s.Best()) }

func (s *scripted) Visits(dst []mcts.Visit) []mcts.Visit {
	n := s.RootVisits()
	if n <= s.first {
		return dst
	}
	v := [2]int32{int32(n / 2), int32(n / 2)}
	if s.visits != nil {
		v = s.visits(n)
	}
	return append(dst, mcts.Visit{Action: 0, Visits: v[0]}, mcts.Visit{Action: 1, Visits: v[1]})
}

func (s *scripted) Best() game.Action {
	if s.best == nil {
		return 0
	}
	return s.best(s.RootVisits())
}

// engine returns an engine on s that has begun a game.
func (s *scripted) engine(t *testing.T, p SearchParams) *SearchEngine {
	t.Helper()
	e := scriptedEngine(t, s, p)
	if err := e.NewGame(newGame(t, go5)); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestThink(t *testing.T) {
	const ms = time.Millisecond
	budget := &mcts.Budget{Aim: 400 * ms, Limit: 1200 * ms}
	forever := func(n int) game.Action { return game.Action(n / 100 % 2) }
	for _, tt := range []struct {
		name   string
		search scripted
		params SearchParams
		budget *mcts.Budget
		want   time.Duration
		move   game.Action
	}{
		{"visits decide without a clock", scripted{}, SearchParams{Simulations: 50}, nil, 50 * ms, 0},
		{"neither visits nor a clock", scripted{}, SearchParams{}, nil, 400 * ms, 0},
		{"the clock decides without visits", scripted{}, SearchParams{}, budget, 400 * ms, 0},
		{"visits before time", scripted{}, SearchParams{Simulations: 50}, budget, 50 * ms, 0},
		{"time before visits", scripted{}, SearchParams{Simulations: 5000}, budget, 400 * ms, 0},
		{"the best move never settles", scripted{best: forever}, SearchParams{}, budget, 1200 * ms, 0},
		{"the best move changes last and then stays", scripted{best: func(n int) game.Action { return min(1, game.Action(n/390)) }}, SearchParams{}, budget, 500 * ms, 1},
		{"decided at three quarters", scripted{visits: func(n int) [2]int32 { return [2]int32{int32(n * 3 / 4), int32(n / 4)} }}, SearchParams{StopDecided: true}, budget, 300 * ms, 0},
		{"decided, but the best is another", scripted{
			best:   func(int) game.Action { return 1 },
			visits: func(n int) [2]int32 { return [2]int32{int32(n * 3 / 4), int32(n / 4)} },
		}, SearchParams{StopDecided: true}, budget, 400 * ms, 1},
		{"decided, and told not to care", scripted{visits: func(n int) [2]int32 { return [2]int32{int32(n), 0} }}, SearchParams{}, budget, 400 * ms, 0},
		{"slow first evaluation", scripted{first: 700}, SearchParams{}, budget, 900 * ms, 0},
		{"nothing known in time: the middle of the legal moves", scripted{first: 7000}, SearchParams{}, budget, 1200 * ms, 13},
		{"no time at all", scripted{}, SearchParams{}, &mcts.Budget{}, 0, 13},
		{"hardly any", scripted{}, SearchParams{}, &mcts.Budget{Aim: ms, Limit: 3 * ms}, 2 * ms, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tt.params.Resign = -1
				e := tt.search.engine(t, tt.params)
				start := time.Now()
				a, resign, err := e.Genmove(t.Context(), Question{State: tt.search.game.New(), Budget: tt.budget})
				if took := time.Since(start).Round(ms); err != nil || resign || a != tt.move || took != tt.want {
					t.Errorf("action %d, resign %v, %v after %v; want action %d after %v", a, resign, err, took, tt.move, tt.want)
				}
			})
		})
	}
}

func TestGenmoveEndsWithContext(t *testing.T) {
	for _, budget := range []*mcts.Budget{nil, {Aim: time.Hour, Limit: time.Hour}} {
		synctest.Test(t, func(t *testing.T) {
			var s scripted
			e := s.engine(t, SearchParams{Simulations: 1e9})
			stopped := errors.New("stopped")
			ctx, stop := context.WithTimeoutCause(t.Context(), time.Second, stopped)
			defer stop()
			start := time.Now()
			if _, _, err := e.Genmove(ctx, Question{State: s.game.New(), Budget: budget}); !errors.Is(err, stopped) || time.Since(start) != time.Second {
				t.Errorf("with budget %v: %v after %v, want %v after a second", budget, err, time.Since(start), stopped)
			}
		})
	}
}

// A move that is forced costs no time on the clock.
func TestForcedMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s scripted
		e := s.engine(t, SearchParams{})
		state := newGame(t, tictac).New()
		for state.Ply() < 8 {
			a := []game.Action{0, 1, 2, 4, 3, 5, 7, 6}[state.Ply()]
			state.Play(a)
		}
		start := time.Now()
		a, _, err := e.Genmove(t.Context(), Question{State: state, Budget: &mcts.Budget{Aim: time.Second, Limit: time.Second}})
		if err != nil || a != 8 || time.Since(start) > 0 {
			t.Errorf("action %d, %v after %v; want 8 at once", a, err, time.Since(start))
		}
	})
}

func TestSearchEngineErrors(t *testing.T) {
	if _, err := NewSearchEngine(nil, SearchParams{Simulations: -1}); err == nil {
		t.Error("an engine with -1 simulations")
	}
	var s scripted
	e := s.engine(t, SearchParams{Simulations: 1})
	refused := errors.New("no such board")
	e.open = func(game.Game) (Searcher, error) { return nil, refused }
	if err := e.NewGame(newGame(t, tictac)); !errors.Is(err, refused) {
		t.Errorf("NewGame of what cannot be opened: %v", err)
	}
	if s.closed != 0 || e.search == nil {
		t.Error("the last game does not go on")
	}
	if err := errors.Join(e.NewGame(newGame(t, go5)), e.Close(), e.Close()); err != nil || s.closed != 1 {
		t.Errorf("closed %d times, %v", s.closed, err)
	}
}
