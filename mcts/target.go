package mcts

import (
	"math"

	"tengen/game"
)

// Target is an action's part of the policy that a network is to learn.
type Target struct {
	Action game.Action
	Weight int32 // above 0; in proportion to the probability
}

// targetUnit is the sum of the weights of an improved policy, about.
const targetUnit = 1 << 16

// Target appends the policy target of the root to dst, in ascending order of actions: visits (AlphaGo Zero, Methods,
// Self-play), without those that noise forced; with Gumbel the improved policy π'. Where the root's outcome is
// proven, only moves that reach it count. Nothing is appended before Run.
func (s *Search) Target(dst []Target) []Target {
	if s.unevaluated() {
		return dst
	}
	outcome, proven := s.Proven()
	keep := func(e rootEdge) bool {
		return !proven || e.child != nil && isProven(e.child) && e.child.q(s.state.ToPlay()) == outcome
	}
	if s.params.Gumbel {
		return s.improvedTarget(dst, keep)
	}
	return s.visitTarget(dst, keep)
}

func (s *Search) visitTarget(dst []Target, keep func(rootEdge) bool) []Target {
	edges := s.rootEdges()
	var best rootEdge
	for _, e := range edges {
		if keep(e) && e.child != nil && (best.child == nil || e.child.n() > best.child.n()) {
			best = e
		}
	}
	prune := s.noisy && s.params.ForcedPlayouts > 0
	for _, e := range edges {
		if e.child == nil || !keep(e) {
			continue
		}
		n := e.child.n()
		if prune && e.child != best.child {
			n = s.deserved(e.child, best.child)
		}
		if n > 0 {
			dst = append(dst, Target{game.Action(e.action), n})
		}
	}
	return dst
}

// deserved returns the visits of a root's child less those that were forced: as many of the forced ones are taken off as
// leave its Q + U below that of the most visited child, and a single visit that is left goes too (Wu 2019, 3.2).
func (s *Search) deserved(c, best *node) int32 {
	n := c.n()
	player := s.state.ToPlay()
	total := float32(s.RootVisits())
	explore := s.params.exploration(total) * sqrt(total)
	gap := best.q(player) + explore*best.prior/(1+float32(best.n())) - c.q(player)
	forced := sqrt(s.params.ForcedPlayouts * c.prior * total)
	least := float32(n)
	if gap > 0 {
		least = explore*c.prior/gap - 1
	}
	n = max(n-int32(forced), min(n, int32(math.Ceil(float64(max(0, least))))))
	if n <= 1 {
		return 0
	}
	return n
}

func (s *Search) improvedTarget(dst []Target, keep func(rootEdge) bool) []Target {
	m := s.mixed(s.tree.root())
	edges := s.rootEdges()
	weight := func(e rootEdge) float32 { return logit(e.prior) + m.sigma(m.valueOf(e.child)) }
	highest := float32(math.Inf(-1))
	for _, e := range edges {
		if keep(e) {
			highest = max(highest, weight(e))
		}
	}
	sum := float32(0)
	for _, e := range edges {
		if keep(e) {
			sum += exp(weight(e) - highest)
		}
	}
	for _, e := range edges {
		if !keep(e) {
			continue
		}
		if w := int32(targetUnit*exp(weight(e)-highest)/sum + 0.5); w > 0 {
			dst = append(dst, Target{game.Action(e.action), w})
		}
	}
	return dst
}
