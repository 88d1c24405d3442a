package othello

import "math/bits"

// A set of cells is a uint64: cell y·W + x is bit y·W + x.

// line is one of the four lines through a cell, to be followed in both directions.
type line struct {
	step  int    // from a cell to the next; -step leads back
	inner uint64 // the cells whose neighbours on the line are both on the board
}

// newLines returns the lines of a board: across, up left, up, up right.
func newLines(width, height int) (lines [4]line) {
	for i, d := range [...]struct{ x, y, edge int }{{1, 0, 1}, {-1, 1, 1}, {0, 1, 0}, {1, 1, 1}} {
		lines[i].step = d.y*width + d.x
		for y := d.y; y < height-d.y; y++ {
			for x := d.edge; x < width-d.edge; x++ {
				lines[i].inner |= 1 << (y*width + x)
			}
		}
	}
	return lines
}

// row returns the cells of over that are reached from a cell of from by steps that stay in over. These must
// be inner cells of the step's line: then no step wraps around an edge of the board, since both the cell
// before an inner cell and the one after it are its neighbours.
func row(from, over uint64, step int) uint64 {
	r := bits.RotateLeft64(from, step) & over
	for range maxSide - 3 { // at most maxSide-2 cells lie between two others
		r |= bits.RotateLeft64(r, step) & over
	}
	return r
}

// moves returns the cells where a disc of own turns discs of opp: empty ones at the end of a row of opp that
// begins next to a disc of own.
func (g *Game) moves(own, opp uint64) (cells uint64) {
	for _, l := range g.lines {
		over := opp & l.inner
		cells |= bits.RotateLeft64(row(own, over, l.step), l.step)
		cells |= bits.RotateLeft64(row(own, over, -l.step), -l.step)
	}
	return cells &^ (own | opp)
}

// turned returns the discs of opp that a disc of own on cell turns: the rows that begin next to it and end
// next to a disc of own.
func (g *Game) turned(cell, own, opp uint64) (discs uint64) {
	for _, l := range g.lines {
		over := opp & l.inner
		for _, step := range [...]int{l.step, -l.step} {
			if r := row(cell, over, step); bits.RotateLeft64(r, step)&own != 0 {
				discs |= r
			}
		}
	}
	return discs
}
