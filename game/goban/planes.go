package goban

import "math/bits"

// The network input is AlphaGo Zero's (Methods, Neural network architecture).
const (
	history = 8             // positions
	planes  = 2*history + 1 // own and the opponent's stones in each, and the colour
)

// Planes writes [17, H, W] to dst:
//
//	0..7   the stones of the player to move, now and after each of the last 7 actions, newest first
//	8..15  the opponent's stones in the same positions
//	16     ones if Black is to play, zeros if White
//
// Positions before the start are zeros.
func (s *State) Planes(dst []float32) { s.TurnedPlanes(dst, s.game.inPlace) }

// TurnedPlanes writes what Planes writes, but cell c of each plane to cells[c].
func (s *State) TurnedPlanes(dst []float32, cells []int32) {
	n, words := s.game.cells, s.game.words
	dst = dst[:planes*n]
	own := 0 // where the own stones lie in a position
	if s.toPlay == White {
		own = words
	}
	var newer []uint64
	for i := range history {
		position := s.position(i)
		for p, at := range [2]int{own, words - own} {
			plane := dst[(p*history+i)*n:][:n]
			if i == 0 {
				clear(plane)
				toggle(plane, position[at:][:words], nil, cells)
			} else { // few stones come and go with an action
				copy(plane, dst[(p*history+i-1)*n:][:n])
				toggle(plane, position[at:][:words], newer[at:][:words], cells)
			}
		}
		newer = position
	}
	colour := dst[2*history*n:]
	clear(colour)
	if s.toPlay == Black {
		for i := range colour {
			colour[i] = 1
		}
	}
}

// toggle makes zeros ones and ones zeros where set and other, nil for the empty set, differ: cell c lies at cells[c].
func toggle(plane []float32, set, other []uint64, cells []int32) {
	for i, word := range set {
		if other != nil {
			word ^= other[i]
		}
		for ; word != 0; word &= word - 1 {
			c := cells[i*64+bits.TrailingZeros64(word)]
			plane[c] = 1 - plane[c]
		}
	}
}
