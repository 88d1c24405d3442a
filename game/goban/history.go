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

// forgetHistory makes the present position the first that the ko rule knows.
func (s *State) forgetHistory() {
	clear(s.board.gone)
	s.simple.clear()
	if s.game.rules.Ko != KoSimple {
		s.ko.forget(s.present())
	}
}

// simpleKo is the ko of the last move, if it took one stone.
type simpleKo struct {
	open  bool
	cell  uint16 // where a stone was taken
	stone uint16 // where the stone stands that took it
}

func (k *simpleKo) clear() { *k = simpleKo{} }

// forbids reports whether a stone of p on c would take a ko back: the stone that has just taken one from c is there,
// alone, and c is its only liberty.
func (k *simpleKo) forbids(b *board, c int, p game.Player) bool {
	stone := &b.points[k.stone]
	return k.open && uint16(c) == k.cell && b.colors[k.stone] == uint8(p.Opponent()) &&
		stone.head == k.stone && stone.stones == 1 && stone.liberties == 1
}
