package solver

import "sync/atomic"

// table remembers bounds of scores. An entry is the position's key, how early the position is, and both bounds in
// one word, which is read and written at once, so that several searches may share it. Slots come in pairs: the
// first keeps the earlier position, which took longer to solve, the second what was written last. Losing an entry
// costs time, never truth.
type table struct {
	slots []atomic.Uint64
}

// An entry, from the top: 49 bits of the key, 3 of earliness, 6 of the lower bound and 6 of the upper one, both with
// an offset that makes them positive.
const (
	boundBits = 6
	boundMask = 1<<boundBits - 1
	offset    = 32
	keyShift  = 3 + 2*boundBits
)

// newTable makes a table of 2^logSlots entries of 8 bytes.
func newTable(logSlots int) *table { return &table{make([]atomic.Uint64, 1<<logSlots)} }

// pair spreads keys by the multiplier of splitmix64 (Steele, Lea and Flood 2014).
func (t *table) pair(key uint64) (first, second *atomic.Uint64) {
	h := key * 0xbf58476d1ce4e5b9
	i := (h ^ h>>29) & uint64(len(t.slots)-1)
	return &t.slots[i], &t.slots[i^1]
}

// get returns what is known of a position: lower <= score <= upper, or the bounds given if it is nothing.
func (t *table) get(key uint64, lower, upper int) (int, int) {
	first, second := t.pair(key)
	e := first.Load()
	if e>>keyShift != key {
		if e = second.Load(); e>>keyShift != key {
			return lower, upper
		}
	}
	return max(lower, int(e>>boundBits&boundMask)-offset), min(upper, int(e&boundMask)-offset)
}

// put enters bounds of a position of so many discs.
func (t *table) put(key uint64, ply, lower, upper int) {
	early := uint64(cells-ply) / 6
	e := key<<keyShift | early<<(2*boundBits) | uint64(lower+offset)<<boundBits | uint64(upper+offset)
	first, second := t.pair(key)
	if old := first.Load(); old>>keyShift == key || early >= old>>(2*boundBits)&7 {
		first.Store(e)
		return
	}
	second.Store(e)
}
