package mcts

import (
	"slices"

	"tengen/game"
	"tengen/net"
)

// Advance plays a: its child becomes the root with all that is known below it, and the rest of the tree is
// freed. It panics, as State.Play does, if a is illegal.
func (s *Search) Advance(a game.Action) {
	child := nodeID(0)
	for _, id := range s.tree.children(s.tree.node(root)) {
		if n := s.tree.node(nodeID(id)); game.Action(n.action) == a && n.load().stage() == expanded {
			child = nodeID(id)
		}
	}
	s.state.Play(a)
	if child == root {
		s.clear()
		return
	}
	s.tree.keep(child)
	s.noisy = false
	s.plan.end()
}

// keep makes id the root and drops all that is not below it, in place:
//
//	before  | 0 | 1 | 2 | 3 | 4 | 5 |   keep(1), where 3 and 4 are below 1
//	after   | 1 | 3 | 4 |               renumbered 0, 1, 2
//
// A node lies behind its parent. So one pass forwards finds what is kept, and others move edges and nodes forwards to
// places that have been read already.
func (t *tree) keep(id nodeID) {
	kept := t.renumber(id)
	t.keepModels(id)
	t.keepEdges(id)
	end := t.nodes.next.Load()
	for i := uint32(id); i < end; i++ {
		from := t.node(nodeID(i))
		if from.newID == dropped {
			continue
		}
		to := t.node(from.newID)
		to.copyFrom(from)
	}
	t.nodes.truncate(kept)
}

// dropped is the newID of nodes that go.
const dropped = ^nodeID(0)

// renumber sets newID of id and of all nodes below it, 0, 1, 2 and so on, and of the others behind id to dropped. It returns
// the number of nodes that stay.
func (t *tree) renumber(id nodeID) uint32 {
	end := nodeID(t.nodes.next.Load())
	for i := id; i < end; i++ {
		t.node(i).newID = dropped
	}
	const reached = dropped - 1 // until the node's turn comes
	t.node(id).newID = reached
	next := nodeID(0)
	for i := id; i < end; i++ {
		n := t.node(i)
		if n.newID == dropped {
			continue
		}
		n.newID = next
		next++
		for _, c := range t.children(n) {
			t.node(nodeID(c)).newID = reached
		}
	}
	return uint32(next)
}

// keepEdges moves the edges of the nodes that stay, and renumbers their children. The blocks are moved in the order
// in which they lie, which is the nodes' own unless several goroutines made them.
func (t *tree) keepEdges(id nodeID) {
	blocks := t.blocks[:0]
	for i, end := uint32(id), t.nodes.next.Load(); i < end; i++ {
		if n := t.node(nodeID(i)); n.newID != dropped && n.edgeCount > 0 {
			blocks = append(blocks, uint64(n.firstEdge)<<32|uint64(i))
		}
	}
	slices.Sort(blocks)
	t.edges.truncate(0)
	for _, b := range blocks {
		n := t.node(nodeID(uint32(b)))
		slots, actions := t.edgesOf(n)
		for i, c := range t.children(n) {
			slots[i] = uint32(t.node(nodeID(c)).newID)
		}
		to := t.edges.alloc(uint32(n.edgeCount))
		toSlots, toActions := t.edgesAt(to, n.edgeCount)
		copy(toSlots, slots)
		copy(toActions, actions)
		n.firstEdge = to
	}
	t.blocks = blocks[:0]
}

// keepModels drops models that evaluated none of the nodes that stay.
func (t *tree) keepModels(id nodeID) {
	old := *t.models.Load()
	if len(old) == 1 {
		return
	}
	models := make([]*net.Model, 0, len(old))
	for i, end := uint32(id), t.nodes.next.Load(); i < end; i++ {
		n := t.node(nodeID(i))
		if n.newID == dropped || n.edgeCount == 0 {
			continue
		}
		j := slices.Index(models, old[n.model])
		if j < 0 {
			j, models = len(models), append(models, old[n.model])
		}
		n.model = uint16(j)
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
