package goban

// tables are what depends on the size of the board alone. Several States and Games may share them.
type tables struct {
	// neighbours[c] are the cells left of, right of, below and above cell c; the edge of the board is the
	// one cell past the last.
	neighbours [][4]uint16
	// keys[p][c] is the Zobrist key of player p's stone on cell c. A position's key is the exclusive or of
	// its stones' keys (Zobrist 1970); two positions are taken to be the same if their keys are. With 64
	// bits, a false repetition in a game of n positions has a chance of about n²/2^65.
	keys [2][]uint64
	// whiteToPlay is the key of White's being to play, in Hash only: superko is positional.
	whiteToPlay uint64
}

// newTables makes the tables of one size. The keys come from a fixed seed: the same position has the same
// hash on every machine and in every run.
func newTables(width, height int) *tables {
	t := &tables{neighbours: neighbours(width, height)}
	random := splitmix64(uint64(width)<<8 | uint64(height))
	t.whiteToPlay = random.next()
	for p := range t.keys {
		t.keys[p] = make([]uint64, width*height)
		for c := range t.keys[p] {
			t.keys[p][c] = random.next()
		}
	}
	return t
}

// neighbours makes the table of that name.
func neighbours(width, height int) [][4]uint16 {
	edge := uint16(width * height)
	n := make([][4]uint16, width*height)
	at := func(x, y int) uint16 {
		if x < 0 || x >= width || y < 0 || y >= height {
			return edge
		}
		return uint16(y*width + x)
	}
	for c := range n {
		x, y := c%width, c/width
		n[c] = [4]uint16{at(x-1, y), at(x+1, y), at(x, y-1), at(x, y+1)}
	}
	return n
}

// splitmix64 is the generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators"
// (2014). Its value is the seed.
type splitmix64 uint64

func (s *splitmix64) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
