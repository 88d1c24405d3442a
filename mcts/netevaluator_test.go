package mcts

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"tengen/game"
	"tengen/net"
)

// square is as much of a game on 3x3 cells with all symmetries as an evaluator asks for.
type square struct{ game.Game }

func (square) Shape() game.Shape           { return game.Shape{Planes: 2, Height: 3, Width: 3} }
func (square) Actions() int                { return 10 }
func (square) Symmetries() []game.Symmetry { return game.SquareSymmetries(3, 3) }

func (square) MapAction(s game.Symmetry, a game.Action) game.Action {
	if a == 9 {
		return a
	}
	return game.Action(s.MapCell(int(a), 3, 3))
}

// squareState is a position of square; its cells hold different numbers.
type squareState struct {
	game.State
	id  uint64
	ply int
}

// LegalActions are all but two cells, and the pass.
func (s squareState) LegalActions(dst []game.Action) []game.Action {
	return append(dst, 0, 1, 2, 4, 5, 6, 7, 9)
}

func (s squareState) Hash() uint64 { return s.id }
func (s squareState) Ply() int     { return s.ply }

func (s squareState) Planes(dst []float32) {
	for i := range dst {
		dst[i] = float32(s.id) + float32(i)/32
	}
}

// mirror answers a row with its own second plane as policy, and counts in how many ways it saw boards.
type mirror struct {
	model *net.Model
	seen  map[float32]int // the number in the corner, less the board's own
	err   error
}

func (m *mirror) Evaluate(rows []*net.Row) error {
	for _, r := range rows {
		copy(r.Policy, r.Planes[9:])
		r.Policy[9] = -1
		r.Value, r.Model = 0.5, m.model
		if m.seen != nil {
			m.seen[r.Planes[0]-float32(int(r.Planes[0]))]++
		}
	}
	return m.err
}

func TestNetEvaluatorTurnsThereAndBack(t *testing.T) {
	model := &net.Model{ID: "m"}
	for symmetries, corners := range map[int]int{0: 1, 1: 4} { // eight symmetries bring four cells to the corner
		m := &mirror{model: model, seen: map[float32]int{}}
		e := NewNetEvaluator(square{}, m, symmetries, 1)
		for id := range uint64(200) {
			leaves := []*Leaf{
				{State: squareState{id: id}, Logits: make([]float32, 10)},
				{State: squareState{id: id + 1000, ply: 1}, Logits: make([]float32, 10)},
			}
			if err := e.Evaluate(leaves); err != nil {
				t.Fatal(err)
			}
			for _, l := range leaves {
				planes := make([]float32, 18)
				l.State.Planes(planes)
				if want := append(planes[9:], -1); !slices.Equal(l.Logits, want) || l.Value != 0.5 || l.Model != model {
					t.Fatalf("%d symmetries: got %v, %g, %v\nwant %v, 0.5, %v", symmetries, l.Logits, l.Value, l.Model, want, model)
				}
			}
		}
		if len(m.seen) != corners {
			t.Errorf("%d symmetries: %d different cells came to the corner, want %d: %v", symmetries, len(m.seen), corners, m.seen)
		}
	}
}

func TestSymmetryDependsOnSeedPositionAndPlyOnly(t *testing.T) {
	turns := func(seed uint64, ply int) (all []int) {
		e := NewNetEvaluator(square{}, &mirror{}, 1, 0)
		e.Seed(seed)
		for id := range uint64(50) {
			if err := e.Evaluate([]*Leaf{{State: squareState{id: id, ply: ply}, Logits: make([]float32, 10)}}); err != nil {
				t.Fatal(err)
			}
			all = append(all, e.turns[0])
		}
		return all
	}
	first := turns(1, 0)
	if !slices.Equal(first, turns(1, 0)) {
		t.Error("the same seed and positions drew other symmetries")
	}
	if slices.Equal(first, turns(2, 0)) || slices.Equal(first, turns(1, 1)) {
		t.Error("another seed or ply drew the same symmetries")
	}
}

func TestNetEvaluatorPassesErrorsOn(t *testing.T) {
	e := NewNetEvaluator(square{}, &mirror{err: errBroken}, 1, 1)
	if err := e.Evaluate([]*Leaf{{State: squareState{}, Logits: make([]float32, 10)}}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

func TestNetEvaluatorAllocatesNothing(t *testing.T) {
	for _, symmetries := range []int{0, 1, 3, 8} {
		client := NewDirect(hashNet{}, hashPrepared{&net.Model{}})
		e := NewNetEvaluator(square{}, client, symmetries, 1)
		leaves := []*Leaf{{State: squareState{id: 1}, Logits: make([]float32, 10)}, {State: squareState{id: 2}, Logits: make([]float32, 10)}}
		if n := testing.AllocsPerRun(100, func() {
			if err := e.Evaluate(leaves); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%d symmetries: Evaluate allocates %g times", symmetries, n)
		}
	}
}

// hashNet is a network whose answers are random, and the same each time for the same planes.
type hashNet struct{ net.Engine }

type hashPrepared struct{ m *net.Model }

func (p hashPrepared) Model() *net.Model { return p.m }

func (hashNet) Close() error { return nil }
func (hashNet) Name() string { return "hash" }

func (hashNet) NewEvaluator(net.Spec, int, int) (net.Evaluator, error) { return hashNet{}, nil }

func (hashNet) Evaluate(_ net.Prepared, inputs net.Inputs, policy, value []float32) error {
	out := len(policy) / len(value)
	for i := range value {
		h := uint64(1)
		for _, x := range inputs.Rows[i] {
			h = mix(h + uint64(8*x))
		}
		value[i] = unit(h)
		for a := range out {
			policy[i*out+a] = unit(mix(h + uint64(a)))
		}
	}
	return nil
}

// Searches that share batches make the trees that they make alone.
func TestSearchesThroughABatcherMatchDirectOnes(t *testing.T) {
	for name, g := range testGames(t) {
		t.Run(name, func(t *testing.T) {
			spec := net.PaperSpec(g, 1, 4)
			prepared := hashPrepared{&net.Model{ID: "h", Weights: net.NewWeights(spec)}}
			b, err := net.NewBatcher(hashNet{}, spec, net.NewLive(prepared), net.BatcherParams{MaxBatch: 8, Evaluators: 2, ThreadsPerEvaluator: 1})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			var batcher, games sync.WaitGroup
			batcher.Go(func() {
				if err := b.Run(ctx); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
			const leaves = 3
			for seed := range uint64(5) {
				client := b.Client(leaves)
				games.Go(func() {
					defer client.Leave()
					shared := playedTree(t, g, client, leaves, 1, seed)
					alone := playedTree(t, g, NewDirect(hashNet{}, prepared), leaves, 1, seed)
					if shared != alone {
						t.Errorf("seed %d:\nshared %s\n alone %s", seed, shared, alone)
					}
				})
			}
			games.Wait()
			cancel()
			batcher.Wait()
		})
	}
}

// playedTree plays some moves and returns what the search saw, as text.
func playedTree(t *testing.T, g game.Game, client RowEvaluator, leaves, symmetries int, seed uint64) string {
	s, err := New(g, NewNetEvaluator(g, client, symmetries, seed), testParams(leaves), seed)
	if err != nil {
		t.Error(err)
		return ""
	}
	text := ""
	for ply := 0; ply < 4 && !s.State().Terminal(); ply++ {
		if err := s.Run(t.Context(), 60, true); err != nil {
			t.Error(err)
			return ""
		}
		text += fmt.Sprintln(s.Visits(nil), s.Value(), s.RootModel().ID, s.PV(nil))
		s.Advance(s.Choose(1))
	}
	return text
}
