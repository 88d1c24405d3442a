package othello

// planes is the number of input planes: own discs, the opponent's, and the cells where the player to move may
// play. None tells the colours apart, since the rules don't.
const planes = 3

// Planes writes [3, H, W] to dst: the discs of the player to move, those of the opponent, and the cells
// where a disc may be played.
func (s *State) Planes(dst []float32) {
	n := s.rules.cells()
	own, opp := s.sides()
	writeBits(dst[:n], own)
	writeBits(dst[n:2*n], opp)
	writeBits(dst[2*n:3*n], s.moves)
}

// writeBits writes a set of cells as zeros and ones.
func writeBits(dst []float32, set uint64) {
	for i := range dst {
		dst[i] = float32(int32(set & 1))
		set >>= 1
	}
}
