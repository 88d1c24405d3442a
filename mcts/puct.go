package mcts

import "math"

// selectEdge returns the index of the edge of n that the next descent takes: the one with the greatest
// Q + U (AlphaGo Zero, Methods, Search algorithm, Select), where
//
//	Q = W/N          of a visited edge
//	Q = V - r·sqrt(mass of visited priors)   of an unvisited one; V is n's value estimate, r FPUReduction
//	U = c·P·sqrt(ΣN)/(1+N)
//
// A descent under way counts as VirtualLoss visits that were lost, in N, ΣN and W. Ties go to the higher
// prior, then to the lower action: so does the first choice in a node, where ΣN and every U are 0.
func (t *tree) selectEdge(n *node, p *Params) uint32 {
	lost := p.VirtualLoss
	explore := p.CPuct * sqrt(float32(n.visits)+lost*float32(n.inFlight))
	unvisitedQ := n.value() - p.FPUReduction*sqrt(n.visitedPrior)

	best, bestScore, bestPrior := 0, float32(math.Inf(-1)), float32(0)
	edges := t.edgesOf(n)
	for i := range edges {
		e := &edges[i]
		visits, q := float32(e.visits), unvisitedQ
		if e.inFlight > 0 {
			loss := lost * float32(e.inFlight)
			visits += loss
			if visits > 0 {
				q = (float32(e.valueSum) - loss) / visits
			}
		} else if e.visits > 0 {
			q = e.q()
		}
		score := q + explore*e.prior/(1+visits)
		if score > bestScore || score == bestScore && e.prior > bestPrior {
			best, bestScore, bestPrior = i, score, e.prior
		}
	}
	return n.firstEdge + uint32(best)
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
