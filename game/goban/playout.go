package goban

import (
	"math/bits"
	"math/rand/v2"

	"tengen/game"
)

// RandomMove returns a move of the plainest playouts of Monte-Carlo Go (Brügmann 1993): each legal stone that does
// not fill a one-point eye of its own with the same probability, and a pass if there is none. One-point eyes are
// empty cells with nothing but own stones beside them. Games of such moves end where all is settled. It is the
// pass, illegal like all, if the game is over.
func (s *State) RandomMove(r *rand.Rand) game.Action {
	if s.Terminal() {
		return s.game.Pass()
	}
	var buffer [maxWords]uint64
	left := buffer[:s.game.words]
	s.board.empties(left)
	for n := count(left); n > 0; n-- {
		k, _ := bits.Mul64(r.Uint64(), uint64(n)) // uniform but for 1 in 2^54
		if c := takeOut(left, int(k)); !s.board.isEye(c, s.toPlay) && s.legalStone(c) {
			return game.Action(c)
		}
	}
	return s.game.Pass()
}

// takeOut removes the k-th cell from a set, counted from 0, and returns it.
func takeOut(set []uint64, k int) int {
	i := 0
	for n := bits.OnesCount64(set[i]); k >= n; n = bits.OnesCount64(set[i]) {
		k -= n
		i++
	}
	word := set[i]
	for ; k > 0; k-- {
		word &= word - 1
	}
	set[i] &^= word & -word
	return i*64 + bits.TrailingZeros64(word)
}

// isEye reports whether the cells beside the empty cell c are all stones of p.
func (b *board) isEye(c int, p game.Player) bool {
	other := false
	for _, n := range b.neighbours[c] {
		color := b.colors[n]
		other = other || color != uint8(p) && color != edge
	}
	return !other
}
