package xla

import (
	"github.com/gomlx/gomlx/pkg/core/dtypes"
	"github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/core/shapes"

	"tengen/net"
)

// beyond is the logit of an action beyond a smaller board: so low that its probability is 0.
const beyond = -1e30

// poolChannels adds to the first channels of a block what a dense layer makes of the others, pooled after their ReLU.
func (n *network) poolChannels(weights string, y *graph.Node) *graph.Node {
	plain := n.spec.Channels - n.spec.PoolingChannels
	w := n.weights[weights]
	pooled := n.pool(n.relu(n.columns(y, plain, n.spec.Channels)))
	added := graph.Dot(pooled, w)
	b := added.Shape().Dimensions[0]
	first := graph.Add(n.columns(y, 0, plain), graph.Reshape(added, b, 1, 1, plain))
	return graph.Concatenate([]*graph.Node{first, n.columns(y, plain, n.spec.Channels)}, 3)
}

// columns returns channels from to end. It multiplies by 0 and 1, for the gradient of a slice is an operation that
// GoMLX's backend in Go lacks.
func (n *network) columns(y *graph.Node, from, end int) *graph.Node {
	if n.engine.native {
		return graph.Slice(y, graph.AxisRange(), graph.AxisRange(), graph.AxisRange(), graph.AxisRange(from, end))
	}
	d := y.Shape().Dimensions
	pick := make([][]float32, d[3])
	for i := range pick {
		pick[i] = make([]float32, end-from)
		if i >= from && i < end {
			pick[i][i-from] = 1
		}
	}
	flat := graph.Dot(graph.Reshape(y, d[0]*d[1]*d[2], d[3]), graph.Const(y.Graph(), pick))
	return graph.Reshape(flat, d[0], d[1], d[2], end-from)
}

// pool takes what a ReLU gave, [B, H, W, C], to [B, 3·C]; see net.Spec.
func (n *network) pool(x *graph.Node) *graph.Node {
	cells, scale := n.boards(x)
	mean := graph.Div(graph.ReduceSum(x, 1, 2), cells)
	return graph.Concatenate([]*graph.Node{mean, graph.Mul(mean, scale), n.most(x)}, 1)
}

// boards returns cells and net.PoolScale of each board, [B, 1], or of all, [1, 1].
func (n *network) boards(x *graph.Node) (cells, scale *graph.Node) {
	if n.cells != nil {
		return n.cells, graph.MulScalar(graph.AddScalar(graph.Sqrt(n.cells), -14), 0.1)
	}
	g, board := x.Graph(), n.spec.Board()
	return graph.Const(g, [][]float32{{float32(board.Cells())}}), graph.Const(g, [][]float32{{float32(net.PoolScale(board))}})
}

// most returns the maximum [B, C] over each board of x. In training it is picked by its index: of cells that share it the
// first has its gradient, as in net/cpu. GoMLX's own compares x with the maximum, which gives all of them the whole
// gradient, and on an empty board most cells are alike; and gives none of it to any where XLA computes x twice and rounds it
// otherwise the second time.
func (n *network) most(x *graph.Node) *graph.Node {
	if !n.training {
		return graph.ReduceMax(x, 1, 2)
	}
	d := x.Shape().Dimensions
	x = graph.Reshape(x, d[0], d[1]*d[2], d[3])
	first := graph.ArgMax(graph.StopGradient(x), 1, dtypes.Int32) // [B, C]
	cell := graph.Iota(x.Graph(), shapes.Make(dtypes.Int32, x.Shape().Dimensions...), 1)
	best := graph.Equal(cell, graph.BroadcastToShape(graph.Reshape(first, d[0], 1, d[3]), cell.Shape()))
	return graph.ReduceSum(graph.Mul(x, graph.StopGradient(graph.ConvertDType(best, x.DType()))), 1)
}

// convPolicy returns the logits of a conv policy head.
func (n *network) convPolicy(p, pooled *graph.Node) *graph.Node {
	d := p.Shape().Dimensions
	p = n.relu(graph.Add(p, graph.Reshape(graph.Dot(pooled, n.weights["policy/bias/w"]), d[0], 1, 1, d[3])))
	move := graph.Dot(graph.Reshape(p, d[0]*d[1]*d[2], d[3]), n.weights["policy/move/w"])
	logits := graph.Reshape(move, d[0], d[1]*d[2])
	on := graph.Reshape(n.mask, d[0], d[1]*d[2])
	logits = graph.Add(graph.Mul(logits, on), graph.MulScalar(graph.OneMinus(on), beyond))
	if n.spec.Passes() {
		logits = graph.Concatenate([]*graph.Node{logits, n.dense("policy/pass", pooled)}, 1)
	}
	return logits
}
