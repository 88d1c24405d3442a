package breakthrough

import "tengen/game"

// planes is the number of input planes: own pieces, the opponent's, and 1 everywhere if First is to play,
// whose pieces move up.
const planes = 3

// Planes writes [3, H, W] to dst: the pieces of the player to move, those of the opponent, and a plane of
// ones if First is to play, of zeros if not.
func (s *State) Planes(dst []float32) {
	n := s.rules.cells()
	own, opp := s.sides()
	writeBits(dst[:n], own)
	writeBits(dst[n:2*n], opp)
	var first uint64
	if s.ToPlay() == game.First {
		first = ^first
	}
	writeBits(dst[2*n:3*n], first)
}

// writeBits writes a set of cells as zeros and ones.
func writeBits(dst []float32, set uint64) {
	for i := range dst {
		dst[i] = float32(int32(set & 1))
		set >>= 1
	}
}
