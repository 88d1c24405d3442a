package goban

import "math/bits"

// superko remembers the positions of a game by their keys. A filter in front answers most questions: two bits
// of one word stand for each key (a Bloom filter, Bloom 1970, in blocks of a word), and only when both are set
// is the list read. A quiet move needs the question as much as a capture: stones that were taken may be
// played again.
type superko struct {
	filter []uint64 // a power of two of words
	keys   []uint64 // the positions in order, with capacity for the longest game
}

// newSuperko makes room for a game of maxPly plies. The filter has 8 bits a ply: at the end of a game of the
// usual length, a third of that, about one answer in 500 is a needless look at the list.
func newSuperko(maxPly int) superko {
	words := 1 << bits.Len(uint(maxPly/8))
	return superko{filter: make([]uint64, words), keys: make([]uint64, 0, maxPly+1)}
}

// mark returns a key's word in the filter and its bits there.
func (k *superko) mark(key uint64) (word int, mask uint64) {
	return int(key & uint64(len(k.filter)-1)), 1<<(key>>58) | 1<<(key>>52&63)
}

// add remembers a position.
func (k *superko) add(key uint64) {
	word, mask := k.mark(key)
	k.filter[word] |= mask
	k.keys = append(k.keys, key)
}

// seen reports whether a position has been. A game's recent positions are the likely ones.
func (k *superko) seen(key uint64) bool {
	if word, mask := k.mark(key); k.filter[word]&mask != mask {
		return false
	}
	for i := len(k.keys) - 1; i >= 0; i-- {
		if k.keys[i] == key {
			return true
		}
	}
	return false
}

// clear forgets all positions.
func (k *superko) clear() {
	clear(k.filter)
	k.keys = k.keys[:0]
}

// change makes all positions differ by the same stone.
func (k *superko) change(stone uint64) {
	clear(k.filter)
	for i, key := range k.keys {
		k.keys[i] = key ^ stone
		word, mask := k.mark(k.keys[i])
		k.filter[word] |= mask
	}
}

// copyFrom makes k equal to src, which has the same room.
func (k *superko) copyFrom(src *superko) {
	copy(k.filter, src.filter)
	k.keys = k.keys[:len(src.keys)]
	copy(k.keys, src.keys)
}
