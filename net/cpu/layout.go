package cpu

import "tengen/net/cpu/internal/tile"

// layout says how boards lie in memory: as rows of channels, [row][channel], one row a cell, with a column
// of zeros right of each board line and a line of zeros above each board:
//
//	row(board, y, x) = board·(H+1)(W+1) + y·(W+1) + x      x = W and y = H are the zeros
//
// Whichever of a cell's nine neighbours is off the board is then a zero row, at a distance that is the same
// for every cell, so that a convolution is a matrix product that reads its input at nine offsets. Products
// go by lists of the cells' rows: they neither compute nor write the zero rows.
type layout struct {
	height, width int
}

// boardRows returns the rows of one board, zeros included.
func (l layout) boardRows() int { return (l.height + 1) * (l.width + 1) }

func (l layout) cells() int { return l.height * l.width }

// slack is the number of rows before and after the boards that a convolution may read.
func (l layout) slack() int { return l.width + 2 }

// rows is a buffer of rows of channels for some boards, with the slack around them that tiles need.
type rows struct {
	data   []float32
	stride int // floats from row to row: the channels, rounded up where products write
	first  int // index of row 0
}

func (l layout) newRows(boards, stride int) rows {
	n := l.slack() + boards*l.boardRows() + tile.Rows + l.slack()
	// Tiles by columns read up to a tile's rows of floats past the last row.
	return rows{data: make([]float32, n*stride+tile.Cols), stride: stride, first: l.slack() * stride}
}

// at returns the rows from row on.
func (r rows) at(row int) []float32 { return r.data[r.first+row*r.stride:] }

// taps3x3 returns the offsets of a 3x3 convolution's taps in rows of the given stride.
func (l layout) taps3x3(stride int) []int {
	taps := make([]int, 0, 9)
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			taps = append(taps, (dy*(l.width+1)+dx)*stride)
		}
	}
	return taps
}

// cellRows lists the rows of the cells of some boards, in order, and then the last one again until the list
// fills whole tiles wherever it is cut off after a board.
func (l layout) cellRows(boards int) []int32 {
	index := make([]int32, 0, boards*l.cells()+tile.ScatteredRows)
	l.eachLine(boards, func(row int) {
		for x := range l.width {
			index = append(index, int32(row+x))
		}
	})
	for range tile.ScatteredRows {
		index = append(index, index[len(index)-1])
	}
	return index
}

// eachLine calls f with the row of the first cell of each board line.
func (l layout) eachLine(boards int, f func(row int)) {
	for b := range boards {
		for y := range l.height {
			f(b*l.boardRows() + y*(l.width+1))
		}
	}
}

// fill writes planes [boards, C, H, W] into rows of C channels.
func (l layout) fill(r rows, planes []float32, boards, channels int) {
	cells := l.cells()
	for b := range boards {
		board := r.at(b * l.boardRows())
		for c := range channels {
			plane := planes[(b*channels+c)*cells:][:cells]
			for y := range l.height {
				at := y*(l.width+1)*r.stride + c
				for _, v := range plane[y*l.width:][:l.width] {
					board[at] = v
					at += r.stride
				}
			}
		}
	}
}
