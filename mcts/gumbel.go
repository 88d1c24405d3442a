package mcts

import (
	"math"
	"math/bits"
	"slices"
)

// The search of Danihelka, Guez, Schrittwieser and Silver, Policy improvement by planning with Gumbel, ICLR 2022. At the
// root it draws m moves without replacement, those with the highest g + logit where g are Gumbel variates, and finds the
// best of them by sequential halving of their number; so the move improves on the prior even with few simulations. Below
// the root, and as the policy target, it uses the prior improved by what is known of the moves,
//
//	π' = softmax(logits + σ(q)),  σ(q) = (c_visit + max N)·c_scale·q,
//
// where q, in [0, 1], is a visited move's value, and the others' is v_mix (Appendix D): the mean of the node's own
// evaluation and of the visited moves' values, weighted by their priors.

// gumbelPlan is what the root has to do. It is made while nobody searches.
type gumbelPlan struct {
	candidates []candidate
	order      []candidate // memory
	sequence   []int32     // how many visits of the plan the candidates have that the next descent is for
	before     int32       // N of the root when the plan was made
}

// candidate is a move of the root that is considered.
type candidate struct {
	edge   rootEdge
	node   *node
	score  float32 // g + logit
	before int32   // N of the node when the plan was made
}

// maxPlanned bounds the descents of a plan; those beyond it follow the improved policy.
const maxPlanned = 1 << 16

func (g *gumbelPlan) active() bool { return len(g.candidates) > 0 }

func (g *gumbelPlan) end() { g.candidates = g.candidates[:0] }

// planGumbel chooses the moves to consider and gives them nodes. Without noise g is 0.
func (s *Search) planGumbel(simulations int, noise bool) {
	g := &s.plan
	g.order = g.order[:0]
	for _, e := range s.rootEdges() {
		score := logit(e.prior)
		if noise {
			score -= float32(math.Log(s.rng.ExpFloat64())) // minus the log of an exponential variate is a Gumbel one
		}
		g.order = append(g.order, candidate{edge: e, score: score})
	}
	slices.SortStableFunc(g.order, func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	planned := min(simulations, maxPlanned)
	considered := max(1, min(s.params.GumbelActions, len(g.order), planned))
	g.candidates = append(g.candidates[:0], g.order[:considered]...)
	for i := range g.candidates {
		c := &g.candidates[i]
		c.node = s.openRoot(c.edge)
		c.before = c.node.n()
	}
	g.before = s.tree.root().n()
	g.sequence = halving(g.sequence[:0], considered, planned)
}

// tiny is added to priors: one of 0 in float32 is none at all, which has no logit.
const tiny = 1e-30

// logit is a prior's logit, up to a constant.
func logit(prior float32) float32 { return float32(math.Log(float64(prior) + tiny)) }

// halving appends, for each of n descents, how many visits the candidates have that it is for: a sequential halving
// of m candidates, with about n/log2(m) descents for each number of them (Karnin, Koren and Somekh 2013).
func halving(dst []int32, m, n int) []int32 {
	rounds := max(1, bits.Len(uint(m-1))) // ceil(log2(m))
	visits := int32(0)
	for left := m; len(dst) < n; left = max(min(2, m), left/2) {
		for range max(1, n/(rounds*left)) {
			for range left {
				dst = append(dst, visits)
			}
			visits++
		}
	}
	return dst[:n]
}

// choose returns the node that the next descent from the root goes to: of the candidates with as many visits as the plan
// says the one with the greatest g + logit + σ(q). Where several descents are under way there may be none with that many:
// those that come nearest take their place. Beyond the plan, and if all candidates are proven to lose, it is the
// improved policy's choice.
func (g *gumbelPlan) choose(n *node, word edgesWord, s *Search) (best *node, open bool) {
	visits, underWay := visitsOf(n.visits.Load())
	descent := int(visits - g.before + underWay - 1) // this one counts as under way
	if descent >= len(g.sequence) {
		return s.chooseImproved(n, word)
	}
	m := s.mixed(n)
	bestScore, bestOff := float32(0), int32(0)
	for _, c := range g.candidates {
		if s.class(c.node) == lost {
			continue
		}
		done, flying := visitsOf(c.node.visits.Load())
		off := done - c.before + flying - g.sequence[descent]
		off = max(off, -off)
		score := c.score + m.sigma(m.valueOf(c.node))
		if best == nil || off < bestOff || off == bestOff && score > bestScore {
			best, bestScore, bestOff = c.node, score, off
		}
	}
	if best == nil {
		return s.chooseImproved(n, word)
	}
	return best, false
}

// mixed is what the improved policy of a node needs.
type mixed struct {
	params  *Params
	player  float32 // sign of the node's player
	value   float32 // v_mix, for the node's player
	maxN    int32
	visited float32 // sum of the visited moves' priors
	total   int32   // visits of all moves
}

// mixed looks at the children of n.
func (s *Search) mixed(n *node) mixed {
	m := mixed{params: &s.params, player: sign(n.toPlay)}
	weighted := float32(0)
	for _, id := range s.tree.children(n) {
		c := s.tree.node(nodeID(id))
		if visits := c.n(); visits > 0 {
			m.maxN = max(m.maxN, visits)
			m.total += visits
			m.visited += c.prior
			weighted += c.prior * c.q(n.toPlay)
		}
	}
	m.value = n.own
	if m.visited > 0 {
		m.value = (n.own + float32(m.total)*weighted/m.visited) / float32(1+m.total)
	}
	return m
}

// valueOf returns a child's value for the node's player, or v_mix if it has none.
func (m *mixed) valueOf(c *node) float32 {
	if c == nil {
		return m.value
	}
	if o, ok := c.load().proven(); ok {
		return m.player * o
	}
	if n := c.n(); n > 0 {
		return m.player * (float32(c.value.Load()) * (1.0 / valueUnit)) / float32(n)
	}
	return m.value
}

// sigma is the paper's σ, of a value in [-1, 1].
func (m *mixed) sigma(q float32) float32 {
	return (m.params.GumbelVisits + float32(m.maxN)) * m.params.GumbelScale * (q + 1) / 2
}

// chooseImproved returns the child with the greatest π'(a) - N(a)/(1+ΣN) (section 5), or that the next edge is to be opened.
// All moves without visits have the same q, so together they weigh as much as their priors, and the one with the highest
// prior stands for them. A descent under way counts as a visit.
func (s *Search) chooseImproved(n *node, word edgesWord) (best *node, open bool) {
	m := s.mixed(n)
	slots, _ := s.tree.edgesOf(n)
	children := slots[:word.opened()]
	highest := m.sigma(m.value)
	for _, id := range children {
		highest = max(highest, m.sigma(m.valueOf(s.tree.node(nodeID(id)))))
	}
	rest := exp(m.sigma(m.value) - highest) // weight of an unvisited move, by its prior
	sum := max(tiny, 1-m.visited) * rest
	for _, id := range children {
		if c := s.tree.node(nodeID(id)); c.n() > 0 {
			sum += (c.prior + tiny) * exp(m.sigma(m.valueOf(c))-highest)
		}
	}
	total, underWay := visitsOf(n.visits.Load())
	visits := float32(total + underWay - 1) // 1+ΣN
	bestScore := float32(math.Inf(-1))
	for _, id := range children {
		c := s.tree.node(nodeID(id))
		q := m.valueOf(c)
		if s.params.Solve && q == -1 && isProven(c) {
			continue
		}
		done, flying := visitsOf(c.visits.Load())
		score := (c.prior+tiny)*exp(m.sigma(q)-highest)/sum - float32(done+flying)/visits
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	if word.opened() < int(n.edgeCount) && word&opening == 0 && word.nextPrior()*rest/sum > bestScore {
		return nil, true
	}
	return best, false
}

func isProven(n *node) bool {
	_, ok := n.load().proven()
	return ok
}
