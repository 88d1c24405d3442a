package hex

import "tengen/game"

// The edges of the board are numbered after its cells, in this order. They count as stones of the player who
// joins them, so that the game is won when a player's two edges are in the same group.
const (
	bottom = iota // First's
	top
	left // Second's
	right
	edges // their number
)

// edgesOf returns the edges that p joins.
func (g *Game) edgesOf(p game.Player) (from, to uint16) {
	from = uint16(g.cells() + 2*int(p))
	return from, from + 1
}

// neighbours makes the table of that name. Beyond a corner lie two edges, and either will do: the cell in the
// corner has both as neighbours anyway, straight across.
func neighbours(width, height int) [][6]uint16 {
	at := func(x, y int) uint16 {
		switch {
		case y < 0:
			return uint16(width*height + bottom)
		case y >= height:
			return uint16(width*height + top)
		case x < 0:
			return uint16(width*height + left)
		case x >= width:
			return uint16(width*height + right)
		}
		return uint16(y*width + x)
	}
	n := make([][6]uint16, width*height)
	for c := range n {
		x, y := c%width, c/width
		n[c] = [6]uint16{at(x-1, y), at(x+1, y), at(x, y-1), at(x, y+1), at(x+1, y-1), at(x-1, y+1)}
	}
	return n
}

// groups are the sets of stones and edges that are joined, as trees: each cell or edge has the index of another
// one of its group, and a root has its own (Tarjan 1975, with paths halved).
type groups []uint16

// clear makes each cell and edge a group of its own.
func (g groups) clear() {
	for i := range g {
		g[i] = uint16(i)
	}
}

// root returns the root of i's group. On its way it shortens the way for the next time.
func (g groups) root(i uint16) uint16 {
	for g[i] != i {
		g[i] = g[g[i]]
		i = g[i]
	}
	return i
}

// join makes one group of a's and b's: a's root goes below b's.
func (g groups) join(a, b uint16) { g[g.root(a)] = g.root(b) }

// joined reports whether a and b are in the same group.
func (g groups) joined(a, b uint16) bool { return g.root(a) == g.root(b) }
