package goban

import (
	"math/bits"

	"tengen/game"
)

// tables are what depends on the size of the board alone. Several States and Games may share them.
type tables struct {
	width, height, cells int
	words                int // 64-bit words of a set of cells; cell c is bit c%64 of word c/64

	// neighbours[c] are the cells left of, right of, below and above cell c; the edge of the board is the
	// one cell past the last. Its own neighbours are itself.
	neighbours [][4]uint16
	// keys[p][c] is the Zobrist key of player p's stone on cell c. A position's key is the exclusive or of
	// its stones' keys (Zobrist 1970); two positions are taken to be the same if their keys are. With 64
	// bits, a false repetition in a game of n positions has a chance of about n²/2^65.
	keys [2][]uint64
	// whiteToPlay is the key of White's being to play, in Hash and in situations.
	whiteToPlay uint64

	inPlace []int32 // [cells] each cell's own index

	all               []uint64 // [words] the set of all cells
	notLeft, notRight []uint64 // [words] those outside the first and outside the last column
}

// newTables makes the tables of one size. The keys come from a fixed seed: the same position has the same
// hash on every machine and in every run.
func newTables(width, height int) *tables {
	cells := width * height
	t := &tables{width: width, height: height, cells: cells, words: (cells + 63) / 64, neighbours: neighbours(width, height)}
	random := splitmix64(uint64(width)<<8 | uint64(height))
	t.whiteToPlay = random.next()
	for p := range t.keys {
		t.keys[p] = make([]uint64, cells)
		for c := range t.keys[p] {
			t.keys[p][c] = random.next()
		}
	}
	t.all, t.notLeft, t.notRight = make([]uint64, t.words), make([]uint64, t.words), make([]uint64, t.words)
	for c := range cells {
		t.inPlace = append(t.inPlace, int32(c))
		bit := uint64(1) << (c % 64)
		t.all[c/64] |= bit
		if c%width != 0 {
			t.notLeft[c/64] |= bit
		}
		if c%width != width-1 {
			t.notRight[c/64] |= bit
		}
	}
	return t
}

// neighbours makes the table of that name.
func neighbours(width, height int) [][4]uint16 {
	edge := uint16(width * height)
	n := make([][4]uint16, width*height+1)
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
	n[edge] = [4]uint16{edge, edge, edge, edge}
	return n
}

// spread writes to dst the cells that have a neighbour in src. They must not overlap. A step left or right is a
// shift by one bit, a step down or up a shift by a row, which never reaches beyond the next word.
func (t *tables) spread(dst, src []uint64) {
	row := uint(t.width) & 63
	back := (64 - row) & 63
	below := uint64(0) // the word before
	for i, w := range src {
		above := uint64(0)
		if i+1 < len(src) {
			above = src[i+1]
		}
		right := (w<<1 | below>>63) & t.notLeft[i]
		left := (w>>1 | above<<63) & t.notRight[i]
		dst[i] = (right | left | w<<row | below>>back | w>>row | above<<back) & t.all[i]
		below = w
	}
}

// forEach calls f for each cell of a set, in ascending order.
func forEach(set []uint64, f func(c int)) {
	for i, word := range set {
		for ; word != 0; word &= word - 1 {
			f(i*64 + bits.TrailingZeros64(word))
		}
	}
}

// count returns the number of cells of a set.
func count(set []uint64) (n int) {
	for _, word := range set {
		n += bits.OnesCount64(word)
	}
	return n
}

// splitmix64 is the generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators"
// (2014). Its value is the seed.
type splitmix64 uint64

func (s *splitmix64) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	return game.MixHash(uint64(*s))
}
