package mcts

import (
	"math"
	"slices"
	"testing"

	"tengen/net"
)

// opinions answers a row by the number in the corner of its planes, which says how it was turned, and remembers them.
type opinions struct {
	model   *net.Model
	corners []float32
}

func (o *opinions) Evaluate(rows []*net.Row) error {
	o.corners = o.corners[:0]
	for _, r := range rows {
		o.corners = append(o.corners, r.Planes[0], r.Planes[1])
		for a := range r.Policy {
			r.Policy[a] = 40 * unit(mix(uint64(64*r.Planes[0])+uint64(8*r.Planes[1])+uint64(a)))
		}
		r.Value, r.Model = unit(uint64(64*r.Planes[0])<<32), o.model
	}
	return nil
}

// The mean of several symmetries is that of single evaluations in those symmetries.
func TestMeanOverSymmetries(t *testing.T) {
	state := squareState{id: 3}
	legal := state.LegalActions(nil)
	for _, symmetries := range []int{2, 5, 8, 20} {
		m := &opinions{model: &net.Model{}}
		e := NewNetEvaluator(square{}, m, symmetries, 1)
		leaf := &Leaf{State: state, Logits: make([]float32, 10)}
		if err := e.Evaluate([]*Leaf{leaf}); err != nil {
			t.Fatal(err)
		}
		n := min(symmetries, 8)
		if got := RowsPerLeaf(square{}, symmetries); got != n || len(m.corners) != 2*n {
			t.Fatalf("%d symmetries: %d rows a leaf, and %d were evaluated, want %d", symmetries, got, len(m.corners)/2, n)
		}
		want, value := make([]float64, 10), 0.0
		for i := range n {
			single := &Leaf{State: state, Logits: make([]float32, 10)}
			if slices.Contains(e.turns[:i], e.turns[i]) {
				t.Errorf("%d symmetries: %v were drawn, one of them twice", symmetries, e.turns[:n])
			}
			e.symmetries.PolicyBack(e.turns[i], single.Logits, e.rows[i].Policy)
			sum := 0.0
			for _, a := range legal {
				sum += math.Exp(float64(single.Logits[a]))
			}
			for _, a := range legal {
				want[a] += math.Exp(float64(single.Logits[a])) / sum / float64(n)
			}
			value += float64(e.rows[i].Value) / float64(n)
		}
		for _, a := range legal {
			if got := math.Exp(float64(leaf.Logits[a])); math.Abs(got-want[a]) > 1e-5*want[a] {
				t.Errorf("%d symmetries: action %d has probability %g, want %g", symmetries, a, got, want[a])
			}
		}
		if math.Abs(float64(leaf.Value)-value) > 1e-6 || leaf.Model != m.model {
			t.Errorf("%d symmetries: value %g by %v, want %g", symmetries, leaf.Value, leaf.Model, value)
		}
	}
}

// What one view takes to be all but impossible is still a number.
func TestMeanIsFinite(t *testing.T) {
	l := &Leaf{State: squareState{}, Logits: []float32{0, -3e38, 5, 0, 3e38, 0, 0, 0, 0, 0}}
	var m mean
	m.begin(l)
	m.add(slices.Clone(l.Logits), 1)
	m.add(slices.Clone(l.Logits), -1)
	m.end(l)
	for a, v := range l.Logits {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			t.Errorf("the logit of action %d is %v", a, v)
		}
	}
	if l.Logits[4] != 0 || l.Value != 0 {
		t.Errorf("logit %g and value %g, want 0 and 0", l.Logits[4], l.Value)
	}
}

// Every symmetry is drawn about as often as every other, whatever was drawn before it.
func TestDrawsAreEven(t *testing.T) {
	e := NewNetEvaluator(square{}, &mirror{}, 3, 1)
	const draws = 8000
	seen := map[[3]int]int{}
	for i := range draws {
		var turns [3]int
		e.draw(turns[:], mix(uint64(i)))
		if turns[0] >= turns[1] || turns[1] >= turns[2] {
			t.Fatalf("drew %v", turns)
		}
		seen[turns]++
	}
	const sets = 8 * 7 * 6 / 6
	if len(seen) != sets {
		t.Errorf("%d sets of 3 were drawn, want all %d", len(seen), sets)
	}
	for turns, n := range seen { // 143 each; five standard deviations
		if math.Abs(float64(n)-draws/sets) > 60 {
			t.Errorf("%v was drawn %d times of %d", turns, n, draws)
		}
	}
}

// alternating evaluates each second row by another model, for so many calls.
type alternating struct {
	models [2]*net.Model
	calls  int
}

func (c *alternating) Evaluate(rows []*net.Row) error {
	c.calls--
	for i, r := range rows {
		r.Model, r.Value = c.models[1], 1
		if c.calls >= 0 && i%2 == 0 {
			r.Model, r.Value = c.models[0], 0
		}
	}
	return nil
}

func TestOneModelAnswersForALeaf(t *testing.T) {
	c := &alternating{models: [2]*net.Model{{ID: "old"}, {ID: "new"}}, calls: 1}
	e := NewNetEvaluator(square{}, c, 4, 1)
	leaves := []*Leaf{{State: squareState{id: 1}, Logits: make([]float32, 10)}, {State: squareState{id: 2}, Logits: make([]float32, 10)}}
	if err := e.Evaluate(leaves); err != nil {
		t.Fatal(err)
	}
	for i, l := range leaves {
		if l.Model != c.models[1] || l.Value != 1 {
			t.Errorf("leaf %d: value %g by model %s, want 1 by the new one alone", i, l.Value, l.Model.ID)
		}
	}
}
