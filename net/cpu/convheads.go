package cpu

import "tengen/net/cpu/internal/kernel"

// convHeads runs conv heads from their normalised 1x1 convolutions on, forward and back: see net.Spec. What is
// pooled for the policy has been added to it already, and its gradient waits in dPass for the sums of the layer.
func (l *learner) convHeads(c *chunk) {
	stride := kernel.Up(l.spec.Actions, kernel.Cols)
	for b := range c.boards {
		l.moveLogits(c, b, c.logits[b*stride:][:l.spec.Actions])
	}
	l.policyLoss(c, stride)
	clear(c.dHeads.data)
	l.clearDense(c, l.move)
	if l.pass != nil {
		l.clearDense(c, l.pass)
	}
	for b := range c.boards {
		l.moveGradient(c, b, c.dLogits[b*stride:][:l.spec.Actions])
	}
	l.poolValue(c)
	l.valueHead(c)
	l.unpoolValue(c)
}

func (l *learner) clearDense(c *chunk, d *denseLayer) {
	clear(c.dense[d.index])
	clear(c.denseBias[d.index])
}

// moveLogits computes a board's logits.
func (l *learner) moveLogits(c *chunk, b int, logits []float32) {
	for a := range logits {
		logits[a] = noFloor
	}
	out, w := l.plan.board(c.heads.out, b), l.weights.Tensors[l.move.iw]
	l.eachCell(c, b, func(a, row int) {
		sum := float32(0)
		for ch, v := range out[row*c.heads.out.stride:][:len(w)] {
			sum += v * w[ch]
		}
		logits[a] = sum
	})
	if l.pass == nil {
		return
	}
	sum := l.weights.Tensors[l.pass.ib][0]
	terms := c.heads.terms[b*l.pass.in:]
	for i, w := range l.weights.Tensors[l.pass.iw] {
		sum += w * terms[i]
	}
	logits[len(logits)-1] = sum
}

// moveGradient takes the gradient of a board's logits to that of the policy's channels and weights.
func (l *learner) moveGradient(c *chunk, b int, dLogits []float32) {
	out, grad, w := l.plan.board(c.heads.out, b), l.plan.board(c.dHeads, b), l.weights.Tensors[l.move.iw]
	dW := c.dense[l.move.index]
	l.eachCell(c, b, func(a, row int) {
		g := dLogits[a]
		at := row * c.heads.out.stride
		for ch, v := range out[at:][:len(w)] {
			grad[at+ch] = g * w[ch]
			dW[ch*l.move.w.out] += g * v
		}
	})
	if l.pass == nil {
		return
	}
	g := dLogits[len(dLogits)-1]
	c.dPass[b] = g
	c.denseBias[l.pass.index][0] += float64(g)
	terms, dPass := c.heads.terms[b*l.pass.in:], c.dense[l.pass.index]
	for i := range l.pass.in {
		dPass[i*l.pass.w.out] += g * terms[i]
	}
}

// eachCell calls f with the action of each cell of a board and the cell's row.
func (l *learner) eachCell(c *chunk, b int, f func(action, row int)) {
	size := c.tiles.sizes[b]
	for y := range size.Height {
		for x := range size.Width {
			f(y*l.spec.Width+x, l.plan.cell(0, y, x))
		}
	}
}

// poolValue pools the value head's channels to what its hidden layer reads, and unpoolValue takes the gradient back.
func (l *learner) poolValue(c *chunk) {
	p := valuePooling(l.spec)
	for b := range c.boards {
		l.plan.pool(p, c.valueIn[b*l.hidden.in:], c.valueBest[b*p.n:][:p.n], l.plan.board(c.heads.out, b), c.heads.out.stride, c.tiles.sizes[b])
	}
}

func (l *learner) unpoolValue(c *chunk) {
	p := valuePooling(l.spec)
	for b := range c.boards {
		l.plan.unpool(p, l.plan.board(c.dHeads, b), c.valueBest[b*p.n:][:p.n], c.dValueIn[b*l.hidden.back.out:], c.dHeads.stride, c.tiles.sizes[b])
	}
}
