package mcts

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"tengen/game"
)

// newParallel returns a search with so many workers, each with an evaluator of its own, that is closed with the test.
func newParallel(t testing.TB, g game.Game, p Params, workers int, evaluator func(i int) Evaluator) *Parallel {
	t.Helper()
	var evaluators []Evaluator
	for i := range workers {
		evaluators = append(evaluators, evaluator(i))
	}
	s, err := NewParallel(g, evaluators, p, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func hashed(int) Evaluator { return hashEvaluator{3} }

func TestParallelVisitsAddUp(t *testing.T) {
	for name, g := range testGames(t) {
		for _, workers := range []int{1, 2, 7} {
			for _, leaves := range []int{1, 4} {
				for _, gumbel := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s/workers=%d/leaves=%d/gumbel=%v", name, workers, leaves, gumbel), func(t *testing.T) {
						p := testParams(leaves)
						p.Gumbel = gumbel
						s := newParallel(t, g, p, workers, hashed)
						kept := 0
						for ply := 0; ply < 6 && !s.State().Terminal(); ply++ {
							if err := s.Run(t.Context(), 150, true); err != nil {
								t.Fatal(err)
							}
							if got := s.RootVisits(); got != kept+150 {
								t.Fatalf("ply %d: %d visits, want %d kept and 150 new", ply, got, kept)
							}
							checkTree(t, s.Search)
							s.Advance(s.Choose(1))
							checkTree(t, s.Search)
							kept = s.RootVisits()
						}
					})
				}
			}
		}
	}
}

// With one worker the search is the one that runs on the caller's goroutine.
func TestOneWorkerIsTheSequentialSearch(t *testing.T) {
	g := realGame(t, game.Params{Name: "connect4"})
	p := testParams(4)
	a, b := makeSearch(t, g, hashEvaluator{3}, p, 1), newParallel(t, g, p, 1, hashed)
	for range 5 {
		run(t, a, 200, true)
		if err := b.Run(t.Context(), 200, true); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(view(a)) != fmt.Sprint(view(b.Search)) {
			t.Fatal("another tree")
		}
		move := a.Choose(0)
		a.Advance(move)
		b.Advance(move)
	}
}

// blockingEvaluator is uniform, and waits in its nth evaluation until it is released.
type blockingEvaluator struct {
	calls, blockAt int
	blocked        chan struct{} // closed when it waits
	release        chan struct{}
}

func (e *blockingEvaluator) Evaluate(leaves []*Leaf) error {
	if e.calls++; e.calls == e.blockAt {
		close(e.blocked)
		<-e.release
	}
	return Uniform{}.Evaluate(leaves)
}

// A search that is interrupted leaves evaluations behind, and its tree can be read, advanced and searched at once.
func TestInterruptionDoesNotWaitForEvaluations(t *testing.T) {
	g := realGame(t, game.Params{Name: "go", Width: 5, Height: 5, Komi: 15})
	for _, at := range []int{1, 2, 30} {
		t.Run(fmt.Sprint("evaluation ", at), func(t *testing.T) {
			slow := &blockingEvaluator{blockAt: at, blocked: make(chan struct{}), release: make(chan struct{})}
			s := newParallel(t, g, testParams(4), 2, func(i int) Evaluator {
				if i == 0 {
					return slow
				}
				return Uniform{}
			})
			ctx, cancel := context.WithCancelCause(t.Context())
			go func() {
				<-slow.blocked // in this Run, never in one that nobody interrupts
				cancel(errBroken)
			}()
			if err := s.Run(ctx, 1<<30, false); !errors.Is(err, errBroken) {
				t.Fatalf("Run returned %v, want the cause", err)
			}
			checkTree(t, s.Search)
			for range 2 { // the other worker goes on alone, in another tree
				before := s.RootVisits()
				if err := s.Run(t.Context(), 100, false); err != nil {
					t.Fatal(err)
				}
				if got := s.RootVisits(); got != before+100 {
					t.Fatalf("%d visits, want %d", got, before+100)
				}
				checkTree(t, s.Search)
				s.Advance(s.Best())
			}
			close(slow.release)
			if err := s.Run(t.Context(), 1000, false); err != nil {
				t.Fatal(err)
			}
			checkTree(t, s.Search)
		})
	}
}

func TestParallelErrs(t *testing.T) {
	g := pebbles{30, 4}
	e := &brokenEvaluator{failAt: 5}
	s := newParallel(t, g, testParams(4), 1, func(int) Evaluator { return e })
	if err := s.Run(t.Context(), 100, true); !errors.Is(err, errBroken) {
		t.Fatalf("Run returned %v", err)
	}
	e.failAt = 1 << 30
	before := s.RootVisits()
	if err := s.Run(t.Context(), 100, true); err != nil {
		t.Fatal(err)
	}
	if got := s.RootVisits(); got != before+100 {
		t.Errorf("%d visits after the evaluator was mended, want %d", got, before+100)
	}
	if _, err := NewParallel(g, nil, testParams(1), 1); err == nil {
		t.Error("a search without evaluators was made")
	}
	if _, err := NewParallel(g, []Evaluator{nil}, testParams(1), 1); err == nil {
		t.Error("a search with a nil evaluator was made")
	}
}

// What is said to be safe while the search runs is.
func TestReadingWhileItRuns(t *testing.T) {
	g := realGame(t, game.Params{Name: "go", Width: 5, Height: 5, Komi: 15})
	s := newParallel(t, g, Strong(), 2, hashed)
	if err := s.Run(t.Context(), 1, false); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancelCause(t.Context())
	ran := make(chan error)
	go func() { ran <- s.Run(ctx, 1<<30, false) }()
	for range 200 {
		for _, m := range s.Moves(nil) {
			if m.Visits < 1 || m.Q < -1 || m.Q > 1 || len(s.PVOf(m.Action, nil)) == 0 {
				t.Fatalf("read %+v", m)
			}
			line := s.Line(m.Action, nil)
			if len(line) == 0 || line[0].Action != m.Action || line[0].Visits < m.Visits {
				t.Fatalf("read %+v, and then %+v", m, line)
			}
		}
		s.PV(nil)
		s.Tree(func(path []game.Action, m Move) bool { return len(path) < 2 })
	}
	stop(errBroken)
	if err := <-ran; !errors.Is(err, errBroken) {
		t.Errorf("Run returned %v, want the cause", err)
	}
}

// sleepless is uniform and takes as long as a small network on a fast device.
type sleepless struct{ each time.Duration }

func (e sleepless) Evaluate(leaves []*Leaf) error {
	for end := time.Now().Add(e.each * time.Duration(len(leaves))); time.Now().Before(end); {
	}
	return Uniform{}.Evaluate(leaves)
}

// BenchmarkParallel is the price of the search with several workers in one tree, for an evaluator that costs nothing and
// one that takes 20 µs a position.
func BenchmarkParallel(b *testing.B) {
	g := realGame(b, game.Params{Name: "go", Width: 9, Height: 9, Komi: 15})
	for _, cost := range []time.Duration{0, 20 * time.Microsecond} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("evaluation=%s/workers=%d", cost, workers), func(b *testing.B) {
				const simulations = 800
				s := newParallel(b, g, testParams(8), workers, func(int) Evaluator {
					if cost == 0 {
						return Uniform{}
					}
					return sleepless{cost}
				})
				start := g.New()
				for b.Loop() {
					s.Reset(start)
					if err := s.Run(b.Context(), simulations, true); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N*simulations)/b.Elapsed().Seconds(), "sims/s")
			})
		}
	}
}
