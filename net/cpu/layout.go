package cpu

// layout says how boards lie in memory: as rows of channels, [row][channel], one row a cell, with a column
// of zeros right of each board line and lines of zeros between the boards:
//
//	row(board, y, x) = board·(H+gap)(W+1) + y·(W+1) + x      x = W and y >= H are the zeros
//
// Whichever of a cell's nine neighbours is off the board is then a zero row, at a distance that is the same
// for every cell.
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
