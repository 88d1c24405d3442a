package cpu

import (
	"math"

	"tengen/net"
	"tengen/net/cpu/internal/tile"
)

// reduceGradients adds up the chunks' gradients, in order, and returns the gradient's length.
func (l *learner) reduceGradients() float64 {
	l.parallel(len(l.trunk)+1, func(i int) {
		if i == len(l.trunk) {
			l.reduceLayer(l.heads, func(c *chunk) *activation { return &c.heads })
			return
		}
		l.reduceLayer(l.trunk[i], func(c *chunk) *activation { return &c.trunk[i] })
	})
	for i, d := range []*denseLayer{l.policy, l.hidden, l.out} {
		l.reduceDense(i, d)
	}
	square := 0.0
	for _, g := range l.grads.Tensors {
		for _, v := range g {
			square += float64(v) * float64(v)
		}
	}
	return math.Sqrt(square)
}

func (l *learner) reduceLayer(la *layer, of func(c *chunk) *activation) {
	up := tile.Up(la.in, tile.GatheredRows)
	for _, p := range la.parts {
		copy(l.grads.Tensors[p.gamma], la.dGamma[p.first:])
		copy(l.grads.Tensors[p.beta], la.dBeta[p.first:])
		g := l.grads.Tensors[p.w]
		clear(g)
		for _, c := range l.chunks {
			if c.boards == 0 {
				continue
			}
			dW := of(c).dW
			for t := range la.taps {
				for ci := range la.in {
					addTo(g[(t*la.in+ci)*p.channels:][:p.channels], dW[(t*up+ci)*la.out+p.first:])
				}
			}
		}
	}
}

func (l *learner) reduceDense(i int, d *denseLayer) {
	w, b := l.grads.Tensors[d.iw], l.grads.Tensors[d.ib]
	clear(w)
	clear(b)
	for _, c := range l.chunks {
		if c.boards == 0 {
			continue
		}
		for q := range d.in {
			addTo(w[q*d.out:][:d.out], c.dense[i][q*d.outUp:])
		}
		for j := range b {
			b[j] += float32(c.denseBias[i][j])
		}
	}
}

func addTo(dst, src []float32) {
	for j := range dst {
		dst[j] += src[j]
	}
}

// update makes the optimizer's step and moves the running statistics.
func (l *learner) update(rate float32, norm float64) {
	clip := float32(1)
	if l.params.ClipNorm > 0 && norm > float64(l.params.ClipNorm) {
		clip = float32(float64(l.params.ClipNorm) / norm)
	}
	specs := l.spec.Tensors()
	for i, t := range specs {
		if t.Kind == net.KindStatistic {
			continue
		}
		decay := float32(0)
		if t.Kind == net.KindWeight {
			decay = 2 * l.params.WeightDecay
		}
		w, m, g := l.weights.Tensors[i], l.momenta.Tensors[i], l.grads.Tensors[i]
		for j := range w {
			m[j] = l.params.Momentum*m[j] + clip*g[j] + decay*w[j]
			w[j] -= rate * m[j]
		}
	}
	for _, la := range append(l.trunk[:len(l.trunk):len(l.trunk)], l.heads) {
		for _, p := range la.parts {
			track(l.weights.Tensors[p.mean], la.mean[p.first:], l.params.StatsMomentum)
			track(l.weights.Tensors[p.variance], la.variance[p.first:], l.params.StatsMomentum)
		}
	}
	l.steps++
}

// track moves running statistics towards those of the minibatch.
func track(running, batch []float32, momentum float32) {
	for j := range running {
		running[j] += momentum * (batch[j] - running[j])
	}
}
