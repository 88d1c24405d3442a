package mcts

import (
	"slices"

	"tengen/game"
	"tengen/net"
)

// Advance plays a: its child becomes the root with all that is known below it, and the rest of the tree is
// freed. A restriction is lifted; if it reached below the root, nothing is kept. Advance panics, as State.Play does, if a is
// illegal.
func (s *Search) Advance(a game.Action) {
	child, known := nodeID(0), false
	for _, id := range s.tree.children(s.tree.root()) {
		if n := s.tree.node(nodeID(id)); game.Action(n.action) == a && n.load().stage() == expanded {
			child, known = nodeID(id), true
		}
	}
	s.state.Play(a)
	if !known || s.within.reachesBelow() {
		s.clear()
		return
	}
	s.tree.keep(child)
	s.epoch++
	s.within = nil
	s.noisy = false
	s.plan.end()
}

// keep makes id the root and drops all that is not below it, in place:
//
//	before  | 0 | 1 | 2 | 3 | 4 | 5 |   keep(1), where 3 and 4 are below 1
//	after   | 1 | 3 | 4 |               renumbered 0, 1, 2
//
// Nodes and edges are moved in the order in which they lie, to places whose own have been moved already.
func (t *tree) keep(id nodeID) {
	t.kept = t.below(t.kept[:0], id)
	slices.Sort(t.kept)
	for i, id := range t.kept {
		t.node(id).newID = nodeID(i)
	}
	t.top = t.node(id).newID
	t.keepModels()
	t.keepEdges()
	for i, id := range t.kept {
		t.node(nodeID(i)).copyFrom(t.node(id))
	}
	t.nodes.truncate(uint32(len(t.kept)))
}

// below appends id and all nodes below it to dst.
func (t *tree) below(dst []nodeID, id nodeID) []nodeID {
	from := len(dst)
	dst = append(dst, id)
	for i := from; i < len(dst); i++ {
		for _, c := range t.children(t.node(dst[i])) {
			dst = append(dst, nodeID(c))
		}
	}
	return dst
}

// keepEdges moves the edges of the nodes that stay, and renumbers their children.
func (t *tree) keepEdges() {
	t.blocks = t.blocks[:0]
	for _, id := range t.kept {
		if n := t.node(id); n.edgeCount > 0 {
			t.blocks = append(t.blocks, uint64(n.firstEdge)<<32|uint64(id))
		}
	}
	slices.Sort(t.blocks)
	next := uint32(0)
	for _, b := range t.blocks {
		n := t.node(nodeID(uint32(b)))
		slots, actions := t.edgesOf(n)
		for i, c := range t.children(n) {
			slots[i] = uint32(t.node(nodeID(c)).newID)
		}
		if count := uint32(n.edgeCount); next>>edgeShift != (next+count-1)>>edgeShift {
			next = (next>>edgeShift + 1) << edgeShift // a node's edges lie in one chunk
		}
		toSlots, toActions := t.edgesAt(next, n.edgeCount)
		copy(toSlots, slots)
		copy(toActions, actions)
		n.firstEdge = next
		next += uint32(n.edgeCount)
	}
	t.edges.truncate(next)
}

// keepModels drops models that evaluated none of the nodes that stay.
func (t *tree) keepModels() {
	old := *t.models.Load()
	if len(old) == 1 {
		return
	}
	models := make([]*net.Model, 0, len(old))
	for _, id := range t.kept {
		n := t.node(id)
		if n.edgeCount == 0 {
			continue
		}
		i := slices.Index(models, old[n.model])
		if i < 0 {
			i, models = len(models), append(models, old[n.model])
		}
		n.model = uint16(i)
	}
	t.models.Store(&models)
}

// copyFrom makes n a copy of a node, while nobody else looks.
func (n *node) copyFrom(from *node) {
	if n == from {
		return
	}
	n.visits.Store(from.visits.Load())
	n.value.Store(from.value.Load())
	n.square.Store(from.square.Load())
	n.score.Store(from.score.Load())
	n.edges.Store(from.edges.Load())
	n.prior, n.action, n.edgeCount, n.firstEdge = from.prior, from.action, from.edgeCount, from.firstEdge
	n.own, n.model, n.toPlay = from.own, from.model, from.toPlay
}
