package xla

import (
	"fmt"

	"github.com/gomlx/gomlx/pkg/core/dtypes"
	"github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/core/shapes"

	"tengen/net"
)

// network builds net.Spec as a graph. Boards lie as [B, H, W, C]; what stands beyond smaller boards is 0 wherever a
// convolution or a pool reads it.
type network struct {
	spec      net.Spec
	engine    *Engine
	precision net.Precision
	weights   map[string]*graph.Node // by name
	training  bool                   // normalise by the batch; otherwise batch normalisation is folded into weights and <name>/bias

	sizes *graph.Node // [B, 2] heights and widths as float32; nil with fc heads, whose boards are all as large as the network
	mask  *graph.Node // [B, H, W, 1], 1 on the board
	cells *graph.Node // [B, 1] of each board

	moments map[string]*graph.Node // of the batch, by the name of the running statistic; training only
}

// forward takes planes [B, C, H, W] to logits [B, A], very low where a smaller board has no cell, and values [B].
func (n *network) forward(planes *graph.Node) (logits, values *graph.Node) {
	s := n.spec
	x := graph.TransposeAllAxes(planes, 0, 2, 3, 1)
	n.place(planes)
	if n.sizes != nil {
		on := graph.BroadcastToDims(graph.GreaterThan(n.mask, graph.ScalarZero(n.mask.Graph(), dtypes.Float32)), x.Shape().Dimensions...)
		x = graph.Where(on, x, graph.ZerosLike(x)) // even NaN counts for nothing there
	}
	x = n.stored(n.relu(n.convNorm("stem", x, 3, s.Channels)))
	for i := range s.Blocks {
		y := n.convNorm(fmt.Sprintf("block%d/a", i), x, 3, s.Channels)
		if s.Pools(i) {
			y = n.poolChannels(fmt.Sprintf("block%d/pool/w", i), y)
		}
		y = n.convNorm(fmt.Sprintf("block%d/b", i), n.stored(n.relu(y)), 3, s.Channels)
		x = n.stored(n.relu(graph.Add(y, float(x))))
	}
	value := n.relu(n.convNorm("value", x, 1, s.ValueChannels))
	p := n.convNorm("policy", x, 1, s.PolicyChannels)
	if s.Head == net.HeadConv {
		q := n.relu(n.convNorm("policy/pool", x, 1, s.PolicyChannels))
		logits, value = n.convPolicy(p, n.pool(q)), n.pool(value)
	} else {
		logits, value = n.dense("policy/dense", flatten(n.relu(p))), flatten(value)
	}
	hidden := relu(n.dense("value/hidden", value))
	values = graph.Reshape(graph.Tanh(n.dense("value/out", hidden)), planes.Shape().Dimensions[0])
	return logits, values
}

// place makes mask and cells of sizes.
func (n *network) place(planes *graph.Node) {
	if n.sizes == nil {
		return
	}
	g, b := planes.Graph(), planes.Shape().Dimensions[0]
	axis := func(i int) *graph.Node {
		return graph.Reshape(graph.Slice(n.sizes, graph.AxisRange(), graph.AxisRange(i, i+1)), b, 1, 1, 1)
	}
	board := shapes.Make(dtypes.Float32, b, n.spec.Height, n.spec.Width, 1)
	within := func(i int) *graph.Node {
		return graph.LessThan(graph.Iota(g, board, 1+i), graph.BroadcastToShape(axis(i), board))
	}
	n.mask = graph.ConvertDType(graph.LogicalAnd(within(0), within(1)), dtypes.Float32)
	n.cells = graph.Reshape(graph.Mul(axis(0), axis(1)), b, 1)
}

// on clears what stands beyond smaller boards.
func (n *network) on(x *graph.Node) *graph.Node {
	if n.mask == nil {
		return x
	}
	return graph.Mul(x, n.mask)
}

func (n *network) relu(x *graph.Node) *graph.Node { return n.on(relu(x)) }

// relu passes NaN.
func relu(x *graph.Node) *graph.Node { return graph.Max(x, graph.ScalarZero(x.Graph(), x.DType())) }

// stored is x as it goes from layer to layer.
func (n *network) stored(x *graph.Node) *graph.Node {
	if n.precision == net.BFloat16 {
		return graph.ConvertDType(x, dtypes.BFloat16)
	}
	return x
}

func float(x *graph.Node) *graph.Node {
	if x.DType() == dtypes.Float32 {
		return x
	}
	return graph.ConvertDType(x, dtypes.Float32)
}

// flatten makes [B, H, W, C] to [B, C·H·W], in the order of [C, H, W].
func flatten(x *graph.Node) *graph.Node {
	d := x.Shape().Dimensions
	return graph.Reshape(graph.TransposeAllAxes(x, 0, 3, 1, 2), d[0], d[1]*d[2]*d[3])
}

// dense is a fully connected layer, always in float32: heads are small, and their results matter.
func (n *network) dense(name string, x *graph.Node) *graph.Node {
	return graph.Add(graph.Dot(float(x), n.weights[name+"/w"]), row(n.weights[name+"/b"]))
}

// row makes [C] to [1, C].
func row(x *graph.Node) *graph.Node { return graph.Reshape(x, 1, x.Shape().Dimensions[0]) }

// channels makes [C] to [1, 1, 1, C].
func channels(x *graph.Node) *graph.Node { return graph.Reshape(x, 1, 1, 1, x.Shape().Dimensions[0]) }

// convNorm is a convolution and batch normalisation, in float32.
func (n *network) convNorm(name string, x *graph.Node, k, out int) *graph.Node {
	y := float(n.convolve(n.stored(x), n.stored(n.weights[name+"/w"]), k, out))
	if !n.training {
		return graph.Add(y, channels(n.weights[name+"/bias"]))
	}
	mean := n.mean(y)
	centred := graph.Sub(y, channels(mean))
	variance := n.mean(graph.Square(centred))
	n.moments[name+"/mean"], n.moments[name+"/variance"] = mean, variance
	scale := graph.Div(n.weights[name+"/gamma"], graph.Sqrt(graph.AddScalar(variance, net.BatchNormEpsilon)))
	return graph.Add(graph.Mul(centred, channels(scale)), channels(n.weights[name+"/beta"]))
}

// mean returns the mean [C] over the cells of all boards.
func (n *network) mean(x *graph.Node) *graph.Node {
	if n.mask == nil {
		return graph.ReduceMean(x, 0, 1, 2)
	}
	return graph.Div(graph.ReduceSum(n.on(x), 0, 1, 2), graph.ReduceAllSum(n.mask))
}
