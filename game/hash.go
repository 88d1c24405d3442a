package game

// ZobristKey returns key i, i >= 0, of an endless table of random numbers, the same on every machine and in
// every run. A game that gives each stone on each cell its own i takes the exclusive or of its stones' keys as
// the hash of the position (Zobrist 1970). The numbers are those of splitmix64 from seed 0 (Steele, Lea and
// Flood 2014), made when they are asked for.
func ZobristKey(i int) uint64 {
	return MixHash(uint64(i+1) * 0x9e3779b97f4a7c15)
}

// MixHash spreads h over all 64 bits, so that neighbouring numbers come out unrelated and no two the same. It is the last
// step of splitmix64; seeds are derived with it, and hashes of positions that fit into a few words.
func MixHash(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
