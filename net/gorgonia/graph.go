package gorgonia

import (
	"fmt"

	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"tengen/net"
)

// graph is the network as an expression, for a fixed number of boards N.
//
// Between layers activations are matrices [N·P, C], one row a cell of the P cells of each board, and every layer is
// matrix products and elementwise functions. What is broadcast is a product, too: a column of ones times a row repeats
// the row. The column that is used most is mask, 1 for cells of a board and 0 for those beyond it: a normalisation that
// multiplies and shifts by mask times a row leaves zeros beyond the board, and lets no gradient through there.
type graph struct {
	spec     net.Spec
	n        int
	training bool
	g        *G.ExprGraph
	index    map[string]int // of tensors, by name
	tensors  []net.TensorSpec
	params   []*parameter
	norms    []*norm
	inputs   inputs

	logits, value *G.Node // [N, A], -1e9 for training where a board has no cell; [N, 1]
}

// norm is a batch normalisation in training: what it saw, [1, C].
type norm struct {
	mean, variance       *G.Node
	tensor, tensorOfVars int // the running statistics
}

// newGraph builds the network for n boards: for training with the statistics of the batch, otherwise gamma and beta are
// taken as the factor and the shift that net/gorgonia's Prepare makes of all four.
func newGraph(spec net.Spec, n int, training bool) *graph {
	b := &graph{spec: spec, n: n, training: training, g: G.NewGraph(), index: map[string]int{}, tensors: spec.Tensors()}
	for i, t := range b.tensors {
		b.index[t.Name] = i
	}
	b.inputs.planes = b.input("planes", n, spec.Planes, spec.Height, spec.Width)
	b.inputs.mask = b.input("mask", n*spec.Cells(), 1)
	if training {
		b.inputs.share = b.input("share", 1, n*spec.Cells())
	}
	if spec.Head == net.HeadConv || spec.PoolingEvery > 0 {
		b.inputs.perCells = b.input("1/cells", n, 1)
		b.inputs.poolScale = b.input("pool scale", n, 1)
	}
	x := relu(b.norm("stem", b.conv3x3("stem", b.inputs.planes.node)))
	for i := range spec.Blocks {
		x = b.block(i, x)
	}
	v := relu(b.conv1x1("value", x))
	if spec.Head == net.HeadConv {
		b.logits = b.convPolicy(x)
		v = b.poolInto("value/hidden", v)
	} else {
		b.logits = b.dense("policy/dense", relu(b.conv1x1("policy", x)))
		v = b.times(b.boards(v), b.flattened("value/hidden", v))
	}
	v = relu(b.biased("value/hidden", v))
	b.value = must(G.Tanh(b.biased("value/out", b.times(v, b.matrix("value/out/w")))))
	return b
}

// must takes what Gorgonia makes of nodes whose shapes this package has chosen: an error is a bug of ours.
func must(n *G.Node, err error) *G.Node {
	if err != nil {
		panic(fmt.Sprintf("gorgonia: %v", err))
	}
	return n
}

func relu(x *G.Node) *G.Node { return must(G.Rectify(x)) }

func add(x, y *G.Node) *G.Node { return must(G.Add(x, y)) }

// scale multiplies element by element.
func scale(x, y *G.Node) *G.Node { return must(G.HadamardProd(x, y)) }

// times is the product of matrices, or of a column and a row.
func (b *graph) times(x, y *G.Node) *G.Node { return must(G.Mul(x, y)) }

func (b *graph) cells() int { return b.spec.Cells() }

// image returns x [N·P, C] as [N, C, H, W].
func (b *graph) image(x *G.Node) *G.Node {
	c := x.Shape()[1]
	x = must(G.Reshape(x, tensor.Shape{b.n, b.spec.Height, b.spec.Width, c}))
	return must(G.Transpose(x, 0, 3, 1, 2))
}

// boards returns x [N·P, C] as [N, P·C].
func (b *graph) boards(x *G.Node) *G.Node {
	return must(G.Reshape(x, tensor.Shape{b.n, b.cells() * x.Shape()[1]}))
}

// conv3x3 convolves an image [N, Cin, H, W] to [N·P, Cout]: the nine neighbours of each cell side by side, times the weights.
func (b *graph) conv3x3(name string, x *G.Node) *G.Node {
	in := x.Shape()[1]
	x = must(G.Im2Col(x, tensor.Shape{3, 3}, tensor.Shape{1, 1}, tensor.Shape{1, 1}, tensor.Shape{1, 1}))
	x = must(G.Reshape(x, tensor.Shape{b.n * b.cells(), 9 * in}))
	var rows []int // Im2Col has [Cin, 3, 3] in a row, tensors [3, 3, Cin]
	for ci := range in {
		for tap := range 9 {
			rows = append(rows, tap*in+ci)
		}
	}
	return b.times(x, b.rows(name+"/w", rows))
}

// conv1x1 convolves and normalises.
func (b *graph) conv1x1(name string, x *G.Node) *G.Node {
	return b.norm(name, b.times(x, b.matrix(name+"/w")))
}

// norm is batch normalisation, over the cells of the boards.
func (b *graph) norm(name string, x *G.Node) *G.Node {
	factor, shift := b.row(name+"/gamma"), b.row(name+"/beta")
	mask := b.inputs.mask.node
	if b.training {
		share := b.inputs.share.node
		mean := b.times(share, x)
		x = must(G.Sub(x, b.times(mask, mean)))
		variance := b.times(share, must(G.Square(x)))
		epsilon := G.NewConstant(float32(net.BatchNormEpsilon))
		factor = must(G.HadamardDiv(factor, must(G.Sqrt(must(G.Add(variance, epsilon))))))
		b.norms = append(b.norms, &norm{mean, variance, b.index[name+"/mean"], b.index[name+"/variance"]})
	}
	return add(scale(x, b.times(mask, factor)), b.times(mask, shift))
}

func (b *graph) block(i int, x *G.Node) *G.Node {
	name := fmt.Sprintf("block%d", i)
	y := b.norm(name+"/a", b.conv3x3(name+"/a", b.image(x)))
	if b.spec.Pools(i) {
		plain, pooled := b.spec.Channels-b.spec.PoolingChannels, b.spec.PoolingChannels
		last := b.times(relu(y), b.chosen(plain+pooled, plain, pooled, false))
		added := b.times(b.poolInto(name+"/pool", last), b.chosen(plain+pooled, 0, plain, true))
		y = add(y, b.spread(added))
	}
	y = b.norm(name+"/b", b.conv3x3(name+"/b", b.image(relu(y))))
	return relu(add(x, y))
}

// dense takes every board's activations to [N, out].
func (b *graph) dense(name string, x *G.Node) *G.Node {
	return b.biased(name, b.times(b.boards(x), b.flattened(name, x)))
}

// biased adds a dense layer's bias to each row.
func (b *graph) biased(name string, x *G.Node) *G.Node {
	return add(x, b.times(b.ones(b.n, 1), b.row(name+"/b")))
}
