package goban

import "tengen/game"

// What is on a cell: a stone, 0 for Black's and 1 for White's as their players are numbered, or none.
const (
	empty uint8 = 2
	edge  uint8 = 3 // the one cell past the last
)

// noChain is the head of a cell without a stone.
const noChain = 1<<16 - 1

// point is a cell's place in its chain. A chain is named by one of its stones, the head; its stones are
// linked in a ring:
//
//	X X .      head  a a .      next  b c .      a -> b -> c -> a
//	. X .            . a .            . a .
//
// The last three fields are the chain's, and mean something at its head only.
type point struct {
	key       uint64 // exclusive or of its stones' Zobrist keys: what capturing it takes from the board's
	head      uint16 // noChain where there is no stone
	next      uint16
	liberties uint16 // pseudo-liberties: pairs of a stone and an empty cell beside it, 0 exactly if it has no liberty
	stones    uint16
}

// board is the stones on the board. It knows how to place and capture, and nothing of turns.
type board struct {
	*tables
	colors []uint8  // [cells + 1] by cell
	points []point  // [cells + 1] by cell
	sets   []uint64 // [2][words] the stones of each player as sets of bits
	key    uint64   // the position's Zobrist key
	taken  [2]int   // stones captured by each player
}

// clear empties the board.
func (b *board) clear() {
	last := len(b.colors) - 1
	for c := range b.colors {
		b.colors[c] = empty
		b.points[c] = point{head: noChain}
	}
	b.colors[last] = edge
	clear(b.sets)
	b.key, b.taken = 0, [2]int{}
}

// set returns the stones of p as a set of bits.
func (b *board) set(p game.Player) []uint64 {
	words := len(b.sets) / 2
	return b.sets[int(p)*words:][:words]
}

// after returns the position's key after p has played on the empty cell c, and whether the new stone then
// has a liberty.
func (b *board) after(c int, p game.Player) (key uint64, alive bool) {
	key = b.key ^ b.keys[p][c]
	around := &b.neighbours[c]
	for i, n := range around {
		switch b.colors[n] {
		case empty:
			alive = true
		case edge:
		case uint8(p):
			alive = alive || !b.fills(around, b.points[n].head)
		default:
			h := b.points[n].head
			if !b.fills(around, h) {
				continue
			}
			alive = true
			if !b.touches(around[:i], h) { // count a chain that is met twice once
				key ^= b.points[h].key
			}
		}
	}
	return key, alive
}

// fills reports whether a stone between the cells around takes the last liberty of the chain h beside it: all
// the chain's pseudo-liberties are pairs with that one cell.
func (b *board) fills(around *[4]uint16, h uint16) bool {
	left := b.points[h].liberties
	if left > 4 {
		return false
	}
	for _, n := range around {
		if b.points[n].head == h {
			left--
		}
	}
	return left == 0
}

// touches reports whether one of the cells belongs to the chain h.
func (b *board) touches(cells []uint16, h uint16) bool {
	for _, n := range cells {
		if b.points[n].head == h {
			return true
		}
	}
	return false
}

// play puts a stone of p on the empty cell c and captures what loses its last liberty. The stone must have
// a liberty then.
func (b *board) play(c int, p game.Player) {
	b.put(uint16(c), p)
	for _, n := range b.neighbours[c] {
		switch b.colors[n] {
		case uint8(p):
			b.join(b.points[c].head, b.points[n].head)
		case uint8(p.Opponent()):
			if h := b.points[n].head; b.points[h].liberties == 0 {
				b.capture(h, p.Opponent())
			}
		}
	}
}

// put makes a chain of one stone on c and takes the cell from its neighbours' liberties.
func (b *board) put(c uint16, p game.Player) {
	key := b.keys[p][c]
	b.key ^= key
	b.colors[c] = uint8(p)
	b.set(p)[c>>6] |= 1 << (c & 63)
	liberties := uint16(0)
	for _, n := range b.neighbours[c] {
		if b.colors[n] == empty {
			liberties++
		} else if h := b.points[n].head; h != noChain {
			b.points[h].liberties--
		}
	}
	b.points[c] = point{key: key, head: c, next: c, liberties: liberties, stones: 1}
}

// join makes one chain of the chains g and h, if they are two. The smaller takes the name of the larger.
func (b *board) join(g, h uint16) {
	if g == h {
		return
	}
	if b.points[g].stones < b.points[h].stones {
		g, h = h, g
	}
	large, small := &b.points[g], &b.points[h]
	large.key ^= small.key
	large.liberties += small.liberties
	large.stones += small.stones
	for c := h; ; {
		b.points[c].head = g
		c = b.points[c].next
		if c == h {
			break
		}
	}
	large.next, small.next = small.next, large.next // one ring of two
}

// capture takes the chain h of p off the board and gives its cells to its neighbours as liberties.
func (b *board) capture(h uint16, p game.Player) {
	b.key ^= b.points[h].key
	b.taken[p.Opponent()] += int(b.points[h].stones)
	set := b.set(p)
	for c := h; ; {
		next := b.points[c].next
		b.colors[c] = empty
		set[c>>6] &^= 1 << (c & 63)
		for _, n := range b.neighbours[c] {
			if g := b.points[n].head; g != noChain {
				b.points[g].liberties++ // in the dying chain itself this means nothing any more
			}
		}
		b.points[c].head = noChain
		c = next
		if c == h {
			return
		}
	}
}

// copyFrom makes b equal to src but for sets, whose stones the State copies.
func (b *board) copyFrom(src *board) {
	copy(b.colors, src.colors)
	copy(b.points, src.points)
	b.key, b.taken = src.key, src.taken
}
