package cpu

import (
	"math"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// headPhases run the heads from their 1x1 convolutions on, forward and back, which needs no sums over the minibatch.
func (l *learner) headPhases() []phase {
	if l.spec.Head == net.HeadConv {
		return []phase{{chunk: l.convHeads}}
	}
	return []phase{{chunk: func(c *chunk) {
		l.gather(c, c.policyIn, l.policy.in, l.policy.in, 0, l.spec.PolicyChannels, false)
		l.gather(c, c.valueIn, l.hidden.in, l.hidden.in, l.spec.PolicyChannels, l.spec.ValueChannels, false)
		l.policy.forward(c.logits, c.policyIn, c.boards, false)
		l.policyLoss(c, l.policy.w.out)
		l.policy.backward(c, c.dPolicyIn, c.policyIn, c.dLogits)
		l.valueHead(c)
		clear(c.dHeads.data)
		l.gather(c, c.dPolicyIn, l.policy.in, l.policy.back.out, 0, l.spec.PolicyChannels, true)
		l.gather(c, c.dValueIn, l.hidden.in, l.hidden.back.out, l.spec.PolicyChannels, l.spec.ValueChannels, true)
	}}}
}

// sumLosses adds up the chunks' losses.
func (l *learner) sumLosses() net.Losses {
	var policy, value, entropy float64
	for _, c := range l.chunks {
		if c.boards > 0 {
			policy += c.policyLoss
			value += c.valueLoss
			entropy += c.entropy
		}
	}
	return net.Losses{Policy: float32(policy), Value: float32(value), Entropy: float32(entropy)}
}

// gather copies channels of the heads' output to dst [boards, channels·H·W] of the given stride; or, back,
// dst to the same channels of the gradient.
func (l *learner) gather(c *chunk, dst []float32, in, stride, channel, channels int, back bool) {
	r := c.heads.out
	if back {
		r = c.dHeads
	}
	cells := l.plan.cells()
	for b := range c.boards {
		board := r.at(b * l.plan.boardRows())
		flat := dst[b*stride:][:in]
		for ch := range channels {
			for cell := range cells {
				at := (cell/l.plan.width*(l.plan.width+1)+cell%l.plan.width)*r.stride + channel + ch
				if back {
					board[at] = flat[ch*cells+cell]
				} else {
					flat[ch*cells+cell] = board[at]
				}
			}
		}
	}
}

// policyLoss computes cross-entropy and the gradient of the logits, whose rows lie stride apart.
func (l *learner) policyLoss(c *chunk, stride int) {
	n := l.spec.Actions
	c.policyLoss, c.entropy = 0, 0
	for b := range c.boards {
		i := c.first + b
		share := float64(l.batch.Weight[i]) / l.total
		loss, entropy := crossEntropy(c.dLogits[b*stride:][:n], c.logits[b*stride:][:n], l.batch.Policy[i*n:][:n], float32(share))
		c.policyLoss += share * loss
		c.entropy += share * entropy
	}
}

// crossEntropy returns −Σ π log p and −Σ π log π for p = softmax(logits), and writes share times the first
// one's gradient, p·Σπ − π.
func crossEntropy(grad, logits, target []float32, share float32) (loss, entropy float64) {
	top := logits[0]
	for _, v := range logits {
		top = max(top, v)
	}
	sum := 0.0
	for _, v := range logits {
		sum += math.Exp(float64(v - top))
	}
	logSum := math.Log(sum)
	mass := float32(0)
	for _, t := range target {
		mass += t
	}
	for j, t := range target {
		logP := float64(logits[j]-top) - logSum
		if t > 0 {
			loss -= float64(t) * logP
			entropy -= float64(t) * math.Log(float64(t))
		}
		grad[j] = share * (float32(math.Exp(logP))*mass - t)
	}
	return loss, entropy
}

// valueHead computes values, squared errors, and the gradient of its weights and its input.
func (l *learner) valueHead(c *chunk) {
	hidden, out := l.hidden, l.out
	hidden.forward(c.hidden, c.valueIn, c.boards, true)
	w := l.weights.Tensors[out.iw]
	dW, dB := c.dense[out.index], c.denseBias[out.index]
	clear(dW)
	dB[0], c.valueLoss = 0, 0
	for b := range c.boards {
		h := c.hidden[b*hidden.w.out:][:hidden.out]
		sum := out.w.bias[0]
		for j, v := range h {
			sum += v * w[j]
		}
		v := math.Tanh(float64(sum))
		i := c.first + b
		share := float64(l.batch.Weight[i]) / l.total
		diff := v - float64(l.batch.Value[i])
		c.valueLoss += share * diff * diff
		g := float32(float64(l.params.ValueWeight) * share * 2 * diff * (1 - v*v))
		dB[0] += float64(g)
		dh := c.dHidden[b*hidden.w.out:][:hidden.out]
		for j, v := range h {
			dW[j*out.w.out] += g * v
			if v > 0 {
				dh[j] = g * w[j]
			} else {
				dh[j] = 0
			}
		}
	}
	hidden.backward(c, c.dValueIn, c.valueIn, c.dHidden)
}

// forward computes y [n, out] = x·W + b.
func (d *denseLayer) forward(y, x []float32, n int, relu bool) {
	d.w.apply(y, x, d.in, n)
	for b := range n {
		line := y[b*d.w.out:][:d.out]
		for j := range line {
			line[j] += d.w.bias[j]
			if relu {
				line[j] = max(line[j], 0)
			}
		}
	}
}

// backward computes the chunk's gradients of W, b and x from that of y.
func (d *denseLayer) backward(c *chunk, dX, x, dY []float32) {
	gradient(c.dense[d.index], d.w.out, x, d.in, dY, d.w.out, c.boards)
	dB := c.denseBias[d.index]
	clear(dB)
	for b := range c.boards {
		for j, g := range dY[b*d.w.out:][:d.out] {
			dB[j] += float64(g)
		}
	}
	d.back.apply(dX, dY, d.w.out, c.boards)
}

// gradient computes dW [in, out] = xᵀ·dY for n rows of x, which lie in apart, and of dY, which lie stride apart.
func gradient(dW []float32, out int, x []float32, in int, dY []float32, stride, n int) {
	p := kernel.Product{A: &x[0], RowStride: 1, KStride: in, K: n, BStride: stride, CStride: out}
	for col := 0; col < out; col += kernel.Cols {
		p.B, p.C = &dY[col], &dW[col]
		kernel.Multiply(&p, in)
	}
}
