package mcts

import "math"

// rootView is a worker's own copy of the root's children. Every descent looks at all of them, so if each worker read and
// marked the nodes themselves, most of its time would go by waiting for cache lines that the others have just written: 0.2 µs
// for each from core to core, where a whole descent takes 2. The view of a search's only worker is always exact. Where there
// are several, each reads the nodes again before every batch, and does not see which of the root's moves the others' descents
// under way have taken, but that they wait for a new child's evaluation. Further down, all descents are marked.
type rootView struct {
	epoch    uint64 // of the search, when the view was made
	children []rootChild
	underWay int32 // own descents
}

// rootChild is a child of the root.
type rootChild struct {
	node     *node
	value    int64 // W, for First
	prior    float32
	visits   int32 // N
	underWay int32 // own descents, and one of another worker's if it has yet to be evaluated
	outcome  float32
	proven   bool
}

// read brings c up to date, but for own descents under way, of which there are none.
func (c *rootChild) read() {
	word := c.node.load()
	c.visits, c.value = c.node.n(), c.node.value.Load()
	c.outcome, c.proven = word.proven()
	c.underWay = 0
	if word.stage() == pending {
		c.underWay = 1
	}
}

// look brings the view up to date before a batch.
func (w *worker) look() {
	v, s := &w.view, w.search
	if s.params.Gumbel || v.epoch == s.epoch && len(s.workers) == 1 {
		return
	}
	if v.epoch != s.epoch {
		v.epoch, v.children = s.epoch, v.children[:0]
	}
	v.underWay = 0
	for i := range v.children {
		v.children[i].read()
	}
	v.extend(s)
}

// extend adds the children that have been opened since.
func (v *rootView) extend(s *Search) {
	for _, id := range s.tree.children(s.tree.root())[len(v.children):] {
		n := s.tree.node(nodeID(id))
		c := rootChild{node: n, prior: n.prior}
		c.read()
		v.children = append(v.children, c)
	}
}

// choose is choosePUCT at the root. It returns the place of a child, or that the next edge is to be opened.
func (v *rootView) choose(s *Search, n *node, word edgesWord) (place int, open bool) {
	p := &s.params
	visits := n.n()
	c := newPUCT(p, n, visits, float32(visits-1)+p.VirtualLoss*float32(v.underWay), p.RootFPUReduction)
	if s.noisy {
		c.forced = p.ForcedPlayouts * float32(visits-1)
	}
	best, bestScore, unvisited := -1, float32(math.Inf(-1)), -1
	for i := range v.children {
		e := &v.children[i]
		count, q := c.look(e.prior, e.visits, e.underWay, e.value)
		if count == 0 {
			if unvisited < 0 || e.prior > v.children[unvisited].prior {
				unvisited = i
			}
			continue
		}
		if e.proven {
			if q = c.player * e.outcome; q < 0 && p.Solve {
				continue
			}
		}
		if score := c.score(q, e.prior, count, e.visits); score > bestScore {
			best, bestScore = i, score
		}
	}
	if unvisited >= 0 {
		if score := c.unvisited(v.children[unvisited].prior); score > bestScore {
			best, bestScore = unvisited, score
		}
	}
	return best, c.opens(n, word, bestScore)
}
