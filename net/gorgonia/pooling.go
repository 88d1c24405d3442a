package gorgonia

import (
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"tengen/net"
)

// poolInto pools x [N·P, C], which is 0 beyond boards and nowhere below 0, and takes it through the weights of a layer
// [3·C, out] to [N, out].
func (b *graph) poolInto(name string, x *G.Node) *G.Node {
	c := x.Shape()[1]
	image := b.image(x)
	lines := must(G.Reshape(image, tensor.Shape{b.n * c, b.cells()}))
	sums := b.times(lines, b.ones(b.cells(), 1))
	mean := scale(b.byBoard(sums, c), b.times(b.inputs.perCells.node, b.ones(1, c)))
	scaled := scale(mean, b.times(b.inputs.poolScale.node, b.ones(1, c)))
	highest := b.byBoard(b.highest(lines, 0), c)
	var sum *G.Node
	for i, term := range [net.PoolTerms]*G.Node{mean, scaled, highest} {
		var rows []int
		for j := range c {
			rows = append(rows, i*c+j)
		}
		y := b.times(term, b.rows(name+"/w", rows))
		if sum != nil {
			y = add(sum, y)
		}
		sum = y
	}
	return sum
}

// highest returns the maximum of each line of x, [lines, 1, 1, 1], and at least floor: on a line of NaN MaxPool2D finds none,
// and its gradient would end the program.
func (b *graph) highest(x *G.Node, floor float32) *G.Node {
	lines, length := x.Shape()[0], x.Shape()[1]+1
	x = must(G.Concat(1, x, b.constant(lines, 1, floor)))
	x = must(G.Reshape(x, tensor.Shape{lines, 1, 1, length}))
	return must(G.MaxPool2D(x, tensor.Shape{1, length}, []int{0, 0}, []int{1, 1}))
}

// byBoard returns N·c numbers as [N, c].
func (b *graph) byBoard(x *G.Node, c int) *G.Node {
	return must(G.Reshape(x, tensor.Shape{b.n, c}))
}

// spread gives every cell of a board what stands in x [N, C] for the board.
func (b *graph) spread(x *G.Node) *G.Node {
	c := x.Shape()[1]
	y := b.times(must(G.Reshape(x, tensor.Shape{b.n * c, 1})), b.ones(1, b.cells()))
	y = must(G.Transpose(must(G.Reshape(y, tensor.Shape{b.n, c, b.cells()})), 0, 2, 1))
	y = must(G.Reshape(y, tensor.Shape{b.n * b.cells(), c}))
	return scale(y, b.times(b.inputs.mask.node, b.ones(1, c)))
}

// convPolicy is the policy head of conv heads, from the trunk to logits [N, A].
func (b *graph) convPolicy(x *G.Node) *G.Node {
	p, q := b.conv1x1("policy", x), relu(b.conv1x1("policy/pool", x))
	p = relu(add(p, b.spread(b.poolInto("policy/bias", q))))
	logits := b.byBoard(b.times(p, b.matrix("policy/move/w")), b.cells())
	if b.spec.Passes() {
		pass := b.biased("policy/pass", b.poolInto("policy/pass", q))
		logits = add(b.times(logits, b.chosen(b.spec.Actions, 0, b.cells(), true)),
			b.times(pass, b.chosen(b.spec.Actions, b.cells(), 1, true)))
	}
	if b.training {
		b.inputs.forbidden = b.input("forbidden", b.n, b.spec.Actions)
		logits = add(logits, b.inputs.forbidden.node)
	}
	return logits
}
