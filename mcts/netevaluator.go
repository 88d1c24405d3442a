package mcts

import (
	"tengen/game"
	"tengen/net"
)

// RowEvaluator evaluates rows on a network: a *net.Client, which shares batches with others, or a *Direct.
type RowEvaluator interface {
	// Evaluate fills in the rows' Policy, Value and Model.
	Evaluate(rows []*net.Row) error
}

// NetEvaluator judges positions by a network. With symmetries, it shows the network each position turned
// by a symmetry of the game, drawn anew for each position (AlphaGo Zero, Methods, Search algorithm, Expand
// and evaluate), and turns the policy back. The draw is a hash of seed, position and ply, so that it does not
// depend on what was evaluated before. It is for one goroutine at a time.
type NetEvaluator struct {
	client     RowEvaluator
	shape      game.Shape
	actions    int
	symmetries *game.Symmetries // nil: every position as it is
	seed       uint64
	planes     []float32 // a position before it is turned
	rows       []*net.Row
	turns      []int // symmetry of each row
}

// NewNetEvaluator returns an evaluator of g's positions by the network behind client.
func NewNetEvaluator(g game.Game, client RowEvaluator, symmetries bool, seed uint64) *NetEvaluator {
	e := &NetEvaluator{client: client, shape: g.Shape(), actions: g.Actions(), seed: seed}
	if symmetries {
		e.symmetries = game.NewSymmetries(g)
		e.planes = make([]float32, e.shape.Len())
	}
	return e
}

// Seed sets the seed of the draw of symmetries: each game has its own.
func (e *NetEvaluator) Seed(seed uint64) { e.seed = seed }

// Evaluate implements Evaluator.
func (e *NetEvaluator) Evaluate(leaves []*Leaf) error {
	for len(e.rows) < len(leaves) {
		e.rows = append(e.rows, &net.Row{Planes: make([]float32, e.shape.Len()), Policy: make([]float32, e.actions)})
		e.turns = append(e.turns, 0)
	}
	rows := e.rows[:len(leaves)]
	for i, l := range leaves {
		e.encode(i, l.State)
	}
	if err := e.client.Evaluate(rows); err != nil {
		return err
	}
	for i, l := range leaves {
		e.decode(i, l)
	}
	return nil
}

// encode writes the planes of row i, turned.
func (e *NetEvaluator) encode(i int, s game.State) {
	row := e.rows[i]
	if e.symmetries == nil {
		s.Planes(row.Planes)
		return
	}
	e.turns[i] = int(mix(e.seed^mix(s.Hash()+uint64(s.Ply()))) % uint64(e.symmetries.Len()))
	s.Planes(e.planes)
	e.symmetries.Planes(e.turns[i], row.Planes, e.planes)
}

// decode gives row i's results to l, turned back.
func (e *NetEvaluator) decode(i int, l *Leaf) {
	row := e.rows[i]
	l.Value, l.Model = row.Value, row.Model
	if e.symmetries == nil {
		copy(l.Logits, row.Policy)
		return
	}
	e.symmetries.PolicyBack(e.turns[i], l.Logits, row.Policy)
}

// mix scrambles x so that each bit of it changes about half of the result's: the finisher of SplitMix64
// (Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
func mix(x uint64) uint64 {
	return game.MixHash(x + 0x9e3779b97f4a7c15)
}
