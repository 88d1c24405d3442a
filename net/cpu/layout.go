package cpu

import (
	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// layout says how boards lie in memory: as rows of channels, [row][channel], one row a cell, with a column
// of zeros right of each board line and lines of zeros between the boards:
//
//	row(board, y, x) = board·(H+gap)(W+1) + y·(W+1) + x      x = W and y >= H are the zeros
//
// Whichever of a cell's nine neighbours is off the board is then a zero row, at a distance that is the same
// for every cell. Of a board that is smaller, the rows beyond it are zeros too.
type layout struct {
	height, width int
	gap           int // lines of zeros after each board; at least 1
}

// boardRows returns the rows of one board, zeros included.
func (l layout) boardRows() int { return (l.height + l.gap) * (l.width + 1) }

func (l layout) cells() int { return l.height * l.width }

// rows is a buffer of rows of channels for some boards, with the slack around them that tiles need.
type rows struct {
	data   []float32
	stride int // floats from row to row: the channels, rounded up where products write
	first  int // index of row 0
}

// at returns the rows from row on.
func (r rows) at(row int) []float32 { return r.data[r.first+row*r.stride:] }

// board returns the rows of board b.
func (l layout) board(r rows, b int) []float32 {
	n := l.boardRows() * r.stride
	return r.at(b * l.boardRows())[:n:n]
}

// fill writes the positions of in from first on, of each what its board's size covers, into rows of C channels.
func (l layout) fill(r rows, in net.Inputs, first int, sizes []net.Size, channels int) {
	cells := l.cells()
	for b, size := range sizes {
		board, planes := l.board(r, b), in.Row(first+b, channels*cells)
		for c := range channels {
			plane := planes[c*cells:][:cells]
			for y := range size.Height {
				at := y*(l.width+1)*r.stride + c
				for _, v := range plane[y*l.width:][:size.Width] {
					board[at] = v
					at += r.stride
				}
			}
		}
	}
}

// work describes work on the cells of a board in rows of the given stride.
func (l layout) work(size net.Size, channels, stride int) kernel.Rows {
	return kernel.Rows{
		Line: (l.width + 1) * stride, Stride: stride,
		Lines: size.Height, Cells: size.Width, Channels: channels,
	}
}
