package goban

import "tengen/game"

// PassAlive writes to dst [H, W] whose cells are settled for good: 1 Black's, -1 White's, 0 open.
//
// A set of chains is pass-alive if the opponent cannot capture any of them though their owner always passes. It is
// found as Benson shows ("Life in the game of Go", Information Sciences 10, 1976): a region is a largest connected
// set of cells without the owner's stones, it is vital to a chain if all its empty cells are liberties of that
// chain, and the set is the largest in which every chain has two vital regions around which all chains are of the
// set. Where suicide is allowed the opponent's stones in a vital region must be beside the chain, too: a suicide
// would make their cells empty.
//
// A region is its owner's as well if only pass-alive chains are around it and at most one of its cells is beside
// none of them, so that the opponent can never have two eyes in it. Stones of the opponent's in it are dead: their
// owner can take them one region after the other and keep an eye elsewhere meanwhile.
func (s *State) PassAlive(dst []int8) {
	var buffer [2 * maxWords]uint64
	owned := buffer[:2*s.game.words]
	s.passAlive(owned)
	drawOwners(dst[:s.game.cells], owned)
}

// decide looks whether the game is over because all cells are settled.
func (s *State) decide() {
	s.decided = s.game.rules.PassAlive && s.settled()
}

// settled reports whether every cell is settled.
func (s *State) settled() bool {
	if s.wideOpen() {
		return false
	}
	var buffer [2 * maxWords]uint64
	owned := buffer[:2*s.game.words]
	s.passAlive(owned)
	for i, all := range s.game.all {
		if owned[i]|owned[s.game.words+i] != all {
			return false
		}
	}
	return true
}

// wideOpen reports whether an empty cell is of a region of Black's and of one of White's each of which has two cells
// side by side that none of the player's stones is beside: then it can be neither's. Until shortly before the end
// there is such a cell, which saves the search for chains that live.
func (s *State) wideOpen() bool {
	var buffer [4][maxWords]uint64
	words := s.game.words
	inside, next, wide, both := buffer[0][:words], buffer[1][:words], buffer[2][:words], buffer[3][:words]
	s.board.empties(both)
	for p := range game.Player(2) {
		stones := s.board.set(p)
		s.game.spread(next, stones)
		for i, all := range s.game.all {
			inside[i] = all &^ (stones[i] | next[i])
		}
		s.game.spread(next, inside)
		for i, all := range s.game.all {
			inside[i] &= next[i]       // those in pairs
			next[i] = all &^ stones[i] // the regions
		}
		s.game.flood(wide, inside, next)
		for i := range both {
			both[i] &= wide[i]
		}
	}
	return count(both) > 0
}

// passAlive writes the settled cells of each player to dst [2][words].
func (s *State) passAlive(dst []uint64) {
	for p := range game.Player(2) {
		b := benson{board: &s.board, player: p, suicide: s.game.rules.Suicide}
		b.findRegions()
		b.reduce()
		b.write(dst[int(p)*s.game.words:][:s.game.words])
	}
}
