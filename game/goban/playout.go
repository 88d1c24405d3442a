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
	s.noEyes(left)
	n := count(left)
	for range min(randomTries, n) {
		if c := takeOut(left, randomBelow(r, n)); s.legalStone(c) {
			return game.Action(c)
		}
		n--
	}
	if n > 0 {
		s.keepLegal(left)
		n = count(left)
	}
	if n == 0 {
		return s.game.Pass()
	}
	return game.Action(takeOut(left, randomBelow(r, n)))
}

// randomTries is how often RandomMove draws one by one before it asks for all cells at once, as it pays when few are
// legal.
const randomTries = 6

// noEyes writes to dst the empty cells that are no one-point eyes of the player to move: something that is not
// their own stone is beside them.
func (s *State) noEyes(dst []uint64) {
	var buffer [maxWords]uint64
	others := buffer[:len(dst)]
	own, opponents := s.board.set(s.toPlay), s.board.set(s.toPlay.Opponent())
	for i, all := range s.game.all {
		others[i] = all &^ own[i]
	}
	s.game.spread(dst, others)
	for i := range dst {
		dst[i] &= others[i] &^ opponents[i]
	}
}

// randomBelow returns a number below n, uniform but for 1 in 2^54.
func randomBelow(r *rand.Rand, n int) int {
	k, _ := bits.Mul64(r.Uint64(), uint64(n))
	return int(k)
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
