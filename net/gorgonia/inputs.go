package gorgonia

import (
	"tengen/net"
)

// In training noAction is the logit of what is no action: its exponential is 0. All others are far above lowestLogit.
const (
	noAction    = -1e9
	lowestLogit = -1e8
)

// inputs are what a batch of N boards is to a graph; nil where the graph does not need them. Boards beyond the batch
// have no cells and no share in anything.
type inputs struct {
	planes    *input // [N, C, H, W]
	mask      *input // [N·P, 1]: 1 for cells of the board
	share     *input // [1, N·P]: the mask over all boards' cells
	perCells  *input // [N, 1]: 1/(H·W) of each board
	poolScale *input // [N, 1]: net.PoolScale
	forbidden *input // [N, A]: noAction where the board has no cell

	policy *input // [N, A]: target times the sample's share
	target *input // [N, 1]: outcome
	weight *input // [N, 1]: the sample's share of all weights
}

// set writes n positions, and clears the rest.
func (b *graph) set(in net.Inputs, n int) {
	i, cells := &b.inputs, b.cells()
	count := 0
	for k := range b.n {
		size := net.Size{}
		planes := i.planes.data[k*b.spec.InputLen():][:b.spec.InputLen()]
		clear(planes)
		if k < n {
			size = b.spec.Board()
			if in.Sizes != nil {
				size = in.Sizes[k]
			}
			copyBoard(planes, in.Row(k, b.spec.InputLen()), b.spec, size)
		}
		count += size.Cells()
		for c := range cells {
			on := float32(0)
			if c/b.spec.Width < size.Height && c%b.spec.Width < size.Width {
				on = 1
			}
			i.mask.data[k*cells+c] = on
			if i.forbidden != nil {
				i.forbidden.data[k*b.spec.Actions+c] = 0
				if k < n && on == 0 {
					i.forbidden.data[k*b.spec.Actions+c] = noAction
				}
			}
		}
		if i.perCells != nil && k < n {
			i.perCells.data[k] = 1 / float32(size.Cells())
			i.poolScale.data[k] = float32(net.PoolScale(size))
		} else if i.perCells != nil {
			i.perCells.data[k], i.poolScale.data[k] = 0, 0
		}
	}
	if i.share != nil {
		for j, on := range i.mask.data {
			i.share.data[j] = on / float32(count)
		}
	}
}

// copyBoard copies of all planes what a board covers.
func copyBoard(to, from []float32, spec net.Spec, size net.Size) {
	for c := range spec.Planes {
		for y := range size.Height {
			at := (c*spec.Height + y) * spec.Width
			copy(to[at:at+size.Width], from[at:])
		}
	}
}
