package cpu

import "tengen/net/cpu/internal/kernel"

// backwardPhases take the gradient from the heads' 1x1 convolutions down to the stem. Before a layer's gradient
// can go through its normalisation, it needs sums over the minibatch: each phase ends with those of the layer
// below.
func (l *learner) backwardPhases() []phase {
	last := len(l.trunk) - 1
	phases := []phase{{
		chunk: func(c *chunk) {
			clearSums(&c.heads)
			l.gradientSums(c, &l.heads.layer, &c.heads, c.dHeads, c.dPass, c.all())
			l.poolGradient(&l.heads.layer, &c.heads, c.boards)
		},
		after: func() { l.gradientStatistics(&l.heads.layer, headsOf) },
	}, {
		chunk: func(c *chunk) {
			l.gradientCoefficients(&l.heads.layer, &c.heads)
			all := c.all()
			l.combine(c, &c.heads, c.dHeadsConv.from(all), c.dHeads.from(all), c.heads.conv.from(all), all, noFloor)
			l.headsGradient(c, c.trunk[last].out)
			clearSums(&c.trunk[last])
			l.trunkSums(last, c, all)
		},
		after: func() { l.gradientStatistics(&l.trunk[last].layer, trunkOf(last)) },
	}}
	for i := last; i > 0; i-- {
		phases = append(phases, phase{
			chunk: func(c *chunk) {
				l.gradientCoefficients(&l.trunk[i].layer, &c.trunk[i])
				clearSums(&c.trunk[i-1])
				c.work.eachBlock(c.boards, func(b boards) {
					l.layerBackward(i, c, b)
					l.trunkSums(i-1, c, b)
				})
				l.poolGradient(&l.trunk[i-1].layer, &c.trunk[i-1], c.boards)
			},
			after: func() { l.gradientStatistics(&l.trunk[i-1].layer, trunkOf(i-1)) },
		})
	}
	return append(phases, phase{chunk: func(c *chunk) {
		l.gradientCoefficients(&l.trunk[0].layer, &c.trunk[0])
		c.work.eachBlock(c.boards, func(b boards) { l.layerBackward(0, c, b) })
	}})
}

// trunkSums is gradientSums of layer i.
func (l *learner) trunkSums(i int, c *chunk, b boards) {
	l.gradientSums(c, &l.trunk[i].layer, &c.trunk[i], c.gradientAt(i), nil, b)
}

// gradientSums takes the gradient of a layer's output through its ReLU and its pooling, in place, and sums it up by
// channel. dPass is the gradient, by board, of the logit of passing, which reads what is pooled; nil if none does.
func (l *learner) gradientSums(c *chunk, la *layer, a *activation, grad rows, dPass []float32, b boards) {
	p := &la.pool
	if p.none() {
		l.sums(c, a, grad, a.out, la.mean, b)
		return
	}
	for i := b.first; i < b.first+b.n; i++ {
		l.boardSums(c, a, grad, a.out, la.mean, i)
		dBias := a.dBias[i*la.out:][:la.out]
		copy(dBias, a.sum[:p.to])
		p.back.apply(a.dTerms, dBias, la.out, 1)
		if dPass != nil && l.pass != nil {
			addScaled(a.dTerms, l.weights.Tensors[l.pass.iw], dPass[i])
		}
		l.plan.unpool(p.pooling, l.plan.board(grad, i), a.best[i*p.n:][:p.n], a.dTerms, grad.stride, c.tiles.sizes[i])
		l.boardSums(c, a, grad, a.out, la.mean, i)
		a.addSums()
	}
}

// poolGradient computes the gradient of the weights that take what is pooled to what is added.
func (l *learner) poolGradient(la *layer, a *activation, boards int) {
	if p := &la.pool; !p.none() {
		gradient(a.dPool, p.w.out, a.terms, p.terms(), a.dBias, la.out, boards)
	}
}

// second reports whether layer i is the second of a block.
func second(i int) bool { return i > 0 && i%2 == 0 }

// gradientAt returns where the gradient of layer i's output stands.
func (c *chunk) gradientAt(i int) rows {
	if i == 0 || second(i) {
		return c.dOut
	}
	return c.dIn
}

// layerBackward takes the gradient of layer i's output to that of layer i−1's. A block's second layer leaves
// its own gradient in dOut, masked, which is also the gradient that the residual connection carries past the
// block, and goes on in dIn; the first layer adds the two.
func (l *learner) layerBackward(i int, c *chunk, b boards) {
	la, a := l.trunk[i], &c.trunk[i]
	dConv := c.dConv.from(boards{})
	for j, size := range c.tiles.sizes[b.first:][:b.n] {
		if size != l.spec.Board() { // what another board has left there
			clear(l.plan.board(c.dConv, j))
		}
	}
	l.combine(c, a, dConv, c.gradientAt(i).from(b), a.conv.from(b), b, noFloor)
	in := c.input
	if i > 0 {
		in = c.trunk[i-1].out
		if second(i) {
			c.work.convolve(&la.back, c.tiles, c.dIn.from(b), dConv, b.n, nil, noFloor)
		} else {
			c.work.convolve(&la.back, c.tiles, c.dOut.from(b), dConv, b.n, &c.dOut, noFloor)
		}
	}
	c.work.correlate(a.dW, c.tiles, in.from(b), dConv, la.in, b.n, b.first > 0)
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
	count := float32(l.cells)
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
