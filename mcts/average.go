package mcts

import (
	"math"

	"tengen/game"
)

// mean averages what a network says of one position shown in n symmetries:
//
//	P(a) = 1/n · Σ softmax over legal actions (logits of view i)(a)
//	v    = 1/n · Σ value of view i
//
// Probabilities are averaged, not logits: a move that one view likes keeps a share of 1/n of that, where the mean of
// logits would let one view's near-zero forbid it. KataGo averages probabilities too (cpp/neuralnet/nninputs.cpp).
type mean struct {
	legal []game.Action
	prior []float64 // [A] sum over the views; only of legal actions
	exp   []float64 // [A] of one view
	value float64
	views int
}

// begin starts the mean of l.
func (m *mean) begin(l *Leaf) {
	m.legal = l.State.LegalActions(m.legal[:0])
	if len(m.prior) != len(l.Logits) {
		m.prior, m.exp = make([]float64, len(l.Logits)), make([]float64, len(l.Logits))
	}
	clear(m.prior)
	m.value, m.views = 0, 0
}

// add adds a view's logits, turned back, and value.
func (m *mean) add(logits []float32, value float32) {
	highest := math.Inf(-1)
	for _, a := range m.legal {
		highest = max(highest, float64(logits[a]))
	}
	sum := 0.0
	for _, a := range m.legal {
		m.exp[a] = math.Exp(float64(logits[a]) - highest)
		sum += m.exp[a]
	}
	for _, a := range m.legal {
		m.prior[a] += m.exp[a] / sum
	}
	m.value += float64(value)
	m.views++
}

// end gives the mean to l: as logits, the logarithm of P; 0 for illegal actions.
func (m *mean) end(l *Leaf) {
	n := float64(m.views)
	l.Value = float32(m.value / n)
	clear(l.Logits)
	for _, a := range m.legal {
		l.Logits[a] = float32(math.Log(max(m.prior[a]/n, math.SmallestNonzeroFloat64)))
	}
}
