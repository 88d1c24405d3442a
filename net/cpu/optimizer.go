package cpu

import (
	"math"

	"tengen/net"
)

// reduceGradients adds up the chunks' gradients, in order, and returns the gradient's length.
func (l *learner) reduceGradients() float64 {
	l.crew.do(len(l.trunk)+1, l.reduced)
	for _, d := range l.dense {
		l.reduceDense(d)
	}
	square := 0.0
	for _, g := range l.grads.Tensors {
		for _, v := range g {
			square += float64(v) * float64(v)
		}
	}
	return math.Sqrt(square)
}

// reduceLayer reduces a layer of the trunk, or after them the heads.
func (l *learner) reduceLayer(_, i int) {
	if i == len(l.trunk) {
		l.reduceHeads()
	} else {
		l.reduceTrunk(i)
	}
}

// reduceTrunk adds up the chunks' gradients of a transformed filter as it transforms them back.
func (l *learner) reduceTrunk(i int) {
	la := l.trunk[i]
	l.reduceNorm(&la.layer)
	l.reducePool(&la.layer, trunkOf(i))
	la.du = la.du[:0]
	for _, c := range l.chunks {
		if c.boards > 0 {
			la.du = append(la.du, c.trunk[i].dW)
		}
	}
	at := la.parts[0]
	l.plan.gradient(taps(l.grads.Tensors[at.w], la.in, at.channels), la.du, la.scratch, la.in, la.out)
}

func (l *learner) reduceHeads() {
	l.reduceNorm(&l.heads.layer)
	l.reducePool(&l.heads.layer, headsOf)
	for _, p := range l.heads.parts {
		g := l.grads.Tensors[p.w]
		clear(g)
		for _, c := range l.chunks {
			if c.boards == 0 {
				continue
			}
			for ci := range l.heads.in {
				addScaled(g[ci*p.channels:], c.heads.dW[ci*l.heads.out+p.first:][:p.channels], 1)
			}
		}
	}
}

func (l *learner) reduceNorm(la *layer) {
	for _, p := range la.parts {
		copy(l.grads.Tensors[p.gamma], la.dGamma[p.first:])
		copy(l.grads.Tensors[p.beta], la.dBeta[p.first:])
	}
}

func (l *learner) reduceDense(d *denseLayer) {
	var b []float32
	if d.ib >= 0 {
		b = l.grads.Tensors[d.ib]
	}
	w := l.grads.Tensors[d.iw]
	clear(w)
	clear(b)
	for _, c := range l.chunks {
		if c.boards == 0 {
			continue
		}
		for q := range d.in {
			addScaled(w[q*d.out:], c.dense[d.index][q*d.w.out:][:d.out], 1)
		}
		for j := range b {
			b[j] += float32(c.denseBias[d.index][j])
		}
	}
}

// reducePool adds up the gradients of what a layer adds of what it pools.
func (l *learner) reducePool(la *layer, of func(c *chunk) *activation) {
	p := &la.pool
	if p.none() {
		return
	}
	w := l.grads.Tensors[p.iw]
	clear(w)
	for _, c := range l.chunks {
		if c.boards == 0 {
			continue
		}
		for q := range p.terms() {
			addScaled(w[q*p.to:], of(c).dPool[q*p.w.out:][:p.to], 1)
		}
	}
}

// rule is the optimizer's with the numbers of one step.
type rule struct {
	rate float32
	clip float32 // factor of the gradient

	// Adam: the rate over m's correction, and one over the root of v's.
	corrected float32
	root      float32
}

// update makes the optimizer's step and moves the running statistics.
func (l *learner) update(rate float32, norm float64) {
	l.steps++
	l.rule = rule{rate: rate, clip: 1}
	if l.params.ClipNorm > 0 && norm > float64(l.params.ClipNorm) {
		l.rule.clip = float32(float64(l.params.ClipNorm) / norm)
	}
	if l.params.Optimizer == net.Adam {
		l.rule.corrected = float32(float64(rate) / (1 - math.Pow(float64(l.params.Momentum), float64(l.steps))))
		l.rule.root = float32(1 / math.Sqrt(1-math.Pow(float64(l.params.SquareMomentum), float64(l.steps))))
	}
	l.crew.do(len(l.tensors), l.updated)
	for _, la := range l.trunk {
		l.track(&la.layer)
	}
	l.track(&l.heads.layer)
}

// updateTensor makes the step of one tensor.
func (l *learner) updateTensor(_, i int) {
	if l.tensors[i].Kind == net.KindStatistic {
		return
	}
	decay := float32(0)
	if l.tensors[i].Kind == net.KindWeight {
		decay = 2 * l.params.WeightDecay
	}
	w, m, g := l.weights.Tensors[i], l.momenta.Tensors[i], l.grads.Tensors[i]
	if l.params.Optimizer == net.Adam {
		l.adam(w, m, l.squares.Tensors[i], g, decay)
	} else {
		l.sgd(w, m, g, decay)
	}
}

func (l *learner) sgd(w, m, g []float32, decay float32) {
	momentum, rate, clip := l.params.Momentum, l.rule.rate, l.rule.clip
	m, g = m[:len(w)], g[:len(w)]
	for j := range w {
		m[j] = momentum*m[j] + clip*g[j] + decay*w[j]
		w[j] -= rate * m[j]
	}
}

func (l *learner) adam(w, m, v, g []float32, decay float32) {
	beta1, beta2, r := l.params.Momentum, l.params.SquareMomentum, l.rule
	m, v, g = m[:len(w)], v[:len(w)], g[:len(w)]
	for j := range w {
		grad := r.clip * g[j]
		m[j] = beta1*m[j] + (1-beta1)*grad
		v[j] = beta2*v[j] + (1-beta2)*grad*grad
		root := float32(math.Sqrt(float64(v[j]))) * r.root
		w[j] -= r.corrected*m[j]/(root+net.AdamEpsilon) + r.rate*decay*w[j]
	}
}

// track moves a layer's running statistics towards those of the minibatch.
func (l *learner) track(la *layer) {
	for _, p := range la.parts {
		track(l.weights.Tensors[p.mean], la.mean[p.first:], l.params.StatsMomentum)
		track(l.weights.Tensors[p.variance], la.variance[p.first:], l.params.StatsMomentum)
	}
}

// track moves running statistics towards those of the minibatch.
func track(running, batch []float32, momentum float32) {
	for j := range running {
		running[j] += momentum * (batch[j] - running[j])
	}
}
