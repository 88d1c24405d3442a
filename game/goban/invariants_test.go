package goban

import "tengen/game"

// checkInvariants recomputes from the colours what a State keeps: sets, chains, liberties, keys.
func checkInvariants(t fataler, s *State) {
	b := &s.board
	var key uint64
	for c := range b.cells {
		color := b.colors[c]
		for p := range game.Player(2) {
			if in := b.set(p)[c>>6]>>(c&63)&1 == 1; in != (color == uint8(p)) {
				t.Fatalf("cell %d has colour %d, but is in the set of player %d: %v", c, color, p, in)
			}
		}
		if color == empty {
			if b.points[c].head != uint16(b.cells) {
				t.Fatalf("the empty cell %d has a chain", c)
			}
			continue
		}
		key ^= b.keys[color][c]
		if head := b.points[c].head; int(head) == c {
			checkChain(t, b, head)
		} else if b.points[head].head != head || b.colors[head] != color {
			t.Fatalf("cell %d has the head %d, which is none of its colour", c, head)
		}
	}
	if b.key != key {
		t.Fatalf("key: got %x, want %x\n%s", b.key, key, s)
	}
	if s.game.rules.Ko != KoSimple && len(s.ko.keys) != s.ply+1 {
		t.Fatalf("history of %d positions at ply %d", len(s.ko.keys), s.ply)
	}
}

// checkChain follows the ring of a chain and checks that it is all that is joined to the head.
func checkChain(t fataler, b *board, head uint16) {
	ring := map[uint16]bool{}
	liberties := uint16(0)
	for c := head; !ring[c]; c = b.points[c].next {
		ring[c] = true
		for _, n := range b.neighbours[c] {
			liberties += isEmpty(b.colors[n])
			if b.colors[n] == b.colors[head] && b.points[n].head != head {
				t.Fatalf("cells %d and %d are of one chain, but have two heads", c, n)
			}
		}
	}
	if p := b.points[head]; int(p.stones) != len(ring) || p.liberties != liberties || liberties == 0 {
		t.Fatalf("chain %d: got %d stones and %d pseudo-liberties, want %d and %d, not 0", head, p.stones, p.liberties, len(ring), liberties)
	}
	for c := range b.cells {
		if b.colors[c] < empty && b.points[c].head == head && !ring[uint16(c)] {
			t.Fatalf("cell %d is of chain %d, but not in its ring", c, head)
		}
	}
}
