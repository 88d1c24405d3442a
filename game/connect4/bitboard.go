package connect4

// A bitboard holds a set of cells. Cell (x, y) is bit 7·x + y; bit 7·x + 6, above the top of column x,
// is never set, so that shifts along a line do not run from one column into the next:
//
//	6 13 20 27 34 41 48   always free
//	5 12 19 26 33 40 47
//	4 11 18 25 32 39 46
//	3 10 17 24 31 38 45
//	2  9 16 23 30 37 44
//	1  8 15 22 29 36 43
//	0  7 14 21 28 35 42
//	A  B  C  D  E  F  G
type bitboard uint64

const (
	width  = 7
	height = 6
	cells  = width * height
	stride = height + 1 // bits a column

	bottomRow bitboard = 1 | 1<<stride | 1<<(2*stride) | 1<<(3*stride) | 1<<(4*stride) | 1<<(5*stride) | 1<<(6*stride)
	column    bitboard = 1<<height - 1 // the cells of column A
	full               = bottomRow * column
)

// bit returns the set of one cell.
func bit(x, y int) bitboard { return 1 << (x*stride + y) }

// fourInLine reports whether b has four cells in a row in any direction: b ANDed with itself moved one
// step along the line gives pairs, and pairs ANDed with pairs two steps on give fours.
func (b bitboard) fourInLine() bool {
	for _, step := range [...]int{1, stride - 1, stride, stride + 1} { // up, down right, right, up right
		pairs := b & (b >> step)
		if pairs&(pairs>>(2*step)) != 0 {
			return true
		}
	}
	return false
}
