package goban

import "tengen/game"

// situation returns what superko compares: the key of a position, and for situational superko whose turn it is
// there.
func (s *State) situation(key uint64, toPlay game.Player) uint64 {
	if s.game.rules.Ko == KoSituational && toPlay == White {
		return key ^ s.board.whiteToPlay
	}
	return key
}

// present is the situation now.
func (s *State) present() uint64 { return s.situation(s.board.key, s.toPlay) }

// startHistory makes the present position the first of the game.
func (s *State) startHistory() {
	if s.game.rules.Ko != KoSimple {
		s.ko.start(s.present())
	}
}

// extendHistory remembers the position after a ply.
func (s *State) extendHistory() {
	if s.game.rules.Ko != KoSimple {
		s.ko.add(s.present())
	}
}

// changeHistory makes all earlier positions differ by a stone that is set up now.
func (s *State) changeHistory(stone uint64) {
	if s.game.rules.Ko != KoSimple {
		s.ko.change(stone)
	}
}

// forgetHistory makes the present position the first that superko knows.
func (s *State) forgetHistory() {
	if s.game.rules.Ko != KoSimple { // a simple ko stays, and with it the cell that a stone is gone from
		clear(s.board.gone)
		s.ko.forget(s.present())
	}
}

// simpleKo is the ko of the last move, if it took one.
type simpleKo struct {
	open  bool
	cell  uint16 // where a stone was taken
	stone uint16 // where the stone stands that took it
}

func (k *simpleKo) clear() { *k = simpleKo{} }

// update looks whether the stone just played on b, which has taken stones, one of them from cell, can itself be
// taken from there.
func (k *simpleKo) update(b *board, stone uint16, stones int, cell uint16) {
	*k = simpleKo{stones == 1 && isKoStone(b, stone), cell, stone}
}

// isKoStone reports whether stone is a chain of its own with one liberty.
func isKoStone(b *board, stone uint16) bool {
	p := &b.points[stone]
	return p.head == stone && p.stones == 1 && p.liberties == 1
}

// forbids reports whether a stone of p on c would take the ko back. It looks again, since stones may have been set
// up or removed.
func (k *simpleKo) forbids(b *board, c int, p game.Player) bool {
	return k.open && uint16(c) == k.cell && b.colors[k.stone] == uint8(p.Opponent()) && isKoStone(b, k.stone)
}
