package hex

import "tengen/game"

// planes is the number of input planes.
const planes = 6

// Planes writes [6, H, W] to dst:
//
//	0  the stones of the player to move
//	1  the opponent's stones
//	2  the cells along the two edges that the player to move joins
//	3  the cells along the opponent's edges
//	4  ones if First is to play, who joins bottom and top, zeros if Second, who joins left and right
//	5  ones if a swap is possible, zeros if not
//
// A convolution finds no board's end where its input is zero on both sides of it, and sees the direction
// that a player goes only near it; so 2 and 3 show the edges, and 4 says the direction everywhere.
func (s *State) Planes(dst []float32) {
	n := s.rules.cells()
	dst = dst[:planes*n]
	clear(dst)
	me := s.ToPlay()
	var own, other [empty + 1]float32 // by what is on a cell
	own[me], other[me.Opponent()] = 1, 1
	for c, p := range s.stones[:n] {
		dst[c], dst[n+c] = own[p], other[p]
	}
	rows, columns := dst[2*n:3*n], dst[3*n:4*n] // the edges of First, of Second
	if me == game.Second {
		rows, columns = columns, rows
	}
	s.drawEdges(rows, columns)
	if me == game.First {
		fill(dst[4*n : 5*n])
	}
	if s.canSwap() && !s.over {
		fill(dst[5*n:])
	}
}

// drawEdges writes ones along the bottom and the top to rows, along the left and the right to columns.
func (s *State) drawEdges(rows, columns []float32) {
	w, h := s.rules.width, s.rules.height
	fill(rows[:w])
	fill(rows[(h-1)*w:])
	for y := range h {
		columns[y*w], columns[y*w+w-1] = 1, 1
	}
}

func fill(plane []float32) {
	for i := range plane {
		plane[i] = 1
	}
}
