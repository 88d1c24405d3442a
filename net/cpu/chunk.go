package cpu

import "tengen/net/cpu/internal/kernel"

// chunk is a piece of the minibatch with its activations and its share of every sum.
type chunk struct {
	index        int
	first        int // sample of the minibatch
	boards, room int
	tiles        tiles
	work         *workspace // of the thread that works on this chunk now

	input rows
	trunk []activation
	heads activation

	// Gradients: of a layer's output, of another's, and of the convolution before its normalisation, whose zero
	// rows are zero. The last is of one block of boards.
	dOut, dIn, dConv rows
	dHeads           rows
	dHeadsConv       rows

	policyIn, valueIn   []float32 // [boards, channels·H·W]
	logits, hidden      []float32
	dPolicyIn, dValueIn []float32 // rows rounded up
	dLogits, dHidden    []float32
	dense               [][]float32 // gradients of the dense layers' weights, [in, out] rounded up
	denseBias           [][]float64
	valueBest           []int32 // of conv heads: see activation
	dPass               []float32

	policyLoss, valueLoss, entropy float64
}

// all is the chunk's boards.
func (c *chunk) all() boards { return boards{0, c.boards} }

// activation is what one layer leaves for the way back.
type activation struct {
	conv rows // before batch normalisation; zero rows are zero
	out  rows // after ReLU; zero rows are zero

	sums, products []float64 // [out]: of conv and its square, or on the way back of the gradient, and times conv−mean
	dW             []float32 // of the chunk: [points, in + slack, out], or [in + slack, out] of the heads
	a, b, c        []float32 // [out] of kernel.Combine
	sum, product   []float32 // [out] of one board

	// Where the layer pools.
	terms  []float32 // [boards, terms]
	best   []int32   // [boards, channels pooled]
	dBias  []float32 // [boards, out]: gradient of what is added
	dTerms []float32 // [1, terms rounded up]
	dPool  []float32 // [terms + slack, to rounded up]: gradient of the weights
	biaser *biaser
}

// resize makes room for the samples from first to end.
func (c *chunk) resize(l *learner, first, end int) {
	c.first, c.boards = first, end-first
	if c.boards <= c.room {
		return
	}
	n := c.boards
	c.room, c.tiles = n, l.plan.newTiles(n)
	c.input = l.plan.newRows(n, kernel.Up(l.spec.Planes, kernel.Lanes))
	c.trunk = nil
	for _, la := range l.trunk {
		c.trunk = append(c.trunk, newActivation(l.plan, &la.layer, l.plan.points(), n))
	}
	c.heads = newActivation(l.plan, &l.heads.layer, 1, n)
	trunk, heads := l.trunk[0].out, l.heads.out
	c.dOut, c.dIn, c.dConv = l.plan.newRows(n, trunk), l.plan.newRows(n, trunk), l.plan.newRows(l.workspaces[0].block, trunk)
	c.dHeads, c.dHeadsConv = l.plan.newRows(n, heads), l.plan.newRows(n, heads)
	up := n + kernel.RowSlack
	logits := kernel.Up(l.spec.Actions, kernel.Cols)
	if l.policy != nil {
		c.policyIn, c.dPolicyIn = make([]float32, up*l.policy.in), make([]float32, up*l.policy.back.out)
	}
	c.logits, c.dLogits = make([]float32, up*logits), make([]float32, up*logits)
	c.valueIn, c.dValueIn = make([]float32, up*l.hidden.in), make([]float32, up*l.hidden.back.out)
	c.hidden, c.dHidden = make([]float32, up*l.hidden.w.out), make([]float32, up*l.hidden.w.out)
	c.valueBest, c.dPass = make([]int32, n*l.spec.ValueChannels), make([]float32, n)
	c.dense, c.denseBias = nil, nil
	for _, d := range l.dense {
		c.dense = append(c.dense, make([]float32, (d.in+kernel.RowSlack)*d.w.out))
		c.denseBias = append(c.denseBias, make([]float64, d.w.out))
	}
}

// place makes place for the boards' sizes, and returns their cells.
func (c *chunk) place(l *learner) int {
	cells := 0
	for b := range c.boards {
		size := l.spec.Board()
		if l.batch.Sizes != nil {
			size = l.batch.Sizes[c.first+b]
		}
		cells += size.Cells()
		if !c.tiles.set(l.plan, b, size) {
			continue
		}
		for _, r := range []rows{c.input, c.dOut, c.dIn, c.dHeads, c.dHeadsConv, c.heads.conv, c.heads.out} {
			clear(l.plan.board(r, b))
		}
		for i := range c.trunk {
			clear(l.plan.board(c.trunk[i].conv, b))
			clear(l.plan.board(c.trunk[i].out, b))
		}
	}
	return cells
}

func newActivation(p plan, la *layer, points, boards int) activation {
	floats := func() []float32 { return make([]float32, la.out) }
	a := activation{
		conv: p.newRows(boards, la.out), out: p.newRows(boards, la.out),
		sums: make([]float64, la.out), products: make([]float64, la.out),
		dW: make([]float32, points*gradientStride(la.in, la.out)),
		a:  floats(), b: floats(), c: floats(), sum: floats(), product: floats(),
	}
	if p := &la.pool; !p.none() {
		up := boards + kernel.RowSlack
		a.terms, a.best, a.dBias = make([]float32, up*p.terms()), make([]int32, boards*p.n), make([]float32, up*la.out)
		a.dTerms = make([]float32, (1+kernel.RowSlack)*p.back.out)
		a.dPool = make([]float32, (p.terms()+kernel.RowSlack)*p.w.out)
		a.biaser = newBiaser(0, la.out)
	}
	return a
}
