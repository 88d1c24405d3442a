package mcts

import (
	"math"

	"tengen/game"
)

// Visit is what the search found out about one action of the root.
type Visit struct {
	Action game.Action
	Visits int32
	Prior  float32 // noise included
	Q      float32 // for the root's player to move; 0 without visits
}

// Visits appends the root's edges to dst, one a legal action in ascending order; nothing if the root has
// not been evaluated.
func (s *Search) Visits(dst []Visit) []Visit {
	edges := s.tree.edgesOf(&s.tree.nodes[root])
	for i := range edges {
		e := &edges[i]
		v := Visit{Action: game.Action(e.action), Visits: e.visits, Prior: e.prior}
		if e.visits > 0 {
			v.Q = e.q()
		}
		dst = append(dst, v)
	}
	return dst
}

// Choose returns an action for the root, drawn with probability proportional to visits^(1/temperature)
// (AlphaGo Zero, Methods, Play). At temperature 0 it is the most visited one; ties, also that
// of a root without descents, go to the higher prior, then to the lower action. It panics if the root has not been evaluated:
// Run comes first.
func (s *Search) Choose(temperature float32) game.Action {
	n := &s.tree.nodes[root]
	best := s.tree.best(n)
	if best == nil {
		panic("mcts: Choose before Run")
	}
	if temperature <= 0 || best.visits == 0 {
		return game.Action(best.action)
	}
	// Relative to the most visits, so that small temperatures do not overflow.
	edges := s.tree.edgesOf(n)
	weight := func(e *edge) float64 {
		return math.Pow(float64(e.visits)/float64(best.visits), 1/float64(temperature))
	}
	sum := 0.0
	for i := range edges {
		sum += weight(&edges[i])
	}
	left := s.rng.Float64() * sum
	for i := range edges {
		if left -= weight(&edges[i]); left < 0 {
			return game.Action(edges[i].action)
		}
	}
	return game.Action(best.action) // rounding left a crumb
}

// PV appends the principal variation to dst: from the root, the most visited action of each node that
// has visits.
func (s *Search) PV(dst []game.Action) []game.Action {
	for id := root; ; {
		e := s.tree.best(&s.tree.nodes[id])
		if e == nil || e.visits == 0 {
			return dst
		}
		dst = append(dst, game.Action(e.action))
		id = e.child
	}
}
