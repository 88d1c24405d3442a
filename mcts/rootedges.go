package mcts

import (
	"math"
	"slices"
)

// rootEdge is an edge of the root, opened or not. It may be changed while nobody searches.
type rootEdge struct {
	action uint16
	place  int // among the root's edges
	prior  float32
	child  *node // nil if it has not been opened
}

// rootEdges returns the edges of the root, which is expanded, in ascending order of their actions. The next call
// overwrites them.
func (s *Search) rootEdges() []rootEdge {
	n := s.tree.root()
	slots, actions := s.tree.edgesOf(n)
	opened := n.load().opened()
	s.edges = s.edges[:0]
	for i, a := range actions {
		e := rootEdge{action: a, place: i}
		if i < opened {
			e.child = s.tree.node(nodeID(slots[i]))
			e.prior = e.child.prior
		} else {
			e.prior = math.Float32frombits(slots[i])
		}
		s.edges = append(s.edges, e)
	}
	slices.SortFunc(s.edges, func(a, b rootEdge) int { return int(a.action) - int(b.action) })
	return s.edges
}

// setPriors gives the root the priors of its edges. The places of those that have not been opened change.
func (s *Search) setPriors(edges []rootEdge) {
	n := s.tree.root()
	slots, actions := s.tree.edgesOf(n)
	for _, e := range edges {
		if e.child != nil {
			e.child.prior = e.prior
		} else {
			slots[e.place] = math.Float32bits(e.prior)
		}
	}
	w := n.load()
	next := bringBest(slots, actions, w.opened())
	n.edges.Store(uint64(w&(1<<priorShift-1) | edgesWord(next)<<priorShift))
}

// openRoot returns the node that an edge of the root leads to, and makes it if there is none.
func (s *Search) openRoot(e rootEdge) *node {
	if e.child != nil {
		return e.child
	}
	n := s.tree.root()
	slots, actions := s.tree.edgesOf(n)
	w := n.load()
	from, to := slices.Index(actions, e.action), w.opened()
	slots[from], slots[to] = slots[to], slots[from]
	actions[from], actions[to] = actions[to], actions[from]
	child := s.tree.open(n, w, 0)
	child.edges.Store(uint64(fresh))
	return child
}
