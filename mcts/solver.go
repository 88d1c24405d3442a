package mcts

// prove marks the nodes of a way whose outcomes follow from that of its last node (Winands, Björnsson and Saito 2008,
// Monte-Carlo tree search solver): a node is won by the player to move if one child is, and else decided once all
// its children are, as the best of them. It stops where nothing follows.
func (w *worker) prove(path []*node) {
	t := &w.search.tree
	for i := len(path) - 2; i >= 0; i-- {
		outcome, ok := t.decide(path[i])
		if !ok {
			return
		}
		path[i].update(func(e edgesWord) edgesWord { return e.withProven(outcome) })
	}
}

// decide returns the outcome of n for First, if its children prove it.
func (t *tree) decide(n *node) (outcome float32, ok bool) {
	slots, _ := t.edgesOf(n)
	opened, player := n.load().opened(), sign(n.toPlay)
	best, all := float32(-1), opened == int(n.edgeCount)
	for _, id := range slots[:opened] {
		o, proven := t.node(nodeID(id)).load().proven()
		if !proven {
			all = false
			continue
		}
		best = max(best, player*o)
	}
	return player * best, all || best == 1
}
