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

// Visits appends the root's edges to dst, one a legal action that is considered, in ascending order; nothing if the root has
// not been evaluated.
func (s *Search) Visits(dst []Visit) []Visit {
	if s.unevaluated() {
		return dst
	}
	for _, e := range s.rootEdges() {
		v := Visit{Action: game.Action(e.action), Prior: e.prior}
		if e.child != nil && e.child.n() > 0 {
			v.Visits, v.Q = e.child.n(), e.child.q(s.state.ToPlay())
		}
		dst = append(dst, v)
	}
	return dst
}

// Choose returns an action for the root, drawn with probability proportional to visits^(1/temperature)
// (AlphaGo Zero, Methods, Play), or with Gumbel to the improved policy, since halving gives every candidate visits. At
// temperature 0, and where an outcome is proven, it is Best's; moves that are proven to lose are not drawn. It panics if the
// root has not been evaluated: Run comes first.
func (s *Search) Choose(temperature float32) game.Action {
	best := s.best()
	_, proven := s.Proven()
	if temperature <= 0 || proven {
		return best
	}
	s.shares = s.shares[:0]
	if s.params.Gumbel {
		s.shares = s.improvedTarget(s.shares, s.mayWin)
	} else {
		for _, e := range s.rootEdges() {
			if e.child != nil && e.child.n() > 0 && s.mayWin(e) {
				s.shares = append(s.shares, Target{game.Action(e.action), e.child.n()})
			}
		}
	}
	most := int32(0)
	for _, t := range s.shares {
		most = max(most, t.Weight)
	}
	// Relative to the most, so that small temperatures do not overflow.
	weight := func(t Target) float64 {
		return math.Pow(float64(t.Weight)/float64(most), 1/float64(temperature))
	}
	sum := 0.0
	for _, t := range s.shares {
		sum += weight(t)
	}
	left := s.rng.Float64() * sum
	for _, t := range s.shares {
		if left -= weight(t); left < 0 {
			return t.Action
		}
	}
	return best // nothing has visits, or rounding left a crumb
}

// mayWin reports whether an edge is not proven to lose.
func (s *Search) mayWin(e rootEdge) bool { return e.child == nil || s.class(e.child) != lost }

// Best returns the move to play: one that is proven to win if there is one, and none that is proven to lose unless all
// are. With Gumbel it is the candidate that sequential halving ended with; else, with LCBDeviations, the one with the
// highest lower confidence bound; else the most visited one. Ties, also those of a root without descents, go to
// the higher prior, then to the lower action. It panics if the root has not been evaluated: Run comes first. It may be
// called while the search runs.
func (s *Search) Best() game.Action {
	s.rootMu.RLock()
	defer s.rootMu.RUnlock()
	return s.best()
}

func (s *Search) best() game.Action {
	if s.unevaluated() {
		panic("mcts: Best before Run")
	}
	if _, proven := s.Proven(); s.plan.active() && !proven {
		if a, ok := s.bestCandidate(); ok {
			return a
		}
	}
	n := s.tree.root()
	word := n.load()
	slots, actions := s.tree.edgesOf(n)
	children := slots[:word.opened()]
	most := int32(0)
	for _, id := range children {
		if c := s.tree.node(nodeID(id)); s.class(c) == undecided {
			most = max(most, c.n())
		}
	}
	var best game.Action
	bestRank := rank{class: -1}
	if word.opened() < len(actions) {
		best, bestRank = game.Action(actions[word.opened()]), rank{class: undecided, prior: word.nextPrior()}
	}
	for _, id := range children {
		c := s.tree.node(nodeID(id))
		r := s.rank(c, most)
		if r.above(bestRank) || r == bestRank && game.Action(c.action) < best {
			best, bestRank = game.Action(c.action), r
		}
	}
	return best
}

// rank orders moves, by the first field that differs.
type rank struct {
	class int
	tier  int // 0: no visits; 1: some; 2: enough for the value to be a bound
	value float32
	prior float32
}

// The classes of moves.
const (
	lost = iota
	undecided
	won
)

// rank ranks a child of the root, where undecided ones have up to most visits.
func (s *Search) rank(c *node, most int32) rank {
	r := rank{class: s.class(c), tier: 1, value: float32(c.n()), prior: c.prior}
	switch {
	case c.n() == 0:
		r.tier = 0
	case s.params.LCBDeviations > 0 && r.class == undecided && r.value >= s.params.LCBShare*float32(most):
		r.tier, r.value = 2, s.lcb(c, s.state.ToPlay())
	}
	return r
}

func (r rank) above(o rank) bool {
	switch {
	case r.class != o.class:
		return r.class > o.class
	case r.tier != o.tier:
		return r.tier > o.tier
	case r.value != o.value:
		return r.value > o.value
	}
	return r.prior > o.prior
}

// class returns the class of a child of the root.
func (s *Search) class(c *node) int {
	if o, ok := c.load().proven(); ok && o != 0 && s.params.Solve {
		return undecided + int(sign(s.state.ToPlay())*o)
	}
	return undecided
}

// lcb returns a child's mean less LCBDeviations standard errors, for p. The variance is that of the values backed up and
// of one more of ±1, so that few alike values do not count as certain.
func (s *Search) lcb(c *node, p game.Player) float32 {
	if isProven(c) {
		return c.q(p)
	}
	mean, n := float64(c.mean(p)), float64(c.n())
	variance := max(0, float64(c.square.Load())/valueUnit/n-mean*mean)
	variance = (variance*n + 1) / (n + 1)
	return float32(mean - float64(s.params.LCBDeviations)*math.Sqrt(variance/n))
}

// bestCandidate is Best with Gumbel: of the candidates with the most visits, the one with the greatest g + logit + σ(q). It
// returns false if all are proven to lose.
func (s *Search) bestCandidate() (best game.Action, ok bool) {
	m := s.mixed(s.tree.root())
	bestClass, bestVisits, bestScore := lost, int32(0), float32(0)
	for _, c := range s.plan.candidates {
		class, visits, score := s.class(c.node), c.node.n()-c.before, c.score+m.sigma(m.valueOf(c.node))
		if class > bestClass || class == bestClass && (visits > bestVisits || visits == bestVisits && score > bestScore) {
			best, bestClass, bestVisits, bestScore = game.Action(c.edge.action), class, visits, score
		}
	}
	return best, bestClass > lost
}
