package mcts

import (
	"fmt"
	"math"
)

// evaluate has the pending leaves judged, and refuses answers that would spoil the tree.
func (s *Search) evaluate() error {
	if err := s.evaluator.Evaluate(s.pending); err != nil {
		return fmt.Errorf("evaluate %d leaves: %w", len(s.pending), err)
	}
	for _, l := range s.pending {
		if !(l.Value >= -1 && l.Value <= 1) {
			return fmt.Errorf("the evaluator's value of a position is %v, want -1 to 1; the network's weights may be broken", l.Value)
		}
		for a, v := range l.Logits {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return fmt.Errorf("the evaluator's logit of action %d is %v, want a number; the network's weights may be broken", a, v)
			}
		}
	}
	return nil
}

// expand gives the descent's node its value and an edge for each legal action, with the softmax of the
// logits over the legal actions as priors.
func (s *Search) expand(d *descent) {
	t := &s.tree
	s.legal = d.leaf.State.LegalActions(s.legal[:0])
	n := &t.nodes[d.node]
	n.valueSum = float64(d.leaf.Value)
	n.model = t.modelIndex(d.leaf.Model)
	n.firstEdge, n.edgeCount = uint32(len(t.edges)), int32(len(s.legal))

	highest := math.Inf(-1)
	for _, a := range s.legal {
		highest = max(highest, float64(d.leaf.Logits[a]))
	}
	sum := 0.0
	for _, a := range s.legal {
		p := math.Exp(float64(d.leaf.Logits[a]) - highest)
		sum += p
		t.edges = append(t.edges, edge{action: uint16(a), prior: float32(p)})
	}
	scale := float32(1 / sum)
	edges := t.edgesOf(n)
	for i := range edges {
		edges[i].prior *= scale
	}
}
