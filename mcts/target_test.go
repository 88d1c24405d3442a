package mcts

import (
	"math"
	"slices"
	"testing"

	"tengen/game"
)

func TestRootTemperature(t *testing.T) {
	p := Params{RootTemperature: 1.1, EarlyRootTemperature: 1.25, RootTemperatureHalflife: 9}
	for ply, want := range map[int]float64{0: 1.25, 9: 1.175, 18: 1.1375, 900: 1.1} {
		if got := float64(p.rootTemperature(ply)); math.Abs(got-want) > 1e-6 {
			t.Errorf("ply %d: %g, want %g", ply, got, want)
		}
	}
	p.RootTemperatureHalflife = 0
	if got := p.rootTemperature(0); got != 1.1 {
		t.Errorf("without halflife: %g, want 1.1", got)
	}
	edges := []rootEdge{{prior: 0.64}, {prior: 0.32}, {prior: 0.04}}
	flatten(edges, 2) // square roots 0.8, 0.566, 0.2
	if got := float64(edges[0].prior / edges[2].prior); math.Abs(got-4) > 1e-5 {
		t.Errorf("at temperature 2 priors of 16 to 1 become %g to 1, want 4", got)
	}
	if sum := edges[0].prior + edges[1].prior + edges[2].prior; math.Abs(float64(sum-1)) > 1e-6 {
		t.Errorf("priors add up to %g", sum)
	}
}

// Shaped noise gives half of its concentration to moves whose prior stands out.
func TestShapedNoise(t *testing.T) {
	edges := []rootEdge{{prior: 0.9}, {prior: 0.0996}, {prior: 0.0002}, {prior: 0.0002}}
	p := Params{NoiseTotal: 10, NoiseShape: 0.5}
	got := concentrations(nil, edges, &p)
	// Both of the first are capped at 1 %, and so are alike; the others are below the mean.
	for i, want := range []float64{3.75, 3.75, 1.25, 1.25} {
		if math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("move %d: concentration %g, want %g", i, got[i], want)
		}
	}
	for i := range edges {
		edges[i].prior = 0.25
	}
	for _, c := range concentrations(nil, edges, &p) {
		if c != 2.5 {
			t.Errorf("alike priors: concentration %g, want 2.5", c)
		}
	}
}

// rootState sets up a root of three moves with the given statistics. Values are for the player to move.
func rootState(t *testing.T, p Params, visits [3]int32, q, priors [3]float32) *Search {
	s := makeSearch(t, pebbles{pile: 30}, Uniform{}, p, 1)
	run(t, s, 0, false)
	edges, total := s.rootEdges(), int32(1)
	for i := range edges {
		edges[i].prior = priors[i]
	}
	s.setPriors(edges)
	for i, e := range slices.Clone(s.rootEdges()) {
		if visits[i] == 0 {
			continue
		}
		c := s.openRoot(e)
		c.visits.Store(uint64(visits[i]))
		c.value.Store(int64(float64(q[i]) * float64(visits[i]) * valueUnit))
		c.square.Store(int64(float64(q[i]) * float64(q[i]) * float64(visits[i]) * valueUnit))
		total += visits[i]
	}
	s.tree.root().visits.Store(uint64(total))
	return s
}

func TestTargetIsVisits(t *testing.T) {
	s := rootState(t, testParams(1), [3]int32{60, 0, 30}, [3]float32{}, [3]float32{0.2, 0.5, 0.3})
	if got, want := s.Target(nil), []Target{{0, 60}, {2, 30}}; !slices.Equal(got, want) {
		t.Errorf("target %v, want %v", got, want)
	}
}

// Of 100 visits, a bad move with prior 0.5 has 10 forced ones: sqrt(2·0.5·100).
func TestForcedVisitsAreNotTheTarget(t *testing.T) {
	p := testParams(1)
	p.ForcedPlayouts = 2
	s := rootState(t, p, [3]int32{86, 10, 4}, [3]float32{0.5, -0.9, 0.4}, [3]float32{0.3, 0.5, 0.2})
	s.noisy = true
	got := s.Target(nil)
	// U of the best: 1.25·0.3·10/87 = 0.043. The bad move keeps its visits down to Q+U of the best, 0.543:
	// 6.25/(1+n) = 1.443 gives n = 3.3. The third: 2.5/(1+n) = 0.143 gives n = 16.5: it has less, and keeps all.
	if want := []Target{{0, 86}, {1, 4}, {2, 4}}; !slices.Equal(got, want) {
		t.Errorf("target %v, want %v", got, want)
	}
	s.noisy = false
	if want := []Target{{0, 86}, {1, 10}, {2, 4}}; !slices.Equal(s.Target(nil), want) {
		t.Errorf("without noise nothing is forced: target %v, want %v", s.Target(nil), want)
	}
}

// A single visit that is left after pruning goes too.
func TestLoneForcedVisitsGo(t *testing.T) {
	p := testParams(1)
	p.ForcedPlayouts = 2
	s := rootState(t, p, [3]int32{95, 5, 0}, [3]float32{0.9, -1, 0}, [3]float32{0.8, 0.13, 0.07})
	s.noisy = true
	if got, want := s.Target(nil), []Target{{0, 95}}; !slices.Equal(got, want) {
		t.Errorf("target %v, want %v", got, want)
	}
}

func TestProvenMovesAreTheTarget(t *testing.T) {
	p := testParams(1)
	p.Solve = true
	s := makeSearch(t, pebbles{pile: 4}, Uniform{}, p, 1)
	run(t, s, 1000, false)
	outcome, ok := s.Proven()
	if !ok || outcome != 1 || s.Value() != 1 {
		t.Fatalf("4 pebbles are won by taking 2: proven %v, outcome %g", ok, outcome)
	}
	if got := s.Target(nil); len(got) != 1 || got[0].Action != 1 {
		t.Errorf("target %v, want all of it on taking 2", got)
	}
	if s.RootVisits() >= 1000 {
		t.Error("the search went on after the proof")
	}
}

func TestLowerConfidenceBound(t *testing.T) {
	p := testParams(1)
	p.LCBDeviations, p.LCBShare = 2, 0.15
	for _, tt := range []struct {
		name   string
		visits [3]int32
		q      [3]float32
		want   game.Action
	}{
		{"the better of two that are well known", [3]int32{500, 400, 1}, [3]float32{0.1, 0.3, 0}, 1},
		{"a good one is not known well enough", [3]int32{500, 20, 1}, [3]float32{0.1, 0.6, 1}, 0},
		{"the share of visits counts", [3]int32{500, 75, 74}, [3]float32{0.1, 0.4, 0.9}, 1},
	} {
		if got := rootState(t, p, tt.visits, tt.q, [3]float32{0.3, 0.4, 0.3}).Best(); got != tt.want {
			t.Errorf("%s: chose %d, want %d", tt.name, got, tt.want)
		}
	}
	s := rootState(t, p, [3]int32{100, 50, 0}, [3]float32{0.2, 0, 0}, [3]float32{0.3, 0.4, 0.3})
	// All values are alike, so only the added one spreads: variance 1/101, error sqrt(1/101/100).
	if got, want := float64(s.Moves(nil)[0].LCB), 0.2-2*math.Sqrt(1./101/100); math.Abs(got-want) > 1e-6 {
		t.Errorf("bound %g, want %g", got, want)
	}
}

func TestDecidedSearchesStop(t *testing.T) {
	p := testParams(1)
	p.StopDecided = true
	s := makeSearch(t, pebbles{pile: 40}, hashEvaluator{2}, p, 1)
	run(t, s, 4000, false)
	visits := s.Visits(nil)
	slices.SortFunc(visits, func(a, b Visit) int { return int(b.Visits - a.Visits) })
	left := 4000 - s.RootVisits()
	if left <= 0 {
		t.Fatal("the search did not stop early")
	}
	if gap := int(visits[0].Visits - visits[1].Visits); gap <= left || gap > left+2 {
		t.Errorf("stopped with %d descents left and a lead of %d, want a lead just above", left, gap)
	}
}
