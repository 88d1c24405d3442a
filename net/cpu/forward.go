package cpu

import (
	"math"

	"tengen/net"
)

// forward runs the tower with the statistics of the minibatch.
func (l *learner) forward() {
	l.eachChunk(func(c *chunk) {
		l.lay.fill(c.input, l.batch.Planes[c.first*l.spec.InputLen():], c.boards, l.spec.Planes)
		l.convolve(l.trunk[0], c, &c.trunk[0], c.input)
	})
	l.statistics(l.trunk[0], func(c *chunk) *activation { return &c.trunk[0] })
	for i := 1; i < len(l.trunk); i++ {
		l.eachChunk(func(c *chunk) {
			l.normalise(l.trunk[i-1], c, &c.trunk[i-1], c.residual(i-1))
			l.convolve(l.trunk[i], c, &c.trunk[i], c.trunk[i-1].out)
		})
		l.statistics(l.trunk[i], func(c *chunk) *activation { return &c.trunk[i] })
	}
	last := len(l.trunk) - 1
	l.eachChunk(func(c *chunk) {
		l.normalise(l.trunk[last], c, &c.trunk[last], c.residual(last))
		l.convolve(l.heads, c, &c.heads, c.trunk[last].out)
	})
	l.statistics(l.heads, func(c *chunk) *activation { return &c.heads })
	l.eachChunk(func(c *chunk) { l.normalise(l.heads, c, &c.heads, nil) })
}

// residual returns what is added to layer i before its ReLU, or nil: a block's second layer takes the
// block's input.
func (c *chunk) residual(i int) *rows {
	if i > 0 && i%2 == 0 {
		return &c.trunk[i-2].out
	}
	return nil
}

// convolve computes a layer's convolution and sums it up by channel.
func (l *learner) convolve(la *layer, c *chunk, a *activation, in rows) {
	left := factor{data: in.data, base: in.first, rowStride: in.stride, kStride: 1, taps: la.taps, k: la.in}
	multiplyCells(a.conv.at(0), la.out, left, la.w, c.cells, c.boards*l.lay.cells(), la.out, ending{})
	clear(a.sums)
	clear(a.squares)
	l.lay.eachLine(c.boards, func(row int) {
		line := a.conv.at(row)
		for range l.lay.width {
			sums, squares, x := a.sums, a.squares[:len(a.sums)], line[:len(a.sums)]
			for j, v := range x {
				d := float64(v)
				sums[j] += d
				squares[j] += d * d
			}
			line = line[la.out:]
		}
	})
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
				square += a.squares[j]
			}
		}
		mean := sum / n
		variance := max(square/n-mean*mean, 0)
		if math.IsNaN(square) { // max would hide it
			variance = math.NaN()
		}
		la.mean[j], la.variance[j] = float32(mean), float32(variance)
		la.invStd[j] = float32(1 / math.Sqrt(variance+net.BatchNormEpsilon))
	}
}

// normalise computes out = max(gamma·x̂ + beta + residual, 0).
func (l *learner) normalise(la *layer, c *chunk, a *activation, residual *rows) {
	for j := range a.scale {
		a.scale[j] = la.gamma[j] * la.invStd[j]
		a.shift[j] = la.beta[j] - la.mean[j]*a.scale[j]
	}
	n := la.out
	l.lay.eachLine(c.boards, func(row int) {
		from, to := a.conv.at(row)[:l.lay.width*n], a.out.at(row)[:l.lay.width*n]
		for i := 0; i < len(from); i += n {
			x, y := from[i:i+n], to[i:i+n]
			scale, shift := a.scale[:len(x)], a.shift[:len(x)]
			if residual == nil {
				for j, v := range x {
					y[j] = max(v*scale[j]+shift[j], 0)
				}
				continue
			}
			r := residual.at(row)[i : i+n]
			for j, v := range x {
				y[j] = max(v*scale[j]+shift[j]+r[j], 0)
			}
		}
	})
}
