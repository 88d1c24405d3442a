package cpu

import (
	"math"

	"tengen/net/cpu/internal/kernel"
)

// forwardPhases run the tower with the statistics of the minibatch.
func (l *learner) forwardPhases() []phase {
	phases := []phase{{
		chunk: func(c *chunk) {
			l.plan.fill(c.input, l.batch.Inputs, c.first, c.tiles.sizes[:c.boards], l.spec.Planes)
			clearSums(&c.trunk[0])
			c.work.eachBlock(c.boards, func(b boards) { l.convolve(0, c, c.input, b) })
		},
		after: func() { l.statistics(&l.trunk[0].layer, trunkOf(0)) },
	}}
	for i := 1; i < len(l.trunk); i++ {
		phases = append(phases, phase{
			chunk: func(c *chunk) {
				l.coefficients(&l.trunk[i-1].layer, &c.trunk[i-1], c.residual(i-1))
				clearSums(&c.trunk[i])
				c.work.eachBlock(c.boards, func(b boards) {
					l.normalise(c, &l.trunk[i-1].layer, &c.trunk[i-1], c.residual(i-1), b)
					l.convolve(i, c, c.trunk[i-1].out, b)
				})
			},
			after: func() { l.statistics(&l.trunk[i].layer, trunkOf(i)) },
		})
	}
	last := len(l.trunk) - 1
	return append(phases, phase{
		chunk: func(c *chunk) {
			l.coefficients(&l.trunk[last].layer, &c.trunk[last], c.residual(last))
			clearSums(&c.heads)
			x := c.trunk[last].out
			c.work.eachBlock(c.boards, func(b boards) {
				l.normalise(c, &l.trunk[last].layer, &c.trunk[last], c.residual(last), b)
				first := b.first * l.plan.boardRows()
				l.heads.forward.apply(c.heads.conv.at(first), x.at(first), x.stride, b.n*l.plan.boardRows())
				l.sums(c, &c.heads, c.heads.conv, c.heads.conv, c.work.zeros, b)
			})
		},
		after: func() { l.statistics(&l.heads.layer, headsOf) },
	}, phase{
		chunk: func(c *chunk) {
			l.coefficients(&l.heads.layer, &c.heads, nil)
			l.normalise(c, &l.heads.layer, &c.heads, nil, c.all())
		},
	})
}

// trunkOf and headsOf find a layer's activation in a chunk.
func trunkOf(i int) func(c *chunk) *activation {
	return func(c *chunk) *activation { return &c.trunk[i] }
}

func headsOf(c *chunk) *activation { return &c.heads }

// residual returns what is added to layer i before its ReLU, or nil: a block's second layer takes the
// block's input.
func (c *chunk) residual(i int) *rows {
	if i > 0 && i%2 == 0 {
		return &c.trunk[i-2].out
	}
	return nil
}

// convolve computes a layer's convolution and sums it, and its square, up by channel.
func (l *learner) convolve(i int, c *chunk, in rows, b boards) {
	a := &c.trunk[i]
	c.work.convolve(&l.trunk[i].forward, c.tiles, a.conv.from(b), in.from(b), b.n, nil, noFloor)
	l.sums(c, a, a.conv, a.conv, c.work.zeros, b)
}

func clearSums(a *activation) {
	clear(a.sums)
	clear(a.products)
}

// sums adds x, and x·(conv − shift), up by channel, and clears x where mask is 0.
func (l *learner) sums(c *chunk, a *activation, x, mask rows, shift []float32, b boards) {
	for i := b.first; i < b.first+b.n; i++ {
		l.boardSums(c, a, x, mask, shift, i)
		a.addSums()
	}
}

// boardSums is sums of one board, left in sum and product.
func (l *learner) boardSums(c *chunk, a *activation, x, mask rows, shift []float32, board int) {
	r := l.plan.work(c.tiles.sizes[board], len(a.sums), x.stride)
	first := board * l.plan.boardRows()
	r.Out, r.X, r.Y = &mask.at(first)[0], &x.at(first)[0], &a.conv.at(first)[0]
	r.A, r.B, r.C = &a.sum[0], &a.product[0], &shift[0]
	kernel.Sums(&r)
}

// addSums adds a board's sums to those of the chunk.
func (a *activation) addSums() {
	for j, v := range a.sum {
		a.sums[j] += float64(v)
		a.products[j] += float64(a.product[j])
	}
}

// statistics adds up the chunks' sums to mean and biased variance.
func (l *learner) statistics(la *layer, of func(c *chunk) *activation) {
	n := float64(l.cells)
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

// coefficients sets what normalise combines with.
func (l *learner) coefficients(la *layer, a *activation, residual *rows) {
	for j := range a.a {
		a.a[j] = la.gamma[j] * la.invStd[j]
		a.b[j] = 1
		a.c[j] = la.beta[j] - la.mean[j]*a.a[j]
	}
	if residual == nil {
		clear(a.b)
	}
}

// normalise computes out = max(gamma·x̂ + beta + residual, 0), and adds what is pooled before the maximum.
func (l *learner) normalise(c *chunk, la *layer, a *activation, residual *rows, b boards) {
	if residual == nil {
		residual = &a.conv
	}
	floor := float32(0)
	if !la.pool.none() {
		floor = noFloor
	}
	l.combine(c, a, a.out.from(b), a.conv.from(b), residual.from(b), b, floor)
	if la.pool.none() {
		return
	}
	p := &la.pool
	for i := b.first; i < b.first+b.n; i++ {
		rows, size := l.plan.board(a.out, i), c.tiles.sizes[i]
		terms := a.terms[i*p.terms():]
		l.plan.pool(p.pooling, terms, a.best[i*p.n:][:p.n], rows, a.out.stride, size)
		a.biaser.project(&p.biasing, terms)
		a.biaser.add(l.plan.layout, rows, a.out.stride, size, 0, a.out.stride, 0)
	}
}

// combine computes out = max(a·x + b·y + c, floor) for the chunk's boards b.
func (l *learner) combine(c *chunk, a *activation, out, x, y view, b boards, floor float32) {
	for i := range b.n {
		r := l.plan.work(c.tiles.sizes[b.first+i], len(a.a), out.stride)
		r.A, r.B, r.C, r.Floor = &a.a[0], &a.b[0], &a.c[0], floor
		r.Out, r.X, r.Y = l.board(out, i), l.board(x, i), l.board(y, i)
		kernel.Combine(&r)
	}
}

// board returns the first number of the i-th board of a view.
func (l *learner) board(v view, i int) *float32 { return &v.at((v.board + i) * l.plan.boardRows())[0] }

// noFloor is the floor of what may be negative.
var noFloor = float32(math.Inf(-1))
