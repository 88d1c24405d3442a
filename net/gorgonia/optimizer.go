package gorgonia

import (
	"math"

	"tengen/net"
)

// length returns the L2 norm of the gradient.
func length(grads *net.Weights) float64 {
	square := 0.0
	for _, g := range grads.Tensors {
		for _, v := range g {
			square += float64(v) * float64(v)
		}
	}
	return math.Sqrt(square)
}

// update makes a step as net.Optimizer documents it. Gorgonia's own solvers are others: its NewMomentum, given an L2
// term, lets the velocity decay and not the weights.
func (l *learner) update(rate float32, norm float64) {
	l.state.Steps++
	clip := 1.0
	if limit := float64(l.params.ClipNorm); limit > 0 && norm > limit {
		clip = limit / norm
	}
	for i, t := range l.tensors {
		decay := 0.0
		if t.Kind == net.KindWeight {
			decay = 2 * float64(l.params.WeightDecay)
		}
		switch {
		case t.Kind == net.KindStatistic:
		case l.params.Optimizer == net.Adam:
			l.adam(i, float64(rate), clip, decay)
		default:
			l.sgd(i, float64(rate), clip, decay)
		}
	}
}

func (l *learner) sgd(i int, rate, clip, decay float64) {
	w, v, g := l.state.Weights.Tensors[i], l.state.Momenta.Tensors[i], l.grads.Tensors[i]
	for j := range w {
		v[j] = float32(float64(l.params.Momentum)*float64(v[j]) + clip*float64(g[j]) + decay*float64(w[j]))
		w[j] -= float32(rate * float64(v[j]))
	}
}

func (l *learner) adam(i int, rate, clip, decay float64) {
	w, m, v, g := l.state.Weights.Tensors[i], l.state.Momenta.Tensors[i], l.state.Squares.Tensors[i], l.grads.Tensors[i]
	beta1, beta2, t := float64(l.params.Momentum), float64(l.params.SquareMomentum), float64(l.state.Steps)
	corrected1, corrected2 := 1-math.Pow(beta1, t), 1-math.Pow(beta2, t)
	for j := range w {
		grad := clip * float64(g[j])
		m[j] = float32(beta1*float64(m[j]) + (1-beta1)*grad)
		v[j] = float32(beta2*float64(v[j]) + (1-beta2)*grad*grad)
		step := float64(m[j]) / corrected1 / (math.Sqrt(float64(v[j])/corrected2) + net.AdamEpsilon)
		w[j] -= float32(rate * (step + decay*float64(w[j])))
	}
}

// track moves running statistics towards those of the minibatch.
func (l *learner) track(batch *result, tensor int) {
	running := l.state.Weights.Tensors[tensor]
	for c, v := range batch.numbers() {
		running[c] += l.params.StatsMomentum * (v - running[c])
	}
}
