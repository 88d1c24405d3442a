package goban

import "tengen/game"

// What is on a cell: a stone, 0 for Black's and 1 for White's as their players are numbered, or none.
const (
	empty uint8 = 2
	edge  uint8 = 3 // the one cell past the last
)

// isEmpty is 1 for empty and 0 for what else may be on a cell, without a branch: stones come at random.
func isEmpty(color uint8) uint16 { return uint16(color >> 1 &^ color) }

// point is a cell's place in its chain. A chain is named by one of its stones, the head; its stones are
// linked in a ring:
//
//	X X .      head  a a .      next  b c .      a -> b -> c -> a
//	. X .            . a .            . a .
//
// The last two fields are the chain's, and mean something at its head only. The head of a cell without a stone
// is the edge, whose own fields mean nothing: what is counted there need not be asked for first.
type point struct {
	head      uint16
	next      uint16
	liberties uint16 // pseudo-liberties: pairs of a stone and an empty cell beside it, 0 exactly if it has no liberty
	stones    uint16
}

// board is the stones on the board. It knows how to place and capture, and nothing of turns.
type board struct {
	*tables
	colors []uint8   // [cells + 1] by cell
	points []point   // [cells + 1] by cell
	sets   []uint64  // [2][words] the stones of each player
	gone   []uint64  // [2][words] the cells from which a stone of that player has been taken
	key    uint64    // the position's Zobrist key
	taken  [2]uint32 // stones captured by each player
}

// clear empties the board.
func (b *board) clear() {
	none := uint16(b.cells)
	for c := range b.colors {
		b.colors[c] = empty
		b.points[c] = point{head: none}
	}
	b.colors[none] = edge
	clear(b.sets)
	clear(b.gone)
	b.key, b.taken = 0, [2]uint32{}
}

// set returns the stones of p.
func (b *board) set(p game.Player) []uint64 { return b.sets[int(p)*b.words:][:b.words] }

// goneSet returns the cells from which stones of p have been taken.
func (b *board) goneSet(p game.Player) []uint64 { return b.gone[int(p)*b.words:][:b.words] }

// empties writes the empty cells to dst.
func (b *board) empties(dst []uint64) {
	black, white := b.set(Black), b.set(White)
	for i, all := range b.all {
		dst[i] = all &^ (black[i] | white[i])
	}
}

// heads returns the chains around the cell c, the edge where there is none.
func (b *board) heads(c int) (around *[4]uint16, heads [4]uint16) {
	around = &b.neighbours[c]
	for i, n := range around {
		heads[i] = b.points[n].head
	}
	return around, heads
}

// fills reports whether a stone on the cell between the chains heads takes the last liberty of h, one of them:
// all the chain's pseudo-liberties are pairs with that one cell.
func (b *board) fills(heads *[4]uint16, h uint16) bool {
	left := b.points[h].liberties
	for _, other := range heads {
		if other == h {
			left--
		}
	}
	return left == 0
}

// alive reports whether a stone of p on the empty cell c would have a liberty, by capture if need be.
func (b *board) alive(c int, p game.Player) bool {
	free := uint16(0)
	for _, n := range b.neighbours[c] {
		free |= isEmpty(b.colors[n])
	}
	return free != 0 || b.aliveInside(c, p)
}

// aliveInside is alive of a cell without an empty one beside it: there must be a chain of its own that has another
// liberty, or one of the opponent's that has not.
func (b *board) aliveInside(c int, p game.Player) bool {
	around, heads := b.heads(c)
	for i, h := range heads {
		if color := b.colors[around[i]]; color != edge && b.fills(&heads, h) == (color != uint8(p)) {
			return true
		}
	}
	return false
}

// captures reports whether a stone of p on the empty cell c takes another's last liberty.
func (b *board) captures(c int, p game.Player) bool {
	around, heads := b.heads(c)
	for i, h := range heads {
		if b.colors[around[i]] == uint8(p.Opponent()) && b.fills(&heads, h) {
			return true
		}
	}
	return false
}

// keyAfter returns the position's key after p has played on the empty cell c.
func (b *board) keyAfter(c int, p game.Player) uint64 {
	around, heads := b.heads(c)
	key, own := b.key^b.keys[p][c], b.keys[p][c]
	alive := false
	for i, h := range heads {
		switch color := b.colors[around[i]]; {
		case color == empty:
			alive = true
		case color == edge:
		case !b.fills(&heads, h):
			alive = alive || color == uint8(p)
		case met(&heads, i): // a chain that is met twice counts once
		case color == uint8(p):
			own ^= b.chainKey(h)
		default:
			alive = true
			key ^= b.chainKey(h)
		}
	}
	if !alive {
		key ^= own // a suicide takes its whole chain along
	}
	return key
}

// met reports whether heads[i] stands in heads before.
func met(heads *[4]uint16, i int) bool {
	for _, h := range heads[:i] {
		if h == heads[i] {
			return true
		}
	}
	return false
}

// chainKey returns the exclusive or of the keys of the stones of the chain h.
func (b *board) chainKey(h uint16) (key uint64) {
	keys := b.keys[b.colors[h]]
	for c := h; ; {
		key ^= keys[c]
		c = b.points[c].next
		if c == h {
			return key
		}
	}
}

// play puts a stone of p on the empty cell c, captures what loses its last liberty and, if the stone then has
// none, its own chain. It returns how many of the opponent's stones it took and the cell of one of them.
func (b *board) play(c int, p game.Player) (stones int, cell uint16) {
	b.put(uint16(c), p)
	for _, n := range b.neighbours[c] {
		switch b.colors[n] {
		case uint8(p):
			b.join(b.points[c].head, b.points[n].head)
		case uint8(p.Opponent()):
			if h := b.points[n].head; b.points[h].liberties == 0 {
				stones += int(b.points[h].stones)
				cell = n
				b.capture(h, p.Opponent())
			}
		}
	}
	if h := b.points[c].head; b.points[h].liberties == 0 {
		b.capture(h, p)
	}
	return stones, cell
}

// put makes a chain of one stone on c and takes the cell from its neighbours' liberties.
func (b *board) put(c uint16, p game.Player) {
	b.key ^= b.keys[p][c]
	b.colors[c] = uint8(p)
	b.set(p)[c>>6] |= 1 << (c & 63)
	liberties := uint16(0)
	for _, n := range b.neighbours[c] {
		liberties += isEmpty(b.colors[n])
		b.points[b.points[n].head].liberties--
	}
	b.points[c] = point{head: c, next: c, liberties: liberties, stones: 1}
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
	large.liberties += small.liberties
	large.stones += small.stones
	for c := h; ; {
		stone := &b.points[c]
		stone.head = g
		c = stone.next
		if c == h {
			break
		}
	}
	large.next, small.next = small.next, large.next // one ring of two
}

// capture takes the chain h of p off the board and gives its cells to its neighbours as liberties.
func (b *board) capture(h uint16, p game.Player) {
	b.taken[p.Opponent()] += uint32(b.points[h].stones)
	none := uint16(b.cells)
	set, gone, keys := b.set(p), b.goneSet(p), b.keys[p]
	for c := h; ; {
		next := b.points[c].next
		b.key ^= keys[c]
		b.colors[c] = empty
		set[c>>6] &^= 1 << (c & 63)
		gone[c>>6] |= 1 << (c & 63)
		for _, n := range b.neighbours[c] {
			b.points[b.points[n].head].liberties++ // in the dying chain itself this means nothing any more
		}
		b.points[c].head = none
		c = next
		if c == h {
			return
		}
	}
}

// rebuild makes the chains anew from the sets of stones, all of which must have a liberty.
func (b *board) rebuild() {
	var buffer [2 * maxWords]uint64
	sets := buffer[:copy(buffer[:], b.sets)]
	taken := b.taken
	for c := range b.cells {
		b.colors[c] = empty
		b.points[c] = point{head: uint16(b.cells)}
	}
	clear(b.sets)
	b.key = 0
	for p := range game.Player(2) {
		forEach(sets[int(p)*b.words:][:b.words], func(c int) { b.play(c, p) })
	}
	b.taken = taken
}

// copyFrom makes b equal to src but for its sets, which the State copies.
func (b *board) copyFrom(src *board) {
	copy(b.colors, src.colors)
	copy(b.points, src.points)
	b.key, b.taken = src.key, src.taken
}
