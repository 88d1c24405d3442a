package mcts

import (
	"tengen/game"
	"tengen/net"
)

// RowEvaluator evaluates rows on a network: a *net.Client, which shares batches with others, a *net.Cached, which
// answers from a cache what it can, or a *Direct.
type RowEvaluator interface {
	// Evaluate fills in the rows' Policy, Value and Model.
	Evaluate(rows []*net.Row) error
}

// NetEvaluator judges positions by a network. It shows the network each position as it is, or turned by a symmetry of
// the game that is drawn anew for each position (AlphaGo Zero, Methods, Search algorithm, Expand and evaluate), or by
// several, and takes the mean (average.go). The draw is a hash of seed, position and ply, so that it does not
// depend on what was evaluated before. It is for one goroutine at a time.
type NetEvaluator struct {
	client     RowEvaluator
	shape      game.Shape
	actions    int
	views      int              // of each position
	symmetries *game.Symmetries // nil: every position as it is
	seed       uint64
	scratch    []float32 // a position before it is turned
	rows       []*net.Row
	turns      []int // symmetry of each row
	mean       mean
}

// NewNetEvaluator returns an evaluator of g's positions by the network behind client. Each position is shown in so
// many symmetries, drawn without putting back: 0 shows it as it is, 1 is the paper's, and a number that g does not
// have takes all of them. The client gets so many rows for each leaf (see RowsPerLeaf).
func NewNetEvaluator(g game.Game, client RowEvaluator, symmetries int, seed uint64) *NetEvaluator {
	e := &NetEvaluator{client: client, shape: g.Shape(), actions: g.Actions(), views: RowsPerLeaf(g, symmetries), seed: seed}
	if symmetries > 0 {
		e.symmetries = game.NewSymmetries(g)
		e.scratch = make([]float32, e.shape.Len())
	}
	return e
}

// RowsPerLeaf returns how many rows a leaf of g is when it is shown in so many symmetries.
func RowsPerLeaf(g game.Game, symmetries int) int {
	return max(1, min(symmetries, len(g.Symmetries())))
}

// Seed sets the seed of the draw of symmetries: each game has its own.
func (e *NetEvaluator) Seed(seed uint64) { e.seed = seed }

// Evaluate implements Evaluator.
func (e *NetEvaluator) Evaluate(leaves []*Leaf) error {
	n := len(leaves) * e.views
	for len(e.rows) < n {
		e.rows = append(e.rows, &net.Row{Planes: make([]float32, e.shape.Len()), Policy: make([]float32, e.actions)})
		e.turns = append(e.turns, 0)
	}
	for i, l := range leaves {
		e.encode(i*e.views, l.State)
	}
	if err := e.client.Evaluate(e.rows[:n]); err != nil {
		return err
	}
	for i, l := range leaves {
		if err := e.decode(i*e.views, l); err != nil {
			return err
		}
	}
	return nil
}

// encode writes the planes of a position's rows, turned.
func (e *NetEvaluator) encode(first int, s game.State) {
	if e.symmetries == nil {
		s.Planes(e.rows[first].Planes)
		return
	}
	e.draw(e.turns[first:][:e.views], mix(e.seed^mix(s.Hash()+uint64(s.Ply()))))
	for i := first; i < first+e.views; i++ {
		e.symmetries.StatePlanes(e.turns[i], s, e.rows[i].Planes, e.scratch)
	}
}

// draw chooses symmetries, each at most once, by the random number h: those before which h, and each further number
// made of it, places one of the symmetries left.
func (e *NetEvaluator) draw(turns []int, h uint64) {
	n := e.symmetries.Len()
	for i := range turns {
		turns[i] = int(h % uint64(n-i))
		for _, before := range turns[:i] { // in ascending order
			if turns[i] >= before {
				turns[i]++
			}
		}
		for j := i; j > 0 && turns[j] < turns[j-1]; j-- {
			turns[j], turns[j-1] = turns[j-1], turns[j]
		}
		h = mix(h)
	}
}

// decode gives the results of a position's rows to l, turned back.
func (e *NetEvaluator) decode(first int, l *Leaf) error {
	rows := e.rows[first:][:e.views]
	for severalModels(rows) { // the model was swapped between their batches: it is rare, and one model answers
		if err := e.client.Evaluate(rows); err != nil {
			return err
		}
	}
	l.Model = rows[0].Model
	switch {
	case e.symmetries == nil:
		l.Value = rows[0].Value
		copy(l.Logits, rows[0].Policy)
	case e.views == 1:
		l.Value = rows[0].Value
		e.symmetries.PolicyBack(e.turns[first], l.Logits, rows[0].Policy)
	default:
		e.mean.begin(l)
		for i, r := range rows {
			e.symmetries.PolicyBack(e.turns[first+i], l.Logits, r.Policy)
			e.mean.add(l.Logits, r.Value)
		}
		e.mean.end(l)
	}
	return nil
}

// severalModels reports whether the rows come from more than one model.
func severalModels(rows []*net.Row) bool {
	for _, r := range rows {
		if r.Model != rows[0].Model {
			return true
		}
	}
	return false
}

// mix scrambles x so that each bit of it changes about half of the result's: the finisher of SplitMix64
// (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
func mix(x uint64) uint64 {
	return game.MixHash(x + 0x9e3779b97f4a7c15)
}
