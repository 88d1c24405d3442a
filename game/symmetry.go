package game

// Symmetry is an element of the dihedral group of the square, 0 to 7. Bit 2 swaps x and y first, then
// bit 0 mirrors x and bit 1 mirrors y.
type Symmetry uint8

// Identity leaves the board as it is.
const Identity Symmetry = 0

// The bits of a Symmetry.
const (
	mirrorX   Symmetry = 1
	mirrorY   Symmetry = 2
	transpose Symmetry = 4
)

// SquareSymmetries returns all 8 symmetries on a square board and the 4 that keep the shape on others.
func SquareSymmetries(width, height int) []Symmetry {
	n := 4
	if width == height {
		n = 8
	}
	all := make([]Symmetry, n)
	for i := range all {
		all[i] = Symmetry(i)
	}
	return all
}

// MirrorSymmetries returns the identity and the mirror image in x: what gravity leaves.
func MirrorSymmetries() []Symmetry { return []Symmetry{Identity, mirrorX} }

// TurnSymmetries returns the identity and the turn by 180°: what is left where the sides of the board, but not
// its mirror images, are alike.
func TurnSymmetries() []Symmetry { return []Symmetry{Identity, mirrorX | mirrorY} }

// MapCell returns where the cell y·width + x goes. A symmetry that transposes needs a square board.
func (s Symmetry) MapCell(cell, width, height int) int {
	x, y := cell%width, cell/width
	if s&transpose != 0 {
		x, y = y, x
	}
	if s&mirrorX != 0 {
		x = width - 1 - x
	}
	if s&mirrorY != 0 {
		y = height - 1 - y
	}
	return y*width + x
}

// Symmetries holds a game's symmetries as tables, so that boards and policies are turned by look-up.
type Symmetries struct {
	cells   [][]int32 // [symmetry][cell] the cell it goes to
	actions [][]int32 // [symmetry][action] the action it goes to
}

// NewSymmetries makes the tables of g.
func NewSymmetries(g Game) *Symmetries {
	t := &Symmetries{}
	sh := g.Shape()
	for _, s := range g.Symmetries() {
		cells := make([]int32, sh.Cells())
		for i := range cells {
			cells[i] = int32(s.MapCell(i, sh.Width, sh.Height))
		}
		actions := make([]int32, g.Actions())
		for a := range actions {
			actions[a] = int32(g.MapAction(s, Action(a)))
		}
		t.cells = append(t.cells, cells)
		t.actions = append(t.actions, actions)
	}
	return t
}

// Len returns the number of symmetries.
func (t *Symmetries) Len() int { return len(t.cells) }

// Planes turns src [C, H, W] by symmetry i into dst. They must not overlap.
func (t *Symmetries) Planes(i int, dst, src []float32) {
	cells := t.cells[i]
	for off := 0; off < len(src); off += len(cells) {
		from, to := src[off:off+len(cells)], dst[off:off+len(cells)]
		for c, turned := range cells {
			to[turned] = from[c]
		}
	}
}

// StatePlanes writes the planes [C, H, W] of s, turned by symmetry i, to dst. It may use scratch, which is as long.
func (t *Symmetries) StatePlanes(i int, s State, dst, scratch []float32) {
	if s, ok := s.(Turner); ok {
		s.TurnedPlanes(dst, t.cells[i])
		return
	}
	s.Planes(scratch)
	t.Planes(i, dst, scratch)
}

// Policy turns src [A] by symmetry i into dst. They must not overlap.
func (t *Symmetries) Policy(i int, dst, src []float32) {
	for a, to := range t.actions[i] {
		dst[to] = src[a]
	}
}

// PolicyBack undoes Policy: it turns a policy on the turned board back to the board as it was.
func (t *Symmetries) PolicyBack(i int, dst, src []float32) {
	for a, to := range t.actions[i] {
		dst[a] = src[to]
	}
}
