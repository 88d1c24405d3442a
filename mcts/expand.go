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

// expand gives the descent's node its value and an edge for each action that is considered, with the softmax of the logits over
// those as priors. It returns the edges word to publish once the value is backed up: a node that others may pass through has
// a visit.
func (w *worker) expand(d *descent) edgesWord {
	t, n := &w.search.tree, d.node()
	legal := w.moves(d)
	weights, scale, best := softmax(w.weights, legal, d.leaf.Logits)
	n.own, n.model = d.leaf.Value, t.modelIndex(d.leaf.Model)
	n.edgeCount = uint16(len(legal))
	n.firstEdge = t.edges.alloc(w.index, uint32(len(legal)))
	slots, actions := t.edgesOf(n)
	for i, a := range legal {
		slots[i], actions[i] = math.Float32bits(weights[i]*scale), uint16(a)
	}
	slots[0], slots[best] = slots[best], slots[0]
	actions[0], actions[best] = actions[best], actions[0]
	return expanded | edgesWord(slots[0])<<priorShift
}

// node returns the node where the descent has ended.
func (d *descent) node() *node { return d.path[len(d.path)-1] }

// softmax writes exp(logit - highest logit) of the legal actions to dst, in their order. It returns that with the factor
// that makes its sum 1, and the place of the highest.
func softmax(dst []float32, legal []game.Action, logits []float32) (weights []float32, scale float32, best int) {
	weights = dst[:len(legal)]
	highest := float32(math.Inf(-1))
	for i, a := range legal {
		v := logits[a]
		weights[i] = v
		if v > highest {
			highest, best = v, i
		}
	}
	sum := float32(0)
	for i, v := range weights {
		e := exp(v - highest)
		weights[i] = e
		sum += e
	}
	return weights, 1 / sum, best
}

// exp returns e^x for x up to 0 with a relative error below 1e-5, several times as fast as math.Exp. With k the integer next
// to 16·x·log2(e) it is 2^(k/16), of which a table has the fraction, times the Taylor series of 2^(f/16) for the rest f. What
// is below the smallest normal number is 0.
func exp(x float32) float32 {
	if x < -87 {
		return 0
	}
	const (
		c1 = math.Ln2 / 16
		c2 = c1 * c1 / 2
		c3 = c2 * c1 / 3
	)
	t := x * (16 * math.Log2E)
	k := int32(t - 0.5)
	f := t - float32(k)
	power := math.Float32frombits(sixteenths[k&15] + uint32(k>>4)<<23)
	return power * (1 + f*(c1+f*(c2+f*c3)))
}

// sixteenths holds 2^(i/16), as float32 bits.
var sixteenths = func() (t [16]uint32) {
	for i := range t {
		t[i] = math.Float32bits(float32(math.Exp2(float64(i) / 16)))
	}
	return t
}()
