package cpu

import (
	"math"

	"tengen/net/cpu/internal/tile"
)

// backward takes the gradient from the heads' 1x1 convolutions down to the stem. At each layer it needs
// sums over the minibatch before it can go on, which is what makes a phase.
func (l *learner) backward() {
	last := len(l.trunk) - 1
	l.eachChunk(func(c *chunk) { l.gradientSums(l.heads, c, &c.heads, c.dHeads) })
	l.gradientStatistics(l.heads, func(c *chunk) *activation { return &c.heads })
	l.eachChunk(func(c *chunk) {
		l.convolutionGradient(l.heads, c, &c.heads, c.dHeads, c.dHeadsConv)
		l.weightGradient(l.heads, c, &c.heads, c.trunk[last].out, c.dHeadsConv)
		l.inputGradient(l.heads, c, c.dOut, c.dHeadsConv, nil)
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
		l.gradientSums(la, c, a, grad)
	})
	l.gradientStatistics(la, func(c *chunk) *activation { return &c.trunk[i] })
	l.eachChunk(func(c *chunk) {
		a, grad := at(c)
		l.convolutionGradient(la, c, a, grad, c.dConv)
		if i == 0 {
			l.weightGradient(la, c, a, c.input, c.dConv)
			return
		}
		l.weightGradient(la, c, a, c.trunk[i-1].out, c.dConv)
		if second {
			l.inputGradient(la, c, c.dIn, c.dConv, nil)
		} else {
			l.inputGradient(la, c, c.dOut, c.dConv, c.dOut.at(0))
		}
	})
}

// gradientSums masks the gradient of a layer's output by its ReLU, in place, and sums it, and it times x̂,
// by channel.
func (l *learner) gradientSums(la *layer, c *chunk, a *activation, grad rows) {
	clear(a.sums)
	clear(a.squares)
	n := la.out
	l.lay.eachLine(c.boards, func(row int) {
		out, conv, g := a.out.at(row), a.conv.at(row), grad.at(row)
		for i := 0; i < l.lay.width*n; i += n {
			o, x, g := out[i:i+n], conv[i:i+n], g[i:i+n]
			sums, products := a.sums[:len(g)], a.squares[:len(g)]
			mean, invStd := la.mean[:len(g)], la.invStd[:len(g)]
			for j, v := range g {
				v = whereSet(v, o[j])
				g[j] = v
				sums[j] += float64(v)
				products[j] += float64(v * (x[j] - mean[j]) * invStd[j])
			}
		}
	})
}

// whereSet returns v, or 0 if out, which ReLU made and is not negative, is 0. It has no branch, because half
// of all units are 0 without a pattern that a processor could foresee.
func whereSet(v, out float32) float32 {
	mask := uint32(-int32(math.Float32bits(out)) >> 31)
	return math.Float32frombits(math.Float32bits(v) & mask)
}

// gradientStatistics adds up the chunks' sums: they are the gradients of beta and gamma.
func (l *learner) gradientStatistics(la *layer, of func(c *chunk) *activation) {
	for j := range la.dBeta {
		sum, product := 0.0, 0.0
		for _, c := range l.chunks {
			if c.boards > 0 {
				a := of(c)
				sum += a.sums[j]
				product += a.squares[j]
			}
		}
		la.dBeta[j], la.dGamma[j] = float32(sum), float32(product)
	}
}

// convolutionGradient takes the gradient through batch normalisation (Ioffe and Szegedy 2015, section 3):
//
//	dx = gamma/σ · (dy − Σdy/n − x̂·Σ(dy·x̂)/n)
//
// as k1·dy − k2 − k3·(x − mean), by channel.
func (l *learner) convolutionGradient(la *layer, c *chunk, a *activation, grad, dConv rows) {
	n := la.out
	count := float32(len(l.batch.Value) * l.spec.Cells())
	k1, k3 := a.scale, a.shift
	for j := range k1 {
		k1[j] = la.gamma[j] * la.invStd[j]
		k3[j] = la.invStd[j] * la.dGamma[j] / count
	}
	l.lay.eachLine(c.boards, func(row int) {
		conv, g, to := a.conv.at(row), grad.at(row), dConv.at(row)
		for i := 0; i < l.lay.width*n; i += n {
			x, g, d := conv[i:i+n], g[i:i+n], to[i:i+n]
			k1, k3, mean, sum := k1[:len(g)], k3[:len(g)], la.mean[:len(g)], la.dBeta[:len(g)]
			for j, v := range g {
				d[j] = k1[j] * (v - sum[j]/count - (x[j]-mean[j])*k3[j])
			}
		}
	})
}

// weightGradient computes the chunk's part of the gradient of the weights: for each tap, the input shifted
// by the tap, transposed, times the gradient of the convolution.
func (l *learner) weightGradient(la *layer, c *chunk, a *activation, in, dConv rows) {
	tapStride := tile.Up(la.in, tile.GatheredRows) * la.out
	left := factor{data: in.data, base: in.first, kStride: in.stride, taps: la.taps}
	correlate(a.dW, tapStride, la.out, left, dConv, c.cells[:c.boards*l.lay.cells()], la.in, la.out)
}

// inputGradient computes the gradient of a layer's input: a convolution with the kernel turned by 180°.
func (l *learner) inputGradient(la *layer, c *chunk, dIn, dConv rows, res []float32) {
	left := factor{data: dConv.data, base: dConv.first, rowStride: dConv.stride, kStride: 1, taps: la.backTaps, k: la.out}
	multiplyCells(dIn.at(0), dIn.stride, left, la.wBack, c.cells, c.boards*l.lay.cells(), la.in, ending{res: res})
}
