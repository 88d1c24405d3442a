package mcts

import (
	"slices"

	"tengen/game"
)

// Move is what the search knows of one move.
type Move struct {
	Action   game.Action
	Visits   int
	Prior    float32 // noise included
	Q        float32 // for the player who moves: the outcome if it is proven, else the mean of the visits
	LCB      float32 // Q less Params.LCBDeviations standard errors
	Score    float32 // expected points of the player who moves, less the other's, where HasScore
	HasScore bool
	IsProven bool // Q is the outcome
}

// move describes a visited child of a node whose player is p.
func (s *Search) move(c *node, p game.Player) Move {
	m := Move{Action: game.Action(c.action), Visits: int(c.n()), Prior: c.prior, Q: c.q(p), IsProven: isProven(c)}
	m.LCB = s.lcb(c, p)
	if s.scored.Load() {
		m.HasScore = true
		m.Score = sign(p) * float32(c.score.Load()) / scoreUnit / float32(c.n())
	}
	return m
}

// child returns the root's child by a, or nil.
func (s *Search) child(a game.Action) *node {
	for _, id := range s.tree.children(s.tree.root()) {
		if c := s.tree.node(nodeID(id)); game.Action(c.action) == a {
			return c
		}
	}
	return nil
}

// moves appends the visited children of n to dst, the most visited first.
func (s *Search) moves(dst []*node, n *node) []*node {
	for _, id := range s.tree.children(n) {
		if c := s.tree.node(nodeID(id)); c.n() > 0 {
			dst = append(dst, c)
		}
	}
	slices.SortStableFunc(dst, func(a, b *node) int { return int(b.n()) - int(a.n()) })
	return dst
}

// Moves appends what is known of the root's visited moves to dst: Best's first, then the most visited ones. It may be
// called while the search runs.
func (s *Search) Moves(dst []Move) []Move {
	s.rootMu.RLock()
	defer s.rootMu.RUnlock()
	n := s.tree.root()
	if s.unevaluated() {
		return dst
	}
	from := len(dst)
	for _, c := range s.moves(nil, n) {
		dst = append(dst, s.move(c, s.state.ToPlay()))
	}
	best := s.best()
	if i := slices.IndexFunc(dst[from:], func(m Move) bool { return m.Action == best }); i > 0 {
		m := dst[from+i]
		copy(dst[from+1:], dst[from:from+i])
		dst[from] = m
	}
	return dst
}

// Tree walks through the visited nodes below the root, depth first and the most visited ones first. path leads from
// the root to the node, whose last move m describes. It does not go below a node for which visit returns false, which
// must not call the Search. It may be called while the search runs.
func (s *Search) Tree(visit func(path []game.Action, m Move) bool) {
	s.rootMu.RLock()
	defer s.rootMu.RUnlock()
	var walk func(n *node, path []game.Action)
	walk = func(n *node, path []game.Action) {
		for _, c := range s.moves(nil, n) {
			below := append(path, game.Action(c.action))
			if visit(below, s.move(c, n.toPlay)) {
				walk(c, below)
			}
		}
	}
	walk(s.tree.root(), nil)
}

// PV appends the principal variation to dst: Best's move, and then the most visited one of each node, as long as
// there are visits. It may be called while the search runs.
func (s *Search) PV(dst []game.Action) []game.Action {
	if s.RootVisits() == 0 {
		return dst
	}
	return s.PVOf(s.Best(), dst)
}

// PVOf appends the variation that begins with the root's move a, in the same way.
func (s *Search) PVOf(a game.Action, dst []game.Action) []game.Action {
	for c := s.child(a); c != nil; c = s.mostVisited(c) {
		dst = append(dst, game.Action(c.action))
	}
	return dst
}

// Line appends what is known of each move of PVOf(a), for the player who makes it. It may be called while the search runs; a
// must be one of Moves.
func (s *Search) Line(a game.Action, dst []Move) []Move {
	n := s.tree.root()
	for c := s.child(a); c != nil; n, c = c, s.mostVisited(c) {
		dst = append(dst, s.move(c, n.toPlay))
	}
	return dst
}

// mostVisited returns the child of n with the most visits, or nil if none has any.
func (s *Search) mostVisited(n *node) (best *node) {
	most := int32(0)
	for _, id := range s.tree.children(n) {
		c := s.tree.node(nodeID(id))
		if visits := c.n(); visits > most || visits == most && best != nil && c.prior > best.prior {
			best, most = c, visits
		}
	}
	return best
}
