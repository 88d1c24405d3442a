package goban

import "tengen/game"

// maxRegions bounds the regions of one player: no two have cells side by side.
const maxRegions = (maxCells + 1) / 2

// region is a largest connected set of cells without the player's stones.
type region struct {
	vital    [4]uint16 // the chains to which it is vital: all are beside its first empty cell
	vitals   int
	started  bool // vital has been set
	inside   int  // cells without a stone of the player beside them
	bordered bool // there is a stone of the player's beside it
	out      bool // a chain beside it is not pass-alive
}

// benson finds the pass-alive chains of one player; State.PassAlive tells how.
type benson struct {
	*board
	player  game.Player
	suicide bool // is allowed

	of      [maxCells]uint16 // by cell: its region; no cell of the player's has one
	regions [maxRegions]region
	count   int             // regions
	dead    [maxCells]bool  // by head: the chain is not pass-alive
	eyes    [maxCells]uint8 // by head: regions vital to the chain, of those that are not out; 255 is many
}

// findRegions makes the regions.
func (b *benson) findRegions() {
	var seen [maxCells + 1]bool
	var queue [maxCells]uint16
	for c := range b.cells {
		if seen[c] || b.colors[c] == uint8(b.player) {
			continue
		}
		queue[0], seen[c] = uint16(c), true
		end := 1
		for i := 0; i < end; i++ {
			b.of[queue[i]] = uint16(b.count)
			b.visit(queue[i])
			for _, n := range b.neighbours[queue[i]] {
				if color := b.colors[n]; color != uint8(b.player) && color != edge && !seen[n] {
					queue[end], seen[n] = n, true
					end++
				}
			}
		}
		b.count++
	}
}

// visit takes cell c into account in its region.
func (b *benson) visit(c uint16) {
	r := &b.regions[b.of[c]]
	var around [4]uint16 // the player's chains beside c
	n := 0
	for _, cell := range b.neighbours[c] {
		if h := b.points[cell].head; b.colors[cell] == uint8(b.player) && !contains(around[:n], h) {
			around[n] = h
			n++
		}
	}
	if n == 0 {
		r.inside++
	}
	r.bordered = r.bordered || n > 0
	if b.colors[c] != empty && !b.suicide {
		return // a stone of the opponent's stays
	}
	if !r.started {
		r.started, r.vital, r.vitals = true, around, n
		return
	}
	kept := 0
	for _, h := range r.vital[:r.vitals] {
		if contains(around[:n], h) {
			r.vital[kept] = h
			kept++
		}
	}
	r.vitals = kept
}

func contains(chains []uint16, h uint16) bool {
	for _, c := range chains {
		if c == h {
			return true
		}
	}
	return false
}

// reduce takes chains with fewer than two vital regions out of the set, and with each the regions beside it, until
// nothing changes.
func (b *benson) reduce() {
	for {
		clear(b.eyes[:b.cells])
		for i := range b.regions[:b.count] {
			if r := &b.regions[i]; !r.out {
				for _, h := range r.vital[:r.vitals] {
					b.eyes[h] = min(b.eyes[h], 254) + 1
				}
			}
		}
		changed := false
		for c := range b.cells {
			if b.colors[c] == uint8(b.player) && int(b.points[c].head) == c && b.eyes[c] < 2 && !b.dead[c] {
				b.dead[c], changed = true, true
			}
		}
		if !changed {
			return
		}
		b.dropRegions()
	}
}

// dropRegions takes the regions beside dead chains out.
func (b *benson) dropRegions() {
	for c := range b.cells {
		if b.colors[c] != uint8(b.player) || !b.dead[b.points[c].head] {
			continue
		}
		for _, n := range b.neighbours[c] {
			if color := b.colors[n]; color != edge && color != uint8(b.player) {
				b.regions[b.of[n]].out = true
			}
		}
	}
}

// write writes the stones and regions that are settled to dst.
func (b *benson) write(dst []uint64) {
	clear(dst)
	for c := range b.cells {
		settled := false
		if b.colors[c] == uint8(b.player) {
			settled = !b.dead[b.points[c].head]
		} else {
			r := &b.regions[b.of[c]]
			settled = r.bordered && !r.out && r.inside <= 1
		}
		if settled {
			dst[c>>6] |= 1 << (c & 63)
		}
	}
}
