package game

// ZobristKey returns key i, i >= 0, of an endless table of random numbers, the same on every machine and in
// every run. A game that gives each stone on each cell its own i takes the exclusive or of its stones' keys as
// the hash of the position (Zobrist 1970). The numbers are those of splitmix64 from seed 0 (Steele, Lea and
// Flood 2014), made when they are asked for.
func ZobristKey(i int) uint64 {
	z := uint64(i+1) * 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
