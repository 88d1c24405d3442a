package mcts

import "math"

// choose returns the child of n that the descent goes on to, and whether it has just been opened for it. It returns nil
// if it has to wait for others.
func (w *worker) choose(n *node, atRoot bool) (child *node, opened bool) {
	s := w.search
	for {
		word := n.load()
		var open bool
		switch {
		case atRoot && s.plan.active():
			child, open = s.plan.choose(n, word, s)
		case s.params.Gumbel:
			child, open = s.chooseImproved(n, word)
		default:
			child, open = s.choosePUCT(n, word, atRoot)
		}
		if !open {
			return child, false
		}
		if child = s.tree.open(n, word, w.index); child != nil {
			return child, true
		}
		// Somebody else has changed the node: look again.
	}
}

// choosePUCT returns the child with the greatest Q + U (AlphaGo Zero, Methods, Search algorithm, Select), or that the next
// edge is to be opened, where
//
//	Q = W/N          of a visited edge, or the outcome if it is proven; proven losses are left out
//	Q = V - r·sqrt(mass of visited priors)   of an unvisited one; V is n's value estimate, r FPUReduction
//	U = c·P·sqrt(ΣN)/(1+N)
//
// A descent under way counts as VirtualLoss visits that were lost, in N, ΣN and W. Ties go to the edge that was opened
// first, which has the higher prior.
func (s *Search) choosePUCT(n *node, word edgesWord, atRoot bool) (best *node, open bool) {
	t, p := &s.tree, &s.params
	visits, underWay := visitsOf(n.visits.Load())
	player := sign(n.toPlay)
	scale := player / valueUnit
	others := p.VirtualLoss * float32(underWay-1) // this descent is one of them
	total := float32(visits-1) + others
	explore := p.exploration(total) * sqrt(total)
	value := float32(n.value.Load()) * scale / float32(visits)
	forced, reduction := float32(0), p.FPUReduction
	if atRoot {
		reduction = p.RootFPUReduction
		if s.noisy {
			forced = p.ForcedPlayouts * total
		}
	}

	slots, _ := t.edgesOf(n)
	chunks := *t.nodes.chunks.Load()
	bestScore, mass := float32(math.Inf(-1)), float32(0)
	var unvisited *node // the one with the highest prior of those that are opened, but count no visits
	for _, id := range slots[:word.opened()] {
		c := &chunks[id>>nodeShift][id&nodeMask]
		visited, flying := visitsOf(c.visits.Load())
		count, sum := float32(visited), float32(c.value.Load())*scale
		if visited > 0 {
			mass += c.prior
		}
		if flying > 0 {
			loss := p.VirtualLoss * float32(flying)
			count, sum = count+loss, sum-loss
		}
		if count == 0 { // no virtual loss, or left by an interrupted descent
			if unvisited == nil || c.prior > unvisited.prior {
				unvisited = c
			}
			continue
		}
		q := sum / count
		if w := c.load(); w&provenMask != 0 {
			outcome, _ := w.proven()
			if q = player * outcome; q < 0 && p.Solve {
				continue
			}
		}
		score := q + explore*c.prior/(1+count)
		if forced > 0 && visited > 0 && count*count < forced*c.prior {
			score = math.MaxFloat32
		}
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	fpu := value - reduction*sqrt(mass)
	if unvisited != nil {
		if score := fpu + explore*unvisited.prior; score > bestScore {
			best, bestScore = unvisited, score
		}
	}
	if word.opened() < int(n.edgeCount) && word&opening == 0 {
		next := word.nextPrior()
		if score := fpu + explore*next; score > bestScore {
			return nil, true
		}
	}
	return best, false
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
