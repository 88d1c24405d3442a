package cpu

import "tengen/net/cpu/internal/kernel"

// backward takes the gradient from the heads' 1x1 convolutions down to the stem. At each layer it needs
// sums over the minibatch before it can go on, which is what makes a phase.
func (l *learner) backward() {
	last := len(l.trunk) - 1
	l.eachChunk(func(c *chunk) {
		clearSums(&c.heads)
		l.sums(&c.heads, c.dHeads, c.heads.out, l.heads.mean, c.all())
	})
	l.gradientStatistics(&l.heads.layer, func(c *chunk) *activation { return &c.heads })
	l.eachChunk(func(c *chunk) {
		l.gradientCoefficients(&l.heads.layer, &c.heads)
		l.combine(&c.heads, c.dHeadsConv, c.dHeads, c.heads.conv, noFloor, c.all())
		l.headsGradient(c, c.trunk[last].out)
	})
	for i := last; i >= 0; i-- {
		l.layerBackward(i)
	}
}

// layerBackward takes dOut, the gradient of layer i's output, to that of layer i−1's. A block's second
// layer leaves its own gradient in dOut, masked, which is also the gradient that the residual connection
// carries past the block, and goes on in dIn; the first layer adds the two.
func (l *learner) layerBackward(i int) {
	la, second := l.trunk[i], i > 0 && i%2 == 0
	at := func(c *chunk) (*activation, rows) {
		if i > 0 && !second {
			return &c.trunk[i], c.dIn
		}
		return &c.trunk[i], c.dOut
	}
	l.eachChunk(func(c *chunk) {
		a, grad := at(c)
		clearSums(a)
		l.sums(a, grad, a.out, la.mean, c.all())
	})
	l.gradientStatistics(&la.layer, func(c *chunk) *activation { return &c.trunk[i] })
	l.eachChunk(func(c *chunk) {
		a, grad := at(c)
		l.gradientCoefficients(&la.layer, a)
		c.work.eachBlock(c.boards, func(b boards) {
			l.combine(a, c.dConv, grad, a.conv, noFloor, b)
			switch {
			case i == 0:
				c.work.correlate(a.dW, c.tiles, c.input, c.dConv, la.in, b, b.first > 0)
				return
			case second:
				c.work.convolve(&la.back, c.tiles, c.dIn, c.dConv, b, nil, noFloor)
			default:
				c.work.convolve(&la.back, c.tiles, c.dOut, c.dConv, b, &c.dOut, noFloor)
			}
			c.work.correlate(a.dW, c.tiles, c.trunk[i-1].out, c.dConv, la.in, b, b.first > 0)
		})
	})
}

// gradientStatistics adds up the chunks' sums: they are the gradients of beta and gamma.
func (l *learner) gradientStatistics(la *layer, of func(c *chunk) *activation) {
	for j := range la.dBeta {
		sum, product := 0.0, 0.0
		for _, c := range l.chunks {
			if c.boards > 0 {
				a := of(c)
				sum += a.sums[j]
				product += a.products[j]
			}
		}
		la.dBeta[j], la.dGamma[j] = float32(sum), float32(product*float64(la.invStd[j]))
	}
}

// gradientCoefficients sets what takes the gradient through batch normalisation (Ioffe and Szegedy 2015,
// section 3),
//
//	dx = gamma/σ · (dy − Σdy/n − x̂·Σ(dy·x̂)/n)
//
// as a·dy + b·x + c, by channel.
func (l *learner) gradientCoefficients(la *layer, a *activation) {
	count := float32(len(l.batch.Value) * l.spec.Cells())
	for j := range a.a {
		a.a[j] = la.gamma[j] * la.invStd[j]
		a.b[j] = -a.a[j] * la.invStd[j] * la.dGamma[j] / count
		a.c[j] = -a.a[j]*la.dBeta[j]/count - a.b[j]*la.mean[j]
	}
}

// headsGradient computes the chunk's part of the gradient of the heads' 1x1 convolutions, and the gradient of
// the trunk's output x. Zero rows count for nothing in a product.
func (l *learner) headsGradient(c *chunk, x rows) {
	n := c.boards * l.plan.boardRows()
	p := kernel.Product{
		A: &x.at(0)[0], RowStride: 1, KStride: x.stride, K: n,
		B: &c.dHeadsConv.at(0)[0], BStride: c.dHeadsConv.stride,
		C: &c.heads.dW[0], CStride: l.heads.out,
	}
	for col := 0; col < l.heads.out; col += kernel.Cols {
		p.B, p.C = &c.dHeadsConv.at(0)[col], &c.heads.dW[col]
		kernel.Multiply(&p, l.heads.in)
	}
	l.heads.back.apply(c.dOut.at(0), c.dHeadsConv.at(0), c.dHeadsConv.stride, n)
}
