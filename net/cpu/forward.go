package cpu

import (
	"math"

	"tengen/net/cpu/internal/kernel"
)

// forward runs the tower with the statistics of the minibatch.
func (l *learner) forward() {
	l.eachChunk(func(c *chunk) {
		l.plan.fill(c.input, l.batch.Planes[c.first*l.spec.InputLen():], c.boards, l.spec.Planes)
		l.convolve(l.trunk[0], c, &c.trunk[0], c.input)
	})
	l.statistics(&l.trunk[0].layer, func(c *chunk) *activation { return &c.trunk[0] })
	for i := 1; i < len(l.trunk); i++ {
		l.eachChunk(func(c *chunk) {
			l.normalise(&l.trunk[i-1].layer, c, &c.trunk[i-1], c.residual(i-1))
			l.convolve(l.trunk[i], c, &c.trunk[i], c.trunk[i-1].out)
		})
		l.statistics(&l.trunk[i].layer, func(c *chunk) *activation { return &c.trunk[i] })
	}
	last := len(l.trunk) - 1
	l.eachChunk(func(c *chunk) {
		l.normalise(&l.trunk[last].layer, c, &c.trunk[last], c.residual(last))
		x := c.trunk[last].out
		l.heads.forward.apply(c.heads.conv.at(0), x.at(0), x.stride, c.boards*l.plan.boardRows())
		l.sums(c, &c.heads, c.heads.conv, c.heads.conv, c.work.zeros)
	})
	l.statistics(&l.heads.layer, func(c *chunk) *activation { return &c.heads })
	l.eachChunk(func(c *chunk) { l.normalise(&l.heads.layer, c, &c.heads, nil) })
}

// residual returns what is added to layer i before its ReLU, or nil: a block's second layer takes the
// block's input.
func (c *chunk) residual(i int) *rows {
	if i > 0 && i%2 == 0 {
		return &c.trunk[i-2].out
	}
	return nil
}

// convolve computes a layer's convolution and sums it, and its square, up by channel.
func (l *learner) convolve(la *conv3x3, c *chunk, a *activation, in rows) {
	c.work.convolve(&la.forward, c.tiles, a.conv, in, c.boards, nil, false)
	l.sums(c, a, a.conv, a.conv, c.work.zeros)
}

// sums adds x, and x·(conv − shift), up by channel, and clears x where mask is 0.
func (l *learner) sums(c *chunk, a *activation, x, mask rows, shift []float32) {
	clear(a.sums)
	clear(a.products)
	r := l.boardOf(len(a.a), x.stride)
	r.A, r.B, r.C = &a.a[0], &a.b[0], &shift[0]
	for b := range c.boards {
		first := b * l.plan.boardRows()
		r.Out, r.X, r.Y = &mask.at(first)[0], &x.at(first)[0], &a.conv.at(first)[0]
		kernel.Sums(&r)
		for j, v := range a.a {
			a.sums[j] += float64(v)
			a.products[j] += float64(a.b[j])
		}
	}
}

// boardOf describes a board in a buffer of the given stride.
func (l *learner) boardOf(channels, stride int) kernel.Rows {
	return kernel.Rows{
		Line: (l.plan.width + 1) * stride, Stride: stride,
		Lines: l.plan.height, Cells: l.plan.width, Channels: channels,
	}
}

// statistics adds up the chunks' sums to mean and biased variance.
func (l *learner) statistics(la *layer, of func(c *chunk) *activation) {
	n := float64(len(l.batch.Value) * l.spec.Cells())
	for j := range la.mean {
		sum, square := 0.0, 0.0
		for _, c := range l.chunks {
			if c.boards > 0 {
				a := of(c)
				sum += a.sums[j]
				square += a.products[j]
			}
		}
		la.statistics(j, sum, square, n)
	}
}

// normalise computes out = max(gamma·x̂ + beta + residual, 0).
func (l *learner) normalise(la *layer, c *chunk, a *activation, residual *rows) {
	for j := range a.a {
		a.a[j] = la.gamma[j] * la.invStd[j]
		a.b[j] = 1
		a.c[j] = la.beta[j] - la.mean[j]*a.a[j]
	}
	other := residual
	if residual == nil {
		clear(a.b)
		other = &a.conv
	}
	l.combine(c, a, a.out, a.conv, *other, 0)
}

// combine computes out = max(a·x + b·y + c, floor) on the chunk's boards.
func (l *learner) combine(c *chunk, a *activation, out, x, y rows, floor float32) {
	r := l.boardOf(len(a.a), out.stride)
	r.A, r.B, r.C, r.Floor = &a.a[0], &a.b[0], &a.c[0], floor
	for b := range c.boards {
		first := b * l.plan.boardRows()
		r.Out, r.X, r.Y = &out.at(first)[0], &x.at(first)[0], &y.at(first)[0]
		kernel.Combine(&r)
	}
}

// noFloor is the floor of what may be negative.
var noFloor = float32(math.Inf(-1))
