package tictactoe

import "tengen/game"

// planes is the number of input planes: own cells, the opponent's cells, and 1 everywhere if First is
// to play.
const planes = 3

// Planes writes [3, 3, 3] to dst: the cells of the player to move, those of the opponent, and a plane of
// ones if First is to play, of zeros if not.
func (s *State) Planes(dst []float32) {
	me := s.ToPlay()
	writeBits(dst[:cells], s.marks[me])
	writeBits(dst[cells:2*cells], s.marks[me.Opponent()])
	var colour uint16
	if me == game.First {
		colour = full
	}
	writeBits(dst[2*cells:3*cells], colour)
}

// writeBits writes the set m as zeros and ones.
func writeBits(dst []float32, m uint16) {
	for i := range dst {
		dst[i] = float32(m >> i & 1)
	}
}
