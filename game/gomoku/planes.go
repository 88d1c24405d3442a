package gomoku

import "tengen/game"

// planes is the number of input planes: own stones, the opponent's stones, and 1 everywhere if First is to
// play.
const planes = 3

// Planes writes [3, H, W] to dst: the stones of the player to move, those of the opponent, and a plane of
// ones if First is to play, of zeros if not.
func (s *State) Planes(dst []float32) {
	n := len(s.stones)
	me := s.ToPlay()
	var own, other [empty + 1]float32 // by what is on a cell
	own[me], other[me.Opponent()] = 1, 1
	var first float32
	if me == game.First {
		first = 1
	}
	for c, p := range s.stones {
		dst[c], dst[n+c], dst[2*n+c] = own[p], other[p], first
	}
}
