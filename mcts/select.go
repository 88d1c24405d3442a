package mcts

import "math"

// choose returns the child of n that the descent goes on to, and whether it has just been opened for it. It returns nil
// if it has to wait for others.
func (w *worker) choose(d *descent, n *node) (child *node, opened bool) {
	s := w.search
	atRoot := len(d.path) == 1
	for {
		word := n.load()
		place, open := -1, false
		switch {
		case atRoot && s.plan.active():
			child, open = s.plan.choose(n, word, s)
		case s.params.Gumbel:
			child, open = s.chooseImproved(n, word)
		case atRoot:
			if place, open = w.view.choose(s, n, word); place >= 0 && !open {
				child = w.view.children[place].node
			}
		default:
			child, open = s.choosePUCT(n, word, w.others(d, n))
		}
		if !open {
			if atRoot {
				d.place = place
			}
			return child, false
		}
		if child = s.tree.open(n, word, w.index); child != nil {
			if atRoot {
				w.view.extend(s)
				d.place = word.opened()
				w.view.children[d.place].underWay = 0 // the one that this descent is about to be
			}
			return child, true
		}
		// Somebody else has changed the node: look again.
	}
}

// puct is what the choice between the children of a node goes by: the greatest Q + U (AlphaGo Zero, Methods, Search
// algorithm, Select), where
//
//	Q = W/N          of a visited edge, or the outcome if it is proven; proven losses are left out
//	Q = V - r·sqrt(mass of visited priors)   of an unvisited one; V is n's value estimate, r FPUReduction
//	U = c·P·sqrt(ΣN)/(1+N)
//
// A descent under way counts as VirtualLoss visits that were lost, in N, ΣN and W. Ties go to the edge that was opened
// first, which has the higher prior.
type puct struct {
	loss      float32 // of a descent under way
	player    float32 // sign of the node's player
	scale     float32 // from sums to values for that player
	explore   float32 // c·sqrt(ΣN)
	value     float32 // V
	reduction float32 // r
	mass      float32 // priors of visited edges
	forced    float32 // k·ΣN of forced playouts
}

// newPUCT begins a choice in n, which has so many visits, total of them below it.
func newPUCT(p *Params, n *node, visits int32, total, reduction float32) puct {
	player := sign(n.toPlay)
	c := puct{loss: p.VirtualLoss, player: player, scale: player / valueUnit, reduction: reduction}
	c.explore = p.exploration(total) * sqrt(total)
	c.value = float32(n.value.Load()) * c.scale / float32(visits)
	return c
}

// look returns a child's visits, those under way included, and its Q. A child without either has no Q.
func (c *puct) look(prior float32, visits, underWay int32, value int64) (count, q float32) {
	count = float32(visits)
	sum := float32(value) * c.scale
	if visits > 0 {
		c.mass += prior
	}
	if underWay > 0 {
		loss := c.loss * float32(underWay)
		count, sum = count+loss, sum-loss
	}
	return count, sum / count
}

// score is Q + U of a child; one that is to be visited in any case (Params.ForcedPlayouts) is above all others.
func (c *puct) score(q, prior, count float32, visits int32) float32 {
	if c.forced > 0 && visits > 0 && count*count < c.forced*prior {
		return math.MaxFloat32
	}
	return q + c.explore*prior/(1+count)
}

// unvisited is Q + U of an edge without visits, once all children have been looked at.
func (c *puct) unvisited(prior float32) float32 {
	return c.value - c.reduction*sqrt(c.mass) + c.explore*prior
}

// opens reports whether the next edge is better than the best child, and nobody is opening it.
func (c *puct) opens(n *node, word edgesWord, bestScore float32) bool {
	return word.opened() < int(n.edgeCount) && word&opening == 0 && c.unvisited(word.nextPrior()) > bestScore
}

// others returns the descents under way through n, which is the last of d's path and below the root, but for d itself.
func (w *worker) others(d *descent, n *node) int32 {
	if len(d.path) == 2 && d.place >= 0 {
		return w.view.children[d.place].underWay - 1
	}
	_, underWay := visitsOf(n.visits.Load())
	return underWay - 1
}

// choosePUCT returns the best child of a node below the root, through which others are under way, or that the next edge is
// to be opened.
func (s *Search) choosePUCT(n *node, word edgesWord, others int32) (best *node, open bool) {
	t, p := &s.tree, &s.params
	visits := n.n()
	c := newPUCT(p, n, visits, float32(visits-1)+p.VirtualLoss*float32(others), p.FPUReduction)
	slots, _ := t.edgesOf(n)
	chunks := *t.nodes.chunks.Load()
	bestScore := float32(math.Inf(-1))
	var unvisited *node // the one with the highest prior of those that are opened, but count no visits
	for _, id := range slots[:word.opened()] {
		e := &chunks[id>>nodeShift][id&nodeMask]
		visited, flying := visitsOf(e.visits.Load())
		count, q := c.look(e.prior, visited, flying, e.value.Load())
		if count == 0 { // no virtual loss, or left by an interrupted descent
			if unvisited == nil || e.prior > unvisited.prior {
				unvisited = e
			}
			continue
		}
		if w := e.load(); w&provenMask != 0 {
			outcome, _ := w.proven()
			if q = c.player * outcome; q < 0 && p.Solve {
				continue
			}
		}
		if score := c.score(q, e.prior, count, visited); score > bestScore {
			best, bestScore = e, score
		}
	}
	if unvisited != nil {
		if score := c.unvisited(unvisited.prior); score > bestScore {
			best, bestScore = unvisited, score
		}
	}
	return best, c.opens(n, word, bestScore)
}

// exploration returns c for a node with so many descents through its edges.
func (p *Params) exploration(total float32) float32 {
	if p.CPuctGrowth == 0 {
		return p.CPuct
	}
	return p.CPuct + p.CPuctGrowth*float32(math.Log(float64((1+total+p.CPuctBase)/p.CPuctBase)))
}

// open makes a node of a worker's for the next edge of n, whose edges word was seen as word. It returns nil if somebody else has changed
// that, or is opening an edge.
func (t *tree) open(n *node, word edgesWord, worker int) *node {
	if word&opening != 0 || !n.swap(word, word|opening) {
		return nil
	}
	i := word.opened()
	slots, actions := t.edgesOf(n)
	id := t.nodes.alloc(worker, 1)
	child := t.node(nodeID(id))
	*child = node{prior: math.Float32frombits(slots[i]), action: actions[i]}
	child.edges.Store(uint64(pending))
	slots[i] = id
	next := bringBest(slots, actions, i+1)
	n.update(func(w edgesWord) edgesWord {
		const kept = stageMask | provenMask
		return w&kept | edgesWord(i+1) | edgesWord(next)<<priorShift
	})
	return child
}

// bringBest swaps the edge with the highest prior, of those from place i on, to place i, and returns that prior as float32
// bits, or 0 if there is none. Ties go to the lower action. Bits of floats that are not negative compare as the floats do.
func bringBest(slots []uint32, actions []uint16, i int) uint32 {
	if i >= len(slots) {
		return 0
	}
	best, prior := i, slots[i]
	for j := i + 1; j < len(slots); j++ {
		if p := slots[j]; p > prior || p == prior && actions[j] < actions[best] {
			best, prior = j, p
		}
	}
	slots[i], slots[best] = slots[best], slots[i]
	actions[i], actions[best] = actions[best], actions[i]
	return prior
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
