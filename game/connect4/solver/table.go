package solver

import "sync/atomic"

// table remembers bounds of scores. An entry is the position's key and both bounds in one word, which is read
// and written at once, so that several searches may share it. A slot holds what was written last: losing an
// entry costs time, never truth.
type table struct {
	slots []atomic.Uint64
}

// An entry: key << 12 | lower << 6 | upper, bounds with an offset that makes them positive.
const (
	boundBits = 6
	offset    = 32
)

// newTable makes a table of 2^logSlots entries of 8 bytes.
func newTable(logSlots int) *table { return &table{make([]atomic.Uint64, 1<<logSlots)} }

// slot spreads keys by the multiplier of splitmix64 (Steele, Lea and Flood 2014).
func (t *table) slot(key uint64) *atomic.Uint64 {
	h := key * 0xbf58476d1ce4e5b9
	return &t.slots[(h^h>>29)&uint64(len(t.slots)-1)]
}

// get returns what is known of a position: lower <= score <= upper, or the bounds given if it is nothing.
func (t *table) get(key uint64, lower, upper int) (int, int) {
	e := t.slot(key).Load()
	if e>>(2*boundBits) != key {
		return lower, upper
	}
	return max(lower, int(e>>boundBits&(1<<boundBits-1))-offset), min(upper, int(e&(1<<boundBits-1))-offset)
}

func (t *table) put(key uint64, lower, upper int) {
	t.slot(key).Store(key<<(2*boundBits) | uint64(lower+offset)<<boundBits | uint64(upper+offset))
}
