package mcts

import "tengen/game"

// Advance plays a: its child becomes the root with all that is known below it, and the rest of the tree is
// freed. It panics, as State.Play does, if a is illegal.
func (s *Search) Advance(a game.Action) {
	child := s.childOf(a)
	s.state.Play(a)
	if child == noChild {
		s.tree.reset(s.state.ToPlay())
		return
	}
	s.tree.keep(child)
}

// childOf returns the root's child by a, or noChild.
func (s *Search) childOf(a game.Action) nodeID {
	edges := s.tree.edgesOf(&s.tree.nodes[root])
	for i := range edges {
		if game.Action(edges[i].action) == a {
			return edges[i].child
		}
	}
	return noChild
}

// keep makes id the root and drops all that is not below it, in place:
//
//	before  | 0 | 1 | 2 | 3 | 4 | 5 |   keep(1), where 3 and 4 are below 1
//	after   | 1 | 3 | 4 |               renumbered 0, 1, 2
//
// A node lies behind its parent, and edges lie in the order of their nodes. So one pass forwards finds what is
// kept, and another moves it forwards to places that have been read already.
func (t *tree) keep(id nodeID) {
	t.renumber(id)
	models := t.models
	t.models = t.oldModels[:0]
	nodes, edges := 0, uint32(0)
	for i := int(id); i < len(t.nodes); i++ {
		n := t.nodes[i]
		if n.newID == 0 && i != int(id) {
			continue
		}
		from := t.edgesOf(&n)
		for j := range from {
			if e := &from[j]; e.child != noChild {
				e.child = t.nodes[e.child].newID
			}
		}
		copy(t.edges[edges:], from)
		n.newID, n.firstEdge = 0, edges
		if n.edgeCount > 0 {
			n.model = t.modelIndex(models[n.model])
		}
		t.nodes[nodes] = n
		nodes++
		edges += uint32(n.edgeCount)
	}
	t.nodes, t.edges = t.nodes[:nodes], t.edges[:edges]
	clear(models)
	t.oldModels = models[:0]
}

// renumber sets newID of id and of all nodes below it, 0, 1, 2 and so on. 0 stays with those that go.
func (t *tree) renumber(id nodeID) {
	const reached = 1 // any number but 0, until the node's turn comes
	next := nodeID(0)
	for i := int(id); i < len(t.nodes); i++ {
		n := &t.nodes[i]
		if n.newID == 0 && i != int(id) {
			continue
		}
		n.newID = next
		next++
		edges := t.edgesOf(n)
		for j := range edges {
			if c := edges[j].child; c != noChild {
				t.nodes[c].newID = reached
			}
		}
	}
}
