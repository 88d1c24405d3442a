package solver

import "math/bits"

// The board has one spare bit on top of each column, as that of connect4: cell (x, y) is bit 7·x + y.
const (
	Width  = 7
	height = 6
	cells  = Width * height
	stride = height + 1 // bits a column

	bottomRow uint64 = 1 | 1<<stride | 1<<(2*stride) | 1<<(3*stride) | 1<<(4*stride) | 1<<(5*stride) | 1<<(6*stride)
	board     uint64 = bottomRow * (1<<height - 1)
	columnA   uint64 = 1<<height - 1
)

// Position is a position of Connect Four; its zero value is the empty board. It is a value: playing makes
// another one.
type Position struct {
	own   uint64 // discs of the player to move
	taken uint64 // of both
}

// Ply returns the number of discs.
func (p Position) Ply() int { return bits.OnesCount64(p.taken) }

// CanPlay reports whether column x, from 0, has room.
func (p Position) CanPlay(x int) bool { return p.free()&column(x) != 0 }

// Play returns the position after a disc in column x, which must have room.
func (p Position) Play(x int) Position { return p.play(p.free() & column(x)) }

// Wins reports whether a disc in column x makes four in a row.
func (p Position) Wins(x int) bool { return p.free()&column(x)&wins(p.own, p.taken) != 0 }

// Full reports whether there is no room left.
func (p Position) Full() bool { return p.taken == board }

// play puts a disc on one cell, the lowest free one of a column.
func (p Position) play(cell uint64) Position {
	return Position{own: p.own ^ p.taken, taken: p.taken | cell}
}

// free returns the lowest free cell of each column.
func (p Position) free() uint64 { return (p.taken + bottomRow) & board }

// canWin reports whether the player to move makes four in a row at once.
func (p Position) canWin() bool { return p.free()&wins(p.own, p.taken) != 0 }

// safe returns the cells that the player to move may take without losing at once: 0 if there are none. It
// must have no win of its own.
func (p Position) safe() uint64 {
	free, threats := p.free(), wins(p.own^p.taken, p.taken)
	if forced := free & threats; forced != 0 {
		if forced&(forced-1) != 0 {
			return 0 // two to stop at once
		}
		free = forced
	}
	return free &^ (threats >> 1) // not below a cell where the opponent would win
}

// blocks returns the cells that stop a threat of the opponent, or any if there is none.
func (p Position) blocks() uint64 {
	if threats := p.free() & wins(p.own^p.taken, p.taken); threats != 0 {
		return threats
	}
	return p.free()
}

// columnOf returns the column of a cell.
func columnOf(cell uint64) int { return bits.TrailingZeros64(cell) / stride }

// key is different for different positions: in each column a bit on top of the discs, and below it the discs
// of the player to move. It has 49 bits.
func (p Position) key() uint64 { return p.own + p.taken + bottomRow }

// Mirror returns the mirror image.
func (p Position) Mirror() Position { return Position{mirror(p.own), mirror(p.taken)} }

// canonical returns the one of the position and its mirror image that has the smaller key.
func (p Position) canonical() Position {
	if m := p.Mirror(); m.key() < p.key() {
		return m
	}
	return p
}

func mirror(b uint64) uint64 {
	const col = 1<<stride - 1
	return b&col<<(6*stride) | b>>(6*stride)&col |
		b>>stride&col<<(5*stride) | b>>(5*stride)&col<<stride |
		b>>(2*stride)&col<<(4*stride) | b>>(4*stride)&col<<(2*stride) |
		b&(col<<(3*stride))
}

func column(x int) uint64 { return columnA << (x * stride) }

// wins returns the free cells, within reach or not, that would give the discs own four in a row.
func wins(own, taken uint64) uint64 {
	w := own << 1 & (own << 2) & (own << 3) // on top of three in a column
	for _, step := range [...]int{stride - 1, stride, stride + 1} {
		pair := own << step & (own << (2 * step))
		w |= pair & (own << (3 * step)) // the fourth to the right of three
		w |= pair & (own >> step)       // third of four
		pair = own >> step & (own >> (2 * step))
		w |= pair & (own >> (3 * step)) // to the left of three
		w |= pair & (own << step)       // second of four
	}
	return w & (board &^ taken)
}
