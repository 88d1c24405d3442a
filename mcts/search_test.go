package mcts

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"
	"unsafe"

	"tengen/game"
	"tengen/net"
)

func TestForcedWinIsFound(t *testing.T) {
	// With 4 left only 2 wins, which keeps the turn, and 2 again: after 1 or 3 the opponent takes the rest.
	for _, leaves := range []int{1, 8} {
		p := testParams(leaves)
		s := makeSearch(t, pebbles{pile: 4}, Uniform{}, p, 1)
		run(t, s, 400, false)
		if got := s.Choose(0); got != 1 {
			t.Errorf("leaves=%d: chose to take %d of 4, want 2", leaves, got+1)
		}
		if v := s.Value(); v < 0.9 {
			t.Errorf("leaves=%d: value %g of a won position", leaves, v)
		}
		if pv := s.PV(nil); !slices.Equal(pv, []game.Action{1, 1}) {
			t.Errorf("leaves=%d: principal variation %v, want 2 and 2 pebbles", leaves, pv)
		}
	}
}

// firstWins takes every position to be won by First.
type firstWins struct{}

func (firstWins) Evaluate(leaves []*Leaf) error {
	for _, l := range leaves {
		clear(l.Logits)
		l.Value = 1
		if l.State.ToPlay() == game.Second {
			l.Value = -1
		}
	}
	return nil
}

func TestValuesBelongToThePlayerToMove(t *testing.T) {
	for _, tt := range []struct {
		play []game.Action
		want float32
	}{{nil, 1}, {[]game.Action{1}, 1}, {[]game.Action{0}, -1}, {[]game.Action{0, 1}, -1}, {[]game.Action{0, 2}, 1}} {
		g := pebbles{pile: 200} // too large for an end to be seen
		state := g.New()
		for _, a := range tt.play {
			state.Play(a)
		}
		s := makeSearch(t, g, firstWins{}, testParams(4), 1)
		s.Reset(state)
		run(t, s, 100, false)
		if got := s.Value(); got != tt.want {
			t.Errorf("after %v: value %g, want %g", tt.play, got, tt.want)
		}
		for _, v := range s.Visits(nil) {
			if v.Visits > 0 && v.Q != tt.want {
				t.Errorf("after %v: Q of %d is %g, want %g for the player who chooses", tt.play, v.Action, v.Q, tt.want)
			}
		}
	}
}

// A line is the principal variation, with what is known of each move for the player who makes it.
func TestLine(t *testing.T) {
	for name, g := range testGames(t) {
		t.Run(name, func(t *testing.T) {
			s := makeSearch(t, g, hashEvaluator{}, testParams(1), 1)
			run(t, s, 300, false)
			known := map[string]Move{} // by the way to it
			s.Tree(func(path []game.Action, m Move) bool { known[fmt.Sprint(path)] = m; return true })
			for _, first := range s.Moves(nil) {
				path := s.PVOf(first.Action, nil)
				line := s.Line(first.Action, nil)
				if len(line) != len(path) || line[0] != first {
					t.Fatalf("line %+v, variation %v of %+v", line, path, first)
				}
				for i, m := range line {
					if want := known[fmt.Sprint(path[:i+1])]; m != want {
						t.Errorf("move %d of %v\n got %+v\nwant %+v", i, path, m, want)
					}
				}
			}
		})
	}
}

func TestDrawIsWorthNothing(t *testing.T) {
	s := makeSearch(t, pebbles{pile: 6, drawEvery: 1}, Uniform{}, testParams(1), 1)
	run(t, s, 200, false)
	if v := s.Value(); v != 0 {
		t.Errorf("value %g where every game is drawn", v)
	}
}

func TestVisitsAddUp(t *testing.T) {
	for name, g := range testGames(t) {
		for _, leaves := range []int{1, 2, 8, 32} {
			t.Run(fmt.Sprintf("%s/leaves=%d", name, leaves), func(t *testing.T) {
				s := makeSearch(t, g, hashEvaluator{3}, testParams(leaves), 1)
				kept := 0
				for ply := 0; ply < 8 && !s.State().Terminal(); ply++ {
					run(t, s, 75, true)
					if got := s.RootVisits(); got != kept+75 {
						t.Fatalf("ply %d: %d visits, want %d kept and 75 new", ply, got, kept)
					}
					checkTree(t, s)
					s.Advance(s.Choose(1))
					checkTree(t, s)
					kept = s.RootVisits()
				}
			})
		}
	}
}

// nodeView is a node as tests compare it.
type nodeView struct {
	visits         int32
	value, square  int64
	prior, own     float32
	action         uint16
	edges          edgesWord
	firstEdge      uint32
	slots, actions string
}

// view lists the nodes of the tree.
func view(s *Search) []nodeView {
	var views []nodeView
	for _, id := range s.tree.below(nil, s.tree.top) {
		n := s.tree.node(id)
		slots, actions := s.tree.edgesOf(n)
		views = append(views, nodeView{
			n.n(), n.value.Load(), n.square.Load(), n.prior, n.own, n.action, n.load(), n.firstEdge, fmt.Sprint(slots), fmt.Sprint(actions),
		})
	}
	return views
}

// checkTree holds the tree to the invariants that doc.go states.
func checkTree(t *testing.T, s *Search) {
	t.Helper()
	seen := map[nodeID]bool{}
	taken := map[uint32]nodeID{} // places of edges
	for _, id := range s.tree.below(nil, s.tree.top) {
		if seen[id] {
			t.Fatalf("node %d has two parents", id)
		}
		seen[id] = true
		n := s.tree.node(id)
		visits, flying := visitsOf(n.visits.Load())
		w := n.load()
		if flying != 0 || w&opening != 0 || w.stage() == pending {
			t.Fatalf("node %d: %d descents under way, edges word %x", id, flying, w)
		}
		if math.Abs(float64(n.value.Load())) > float64(visits)*valueUnit || float64(n.square.Load()) > float64(visits)*valueUnit {
			t.Fatalf("node %d has a mean value outside [-1, 1], or square above 1", id)
		}
		if w.stage() != expanded {
			continue
		}
		slots, actions := s.tree.edgesOf(n)
		below, prior := int32(0), 0.0
		for i, slot := range slots {
			if other, ok := taken[n.firstEdge+uint32(i)]; ok {
				t.Fatalf("nodes %d and %d share edges", id, other)
			}
			taken[n.firstEdge+uint32(i)] = id
			p := math.Float32frombits(slot)
			if i < w.opened() {
				c := s.tree.node(nodeID(slot))
				if c.action != actions[i] {
					t.Fatalf("node %d: child %d by action %d, want action %d", id, slot, c.action, actions[i])
				}
				below += c.n()
				p = c.prior
			} else if p > w.nextPrior() {
				t.Fatalf("node %d: edge %d with prior %g waits, but the next in line has %g", id, i, p, w.nextPrior())
			}
			prior += float64(p)
		}
		if below != visits-1 {
			t.Fatalf("node %d: children have %d visits, the node %d", id, below, visits)
		}
		if math.Abs(prior-1) > 1e-5 {
			t.Fatalf("node %d: priors add up to %g", id, prior)
		}
		if len(slices.Compact(slices.Sorted(slices.Values(actions)))) != len(actions) {
			t.Fatalf("node %d: an action stands twice in %v", id, actions)
		}
	}
	if len(s.workers) == 1 && len(seen) != int(s.tree.nodes.ends[0].next) {
		t.Fatalf("%d nodes are below the root, the arena holds %d", len(seen), s.tree.nodes.ends[0].next)
	}
}

func TestSameSeedSameTree(t *testing.T) {
	for name, g := range testGames(t) {
		t.Run(name, func(t *testing.T) {
			p := testParams(4)
			used := makeSearch(t, g, hashEvaluator{1}, p, 5)
			run(t, used, 50, true) // what went before must not matter
			used.Seed(9)
			used.Reset(g.New())
			fresh := makeSearch(t, g, hashEvaluator{1}, p, 9)
			other := makeSearch(t, g, hashEvaluator{1}, p, 10)
			for _, s := range []*Search{used, fresh, other} {
				for range 3 {
					run(t, s, 64, true)
					if s.State().Terminal() {
						break
					}
					s.Advance(s.Choose(1))
				}
			}
			if !slices.Equal(view(used), view(fresh)) {
				t.Error("the same seed made two different trees")
			}
			if slices.Equal(view(other), view(fresh)) {
				t.Error("another seed made the same tree")
			}
		})
	}
}

// brokenEvaluator fails from the given call on; before, it is uniform.
type brokenEvaluator struct {
	calls, failAt int
	spoil         func(*Leaf)
}

var errBroken = errors.New("broken")

func (e *brokenEvaluator) Evaluate(leaves []*Leaf) error {
	e.calls++
	if err := (Uniform{}).Evaluate(leaves); err != nil || e.calls < e.failAt {
		return err
	}
	if e.spoil != nil {
		e.spoil(leaves[0])
		return nil
	}
	return errBroken
}

func TestRunErrsAndTheTreeStaysGood(t *testing.T) {
	nan := float32(math.NaN())
	for _, tt := range []struct {
		name  string
		at    int
		spoil func(*Leaf)
	}{
		{"error at the root", 1, nil},
		{"error below the root", 7, nil},
		{"value not a number", 7, func(l *Leaf) { l.Value = nan }},
		{"value out of range", 1, func(l *Leaf) { l.Value = 1.5 }},
		{"logit not a number", 7, func(l *Leaf) { l.Logits[0] = nan }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := &brokenEvaluator{failAt: tt.at, spoil: tt.spoil}
			s := makeSearch(t, pebbles{30, 4}, e, testParams(4), 1)
			err := s.Run(t.Context(), 100, true)
			if err == nil || tt.spoil == nil && !errors.Is(err, errBroken) {
				t.Fatalf("Run returned %v", err)
			}
			e.failAt = math.MaxInt
			before := s.RootVisits()
			run(t, s, 100, true)
			if got := s.RootVisits(); got != before+100 {
				t.Errorf("%d visits after the evaluator was mended, want %d", got, before+100)
			}
			s.Advance(0)
			checkTree(t, s)
		})
	}
}

func TestRunRefuses(t *testing.T) {
	g := pebbles{pile: 3}
	s := makeSearch(t, g, Uniform{}, testParams(1), 1)
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(errBroken)
	if err := s.Run(ended, 10, false); !errors.Is(err, errBroken) {
		t.Errorf("with a context that has ended Run returned %v, want its cause", err)
	}
	if err := s.Run(t.Context(), -1, false); err == nil {
		t.Error("-1 simulations were accepted")
	}
	s.Advance(2)
	if err := s.Run(t.Context(), 10, false); err == nil {
		t.Error("a finished game was searched")
	}
	if _, err := New(g, nil, testParams(1), 1); err == nil {
		t.Error("a search without an evaluator was made")
	}
	if _, err := New(g, Uniform{}, Params{}, 1); err == nil {
		t.Error("zero parameters were accepted")
	}
}

// modelEvaluator is uniform, and names the model in use.
type modelEvaluator struct{ model *net.Model }

func (e *modelEvaluator) Evaluate(leaves []*Leaf) error {
	for _, l := range leaves {
		clear(l.Logits)
		l.Value, l.Model = 0, e.model
	}
	return nil
}

func TestRootModelIsTheOneThatEvaluatedIt(t *testing.T) {
	e := &modelEvaluator{&net.Model{ID: "old"}}
	s := makeSearch(t, pebbles{pile: 30}, e, testParams(1), 1)
	if s.RootModel() != nil {
		t.Error("a root that nobody evaluated has a model")
	}
	run(t, s, 20, false)
	e.model = &net.Model{ID: "new"}
	run(t, s, 20, false)
	s.Advance(0)
	if got := s.RootModel(); got == nil || got.ID != "old" {
		t.Errorf("model of the root after Advance: %+v, want the old one, which evaluated it", got)
	}
	if got := len(*s.tree.models.Load()); got != 2 {
		t.Errorf("the tree holds on to %d models, want 2", got)
	}
	s.Reset(s.State())
	run(t, s, 1, false)
	if got := s.RootModel(); got.ID != "new" || len(*s.tree.models.Load()) != 1 {
		t.Errorf("after Reset: model %+v, %d models held", got, len(*s.tree.models.Load()))
	}
}

func TestRunAllocatesNothing(t *testing.T) {
	full, gumbel := Strong(), testParams(8)
	full.NoiseShape, full.ForcedPlayouts, full.RootTemperature, full.StopDecided = 0.5, 2, 1.1, false
	gumbel.Gumbel = true
	for kind, p := range map[string]Params{"paper": testParams(8), "full": full, "gumbel": gumbel} {
		for name, g := range testGames(t) {
			t.Run(kind+"/"+name, func(t *testing.T) {
				s, start := makeSearch(t, g, hashEvaluator{1}, p, 1), g.New()
				visits, targets := make([]Visit, 0, g.Actions()), make([]Target, 0, g.Actions())
				pv := make([]game.Action, 0, g.MaxPly())
				play := func() {
					s.Reset(start)
					s.Seed(1)
					for range 3 {
						run(t, s, 100, true)
						visits, targets, pv = s.Visits(visits[:0]), s.Target(targets[:0]), s.PV(pv[:0])
						s.Advance(s.Choose(1))
					}
				}
				play()
				if n := testing.AllocsPerRun(5, play); n != 0 {
					t.Errorf("three moves of 100 simulations allocate %g times", n)
				}
			})
		}
	}
}

// BenchmarkSearch is the price of the search itself, with an evaluator that costs nothing.
func BenchmarkSearch(b *testing.B) {
	for name, g := range benchGames(b) {
		for _, leaves := range []int{1, 8} {
			b.Run(fmt.Sprintf("game=%s/leaves=%d", name, leaves), func(b *testing.B) {
				const simulations = 800
				s, start := makeSearch(b, g, Uniform{}, testParams(leaves), 1), g.New()
				b.ReportAllocs()
				for b.Loop() {
					s.Reset(start)
					run(b, s, simulations, true)
				}
				b.ReportMetric(float64(b.N*simulations)/b.Elapsed().Seconds(), "sims/s")
			})
		}
	}
}

// A node with 82 moves takes less than 1 KB.
func TestMemoryOfANode(t *testing.T) {
	s := makeSearch(t, realGame(t, game.Params{Name: "go", Width: 9, Height: 9, Komi: 15}), Uniform{}, testParams(1), 1)
	run(t, s, 0, false)
	if nodes, edges := s.tree.nodes.ends[0].next, s.tree.edges.ends[0].next; nodes != 1 || edges != 82 {
		t.Fatalf("an expanded root takes %d nodes and %d edges, want 1 and 82", nodes, edges)
	}
	node, edge := unsafe.Sizeof(nodeChunk{})>>nodeShift, unsafe.Sizeof(edgeChunk{})>>edgeShift
	if got := node + 82*edge; got != 64+82*6 {
		t.Errorf("%d bytes, want 64 for the node and 6 for each of 82 edges", got)
	}
}

// BenchmarkMillion makes one search of a million visits on 9x9 and reports what it keeps in memory.
func BenchmarkMillion(b *testing.B) {
	g := realGame(b, game.Params{Name: "go", Width: 9, Height: 9, Komi: 15})
	for b.Loop() {
		s := makeSearch(b, g, hashEvaluator{1}, testParams(8), 1)
		run(b, s, 1_000_000, false)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(s.tree.bytes())/1e6, "tree-MB")
		b.ReportMetric(float64(m.HeapSys)/1e6, "heap-MB")
		b.ReportMetric(100*m.GCCPUFraction, "gc-%")
	}
}
