package mcts

import (
	"fmt"
	"math"

	"tengen/game"
)

// checkLeaves refuses evaluations that would spoil the tree.
func (w *worker) checkLeaves() error {
	for _, l := range w.pending {
		if !(l.Value >= -1 && l.Value <= 1) {
			return fmt.Errorf("the evaluator's value of a position is %v, want -1 to 1; the network's weights may be broken", l.Value)
		}
		if l.HasScore && !(l.Score >= -maxScore && l.Score <= maxScore) {
			return fmt.Errorf("the evaluator's score of a position is %v, want -%d to %d points; the network's weights may be broken", l.Score, maxScore, maxScore)
		}
		for a, v := range l.Logits {
			if !(v >= -math.MaxFloat32 && v <= math.MaxFloat32) {
				return fmt.Errorf("the evaluator's logit of action %d is %v, want a number; the network's weights may be broken", a, v)
			}
		}
	}
	return nil
}

// maxScore bounds scores, so that the sum of a billion fits.
const maxScore = 4096

// expand gives the descent's node its value and an edge for each legal action, with the softmax of the logits over the
// legal actions as priors. It returns the edges word to publish once the value is backed up: a node that others may
// pass through has a visit.
func (w *worker) expand(d *descent) edgesWord {
	t, n := &w.search.tree, d.node()
	w.legal = d.leaf.State.LegalActions(w.legal[:0])
	weights, scale := softmax(w.weights, w.legal, d.leaf.Logits)
	n.own, n.model = d.leaf.Value, t.modelIndex(d.leaf.Model)
	n.edgeCount = uint16(len(w.legal))
	n.firstEdge = t.edges.alloc(uint32(len(w.legal)))
	slots, actions := t.edgesOf(n)
	for i, a := range w.legal {
		slots[i], actions[i] = math.Float32bits(weights[i]*scale), uint16(a)
	}
	return expanded | edgesWord(bringBest(slots, actions, 0))<<priorShift
}

// node returns the node where the descent has ended.
func (d *descent) node() *node { return d.path[len(d.path)-1] }

// softmax writes exp(logit - highest logit) of the legal actions to dst, in their order, and returns it with the factor that
// makes its sum 1.
func softmax(dst []float32, legal []game.Action, logits []float32) (weights []float32, scale float32) {
	weights = dst[:len(legal)]
	highest := float32(-math.MaxFloat32)
	for i, a := range legal {
		weights[i] = logits[a]
		highest = max(highest, logits[a])
	}
	sum := float32(0)
	for i, x := range weights {
		weights[i] = exp(x - highest)
		sum += weights[i]
	}
	return weights, 1 / sum
}

func exp(x float32) float32 { return float32(math.Exp(float64(x))) }
