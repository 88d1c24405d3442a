package xla

import (
	"github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/core/shapes"
	"github.com/gomlx/gomlx/pkg/core/tensors/images"
)

// convolve is a k x k convolution, k 1 or 3, with zeros around the board: x [B, H, W, C], w [k, k, C, out]. Both forms have
// the same weights. The second is for GoMLX's backend in Go, which lacks what the gradient of a convolution takes.
func (n *network) convolve(x, w *graph.Node, k, out int) *graph.Node {
	switch {
	case k == 1:
		d := x.Shape().Dimensions
		return graph.Reshape(graph.Dot(graph.Reshape(x, d[0]*d[1]*d[2], d[3]), graph.Reshape(w, d[3], out)), d[0], d[1], d[2], out)
	case n.engine.native:
		return graph.Convolve(x, w).ChannelsAxis(images.ChannelsLast).Strides(1).PadSame().Done()
	}
	return convolveGathered(x, w, out)
}

// convolveGathered gathers the nine cells around each cell and multiplies: [B·H·W, 9·C] times [9·C, out].
func convolveGathered(x, w *graph.Node, out int) *graph.Node {
	d := x.Shape().Dimensions
	b, height, width, c := d[0], d[1], d[2], d[3]
	cells := height * width
	byCell := graph.Reshape(graph.TransposeAllAxes(x, 1, 2, 0, 3), cells, b, c)
	outside := graph.Zeros(x.Graph(), shapes.Make(x.DType(), 1, b, c))
	around := graph.Gather(graph.Concatenate([]*graph.Node{byCell, outside}, 0), graph.Const(x.Graph(), neighbours(height, width))) // [cells, 9, B, C]
	flat := graph.Reshape(graph.TransposeAllAxes(around, 2, 0, 1, 3), b*cells, 9*c)
	return graph.Reshape(graph.Dot(flat, graph.Reshape(w, 9*c, out)), b, height, width, out)
}

// neighbours lists the nine cells [cells][9][1] in and around each, line by line; one outside the board is number cells.
func neighbours(height, width int) [][][]int32 {
	index := make([][][]int32, height*width)
	for i := range index {
		for tap := range 9 {
			y, x := i/width+tap/3-1, i%width+tap%3-1
			at := height * width
			if y >= 0 && y < height && x >= 0 && x < width {
				at = y*width + x
			}
			index[i] = append(index[i], []int32{int32(at)})
		}
	}
	return index
}
