package connect4

import "tengen/game"

// planes is the number of input planes: own discs, the opponent's discs, and 1 everywhere if First is to
// play.
const planes = 3

// Planes writes [3, 6, 7] to dst: the discs of the player to move, those of the opponent, and a plane of
// ones if First is to play, of zeros if not.
func (s *State) Planes(dst []float32) {
	me := s.ToPlay()
	writeBits(dst[:cells], s.discs[me])
	writeBits(dst[cells:2*cells], s.discs[me.Opponent()])
	var colour bitboard
	if me == game.First {
		colour = full
	}
	writeBits(dst[2*cells:3*cells], colour)
}

// writeBits writes the set b as zeros and ones, row by row from the bottom.
func writeBits(dst []float32, b bitboard) {
	for y := range height {
		row := dst[y*width : (y+1)*width]
		for x := range row {
			row[x] = float32(b >> (x*stride + y) & 1)
		}
	}
}
