package cpu

import "tengen/net/cpu/internal/tile"

// chunk is a piece of the minibatch with its activations and its share of every sum.
type chunk struct {
	index        int
	first        int // sample of the minibatch
	boards, room int
	cells        []int32 // rows of the cells of room boards

	input rows
	trunk []activation
	heads activation

	// Gradients: of a layer's output, of another's, and of its normalised convolution. The last one's zero
	// rows are zero.
	dOut, dIn, dConv rows
	dHeads           rows
	dHeadsConv       rows

	policyIn, valueIn       []float32 // [boards, channels·H·W]
	logits, hidden          []float32
	dPolicyIn, dValueIn     []float32 // rows rounded up
	dLogits, dHidden, dLast []float32
	values                  []float32
	dense                   [3][]float32 // gradients of the dense layers' weights, [in, out] rounded up
	denseBias               [3][]float64

	policyLoss, valueLoss, entropy float64
}

// activation is what one layer leaves for the way back.
type activation struct {
	conv rows // before batch normalisation
	out  rows // after ReLU; zero rows are zero

	sums, squares []float64 // [out] of conv, or on the way back of the gradient and gradient·x̂
	dW            []float32 // [taps][in rounded up][out]
	scale, shift  []float32 // [out] scratch of one pass
}

// resize makes room for the samples from first to end.
func (c *chunk) resize(l *learner, first, end int) {
	c.first, c.boards = first, end-first
	if c.boards <= c.room {
		return
	}
	n := c.boards
	c.room, c.cells = n, l.lay.cellRows(n)
	c.input = l.lay.newRows(n, l.spec.Planes)
	c.trunk = nil
	for _, la := range l.trunk {
		c.trunk = append(c.trunk, newActivation(l.lay, la, n))
	}
	c.heads = newActivation(l.lay, l.heads, n)
	trunk, heads := l.trunk[0].out, l.heads.out
	c.dOut, c.dIn, c.dConv = l.lay.newRows(n, trunk), l.lay.newRows(n, trunk), l.lay.newRows(n, trunk)
	c.dHeads, c.dHeadsConv = l.lay.newRows(n, heads), l.lay.newRows(n, heads)
	up := tile.Up(n, tile.Rows)
	c.policyIn, c.valueIn = make([]float32, up*l.policy.in+tile.Rows), make([]float32, up*l.hidden.in+tile.Rows)
	c.logits, c.hidden = make([]float32, up*l.policy.outUp), make([]float32, up*l.hidden.outUp)
	c.dLogits, c.dHidden = make([]float32, up*l.policy.outUp), make([]float32, up*l.hidden.outUp)
	c.dPolicyIn = make([]float32, up*tile.Up(l.policy.in, tile.Cols))
	c.dValueIn = make([]float32, up*tile.Up(l.hidden.in, tile.Cols))
	c.values, c.dLast = make([]float32, n), make([]float32, n)
	for i, d := range []*denseLayer{l.policy, l.hidden, l.out} {
		c.dense[i] = make([]float32, tile.Up(d.in, tile.Rows)*d.outUp)
		c.denseBias[i] = make([]float64, d.outUp)
	}
}

func newActivation(lay layout, la *layer, boards int) activation {
	return activation{
		conv: lay.newRows(boards, la.out), out: lay.newRows(boards, la.out),
		sums: make([]float64, la.out), squares: make([]float64, la.out),
		dW:    make([]float32, len(la.taps)*tile.Up(la.in, tile.GatheredRows)*la.out),
		scale: make([]float32, la.out), shift: make([]float32, la.out),
	}
}
