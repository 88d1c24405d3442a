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
	s.spare.copySubtree(&s.tree, child)
	s.tree, s.spare = s.spare, s.tree
	s.spare.reset(game.First) // lets go of the models
}

// childOf returns the root's child by a, or noChild.
func (s *Search) childOf(a game.Action) nodeID {
	edges := s.tree.edgesOf(&s.tree.nodes[root])
	for i := range edges {
		if edges[i].action == a {
			return edges[i].child
		}
	}
	return noChild
}

// copySubtree makes t the subtree of src below id, breadth first: a node's children are appended when
// its edges are copied, and the walk ends when it has caught up with the appended ones. Nodes and edges
// lie in the order of the walk afterwards, which packs what was scattered.
func (t *tree) copySubtree(src *tree, id nodeID) {
	t.reset(game.First)
	t.nodes[root] = src.nodes[id]
	for i := 0; i < len(t.nodes); i++ {
		n := &t.nodes[i]
		if n.edgeCount == 0 {
			continue
		}
		n.model = t.modelIndex(src.models[n.model])
		from := src.edgesOf(n)
		n.firstEdge = uint32(len(t.edges))
		t.edges = append(t.edges, from...)
		copied := t.edgesOf(n)
		for j := range copied {
			if e := &copied[j]; e.child != noChild {
				t.nodes = append(t.nodes, src.nodes[e.child])
				e.child = nodeID(len(t.nodes) - 1)
			}
		}
	}
}
