package goban

import "math/bits"

// superko remembers the positions of a game by their keys, one a ply, and finds one by its key in a few steps
// however long the game is: table is a hash table with open addressing (Knuth, The Art of Computer Programming,
// 6.4, algorithm L), at most half full. It grows with the game, so that a copy is as short as the game is.
//
// What is asked is rarely asked here: a move can repeat a position only if a stone of the same colour has been
// taken from the same cell, since the repeated position has that stone and the one before the move has not. A
// quiet move may do that as well as a capture. (A suicide leaves no stone, and is always asked for.)
type superko struct {
	keys  []uint64 // by ply, 0 the start; with capacity for the longest game
	table []uint16 // a power of two of slots: 1 + a ply whose key is the slot's, or 0; with capacity likewise
	first int      // the ply that the memory begins with: what was before is forgotten
}

// minTable is the size of the table of a game's first plies.
const minTable = 64

// newSuperko makes room for a game of maxPly plies.
func newSuperko(maxPly int) superko {
	slots := max(minTable, 1<<bits.Len(uint(2*maxPly+1)))
	return superko{keys: make([]uint64, 0, maxPly+1), table: make([]uint16, minTable, slots)}
}

// find returns the first remembered ply with this key.
func (k *superko) find(key uint64) (ply int, ok bool) {
	mask := uint64(len(k.table) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		slot := k.table[i]
		if slot == 0 {
			return 0, false
		}
		if k.keys[slot-1] == key {
			return int(slot - 1), true
		}
	}
}

// seen reports whether a position has been.
func (k *superko) seen(key uint64) bool {
	_, ok := k.find(key)
	return ok
}

// add remembers the position after the next ply.
func (k *superko) add(key uint64) {
	k.keys = append(k.keys, key)
	if 2*len(k.keys) > len(k.table) {
		k.rebuild()
		return
	}
	k.enter(len(k.keys) - 1)
}

// enter puts the key of ply into the table unless it is there.
func (k *superko) enter(ply int) {
	key := k.keys[ply]
	mask := uint64(len(k.table) - 1)
	for i := key & mask; ; i = (i + 1) & mask {
		slot := k.table[i]
		if slot == 0 {
			k.table[i] = uint16(ply + 1)
			return
		}
		if k.keys[slot-1] == key {
			return
		}
	}
}

// rebuild makes the table of the keys, as large as they need.
func (k *superko) rebuild() {
	slots := max(minTable, 1<<bits.Len(uint(2*len(k.keys)-1)))
	k.table = k.table[:slots]
	clear(k.table)
	for ply := k.first; ply < len(k.keys); ply++ {
		k.enter(ply)
	}
}

// start forgets everything but key, the position that a game starts with.
func (k *superko) start(key uint64) {
	k.keys, k.first = append(k.keys[:0], key), 0
	k.rebuild()
}

// forget forgets all positions before the present one, whose key is key.
func (k *superko) forget(key uint64) {
	k.first = len(k.keys) - 1
	k.keys[k.first] = key
	k.rebuild()
}

// change makes all remembered positions differ by the same stone.
func (k *superko) change(stone uint64) {
	for ply := k.first; ply < len(k.keys); ply++ {
		k.keys[ply] ^= stone
	}
	k.rebuild()
}

// copyFrom makes k equal to src, which has the same room.
func (k *superko) copyFrom(src *superko) {
	k.keys = k.keys[:len(src.keys)]
	copy(k.keys, src.keys)
	k.table = k.table[:len(src.table)]
	copy(k.table, src.table)
	k.first = src.first
}
