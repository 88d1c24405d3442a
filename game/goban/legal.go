package goban

import (
	"math/bits"
	"slices"

	"tengen/game"
)

// Legal reports whether a may be played: a pass always, a stone on an empty cell if neither the ko rule nor, where
// suicide is forbidden, that forbids it. Nothing is legal after the end.
func (s *State) Legal(a game.Action) bool {
	if s.Terminal() || a < 0 || a > s.game.Pass() {
		return false
	}
	return s.board.colors[a] == empty && s.legalStone(int(a)) || a == s.game.Pass()
}

// legalStone reports whether a stone on the empty cell c is legal in a game that goes on.
func (s *State) legalStone(c int) bool {
	if !s.board.alive(c, s.toPlay) {
		return s.legalSuicide(c)
	}
	return s.board.goneSet(s.toPlay)[c>>6]>>(c&63)&1 == 0 || !s.repeats(c)
}

// legalSuicide reports whether a stone on c, which would have no liberty, is legal.
func (s *State) legalSuicide(c int) bool {
	return s.game.rules.Suicide && !s.repeats(c)
}

// repeats reports whether the ko rule forbids a stone on c. It need not be asked for a stone with a liberty if none of
// the player's has ever been taken from c: superko says why, and a ko is taken back where a stone was taken.
func (s *State) repeats(c int) bool {
	if s.game.rules.Ko == KoSimple {
		return s.simple.forbids(&s.board, c, s.toPlay)
	}
	return s.ko.seen(s.situation(s.board.keyAfter(c, s.toPlay), s.toPlay.Opponent()))
}

// LegalActions appends the legal actions to dst, the pass last.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	if s.Terminal() {
		return dst
	}
	var buffer [maxWords]uint64
	legal := buffer[:s.game.words]
	s.board.empties(legal)
	s.keepLegal(legal)
	at, n := len(dst), count(legal)
	dst = slices.Grow(dst, n+1)[:at+n+1]
	for i, word := range legal {
		for ; word != 0; word &= word - 1 {
			dst[at] = game.Action(i*64 + bits.TrailingZeros64(word))
			at++
		}
	}
	dst[at] = s.game.Pass()
	return dst
}

// keepLegal takes out of cells, which are empty, those where a stone is illegal in a game that goes on. Most empty
// cells have an empty neighbour, and are no ko: they are found all at once.
func (s *State) keepLegal(cells []uint64) {
	var empties, buffer [maxWords]uint64
	open := buffer[:len(cells)]
	s.board.empties(empties[:len(cells)])
	s.board.spread(open, empties[:len(cells)])
	repeatable := s.board.goneSet(s.toPlay)
	for i, free := range cells {
		legal := free & open[i]
		for closed := free &^ open[i]; closed != 0; closed &= closed - 1 {
			if c := i*64 + bits.TrailingZeros64(closed); s.board.aliveInside(c, s.toPlay) || s.legalSuicide(c) {
				legal |= closed & -closed
			}
		}
		for ask := legal & repeatable[i]; ask != 0; ask &= ask - 1 {
			if c := i*64 + bits.TrailingZeros64(ask); s.repeats(c) {
				legal &^= ask & -ask
			}
		}
		cells[i] = legal
	}
}
