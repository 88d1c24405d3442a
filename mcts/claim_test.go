package mcts

import (
	"errors"
	"fmt"

	"tengen/game"
)

// claim is a game for tests with many moves and all symmetries: players in turn claim an empty cell of a
// square or pass; after two passes, or when the board is full, the greater sum of cells wins, and those in the middle
// count more.
type claim struct{ size int }

func (g claim) cells() int                  { return g.size * g.size }
func (g claim) Params() game.Params         { return game.Params{Name: "claim", Width: g.size, Height: g.size} }
func (g claim) Shape() game.Shape           { return game.Shape{Planes: 2, Height: g.size, Width: g.size} }
func (g claim) Actions() int                { return g.cells() + 1 }
func (g claim) MaxPly() int                 { return 2*g.cells() + 2 }
func (g claim) Symmetries() []game.Symmetry { return game.SquareSymmetries(g.size, g.size) }
func (g claim) New() game.State             { return &claimState{g: g, owner: make([]int8, g.cells())} }

func (g claim) MapAction(s game.Symmetry, a game.Action) game.Action {
	if int(a) == g.cells() {
		return a
	}
	return game.Action(s.MapCell(int(a), g.size, g.size))
}

// worth is the number of cells between a cell and the nearer edges, multiplied.
func (g claim) worth(cell int) int {
	x, y := cell%g.size, cell/g.size
	return min(x+1, g.size-x) * min(y+1, g.size-y)
}

type claimState struct {
	g      claim
	owner  []int8 // 0: empty, else 1 + game.Player
	ply    int
	passes int // in a row
	hash   uint64
}

func (s *claimState) Game() game.Game     { return s.g }
func (s *claimState) Reset()              { s.CopyFrom(s.g.New()) }
func (s *claimState) ToPlay() game.Player { return game.Player(s.ply & 1) }
func (s *claimState) Ply() int            { return s.ply }
func (s *claimState) Hash() uint64        { return s.hash ^ uint64(s.ToPlay()) }

func (s *claimState) CopyFrom(src game.State) {
	from, owner := src.(*claimState), s.owner
	copy(owner, from.owner)
	*s = *from
	s.owner = owner
}

func (s *claimState) Legal(a game.Action) bool {
	return !s.Terminal() && a >= 0 && (int(a) == len(s.owner) || int(a) < len(s.owner) && s.owner[a] == 0)
}

func (s *claimState) LegalActions(dst []game.Action) []game.Action {
	for a := range game.Action(s.g.Actions()) {
		if s.Legal(a) {
			dst = append(dst, a)
		}
	}
	return dst
}

func (s *claimState) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("claim cell %d", a))
	}
	s.passes++
	if int(a) < len(s.owner) {
		s.passes = 0
		s.owner[a] = 1 + int8(s.ToPlay())
		s.hash ^= mix(uint64(2*int(a)) + uint64(s.ToPlay()))
	}
	s.ply++
}

func (s *claimState) Terminal() bool {
	if s.passes >= 2 {
		return true
	}
	for _, o := range s.owner {
		if o == 0 {
			return false
		}
	}
	return true
}

func (s *claimState) Outcome() float32 {
	sum := 0
	for c, o := range s.owner {
		switch {
		case o == 0:
		case game.Player(o-1) == s.ToPlay():
			sum += s.g.worth(c)
		default:
			sum -= s.g.worth(c)
		}
	}
	return float32(min(1, max(-1, sum)))
}

func (s *claimState) Planes(dst []float32) {
	clear(dst)
	for c, o := range s.owner {
		if o > 0 {
			plane := 0
			if game.Player(o-1) != s.ToPlay() {
				plane = 1
			}
			dst[plane*len(s.owner)+c] = 1
		}
	}
}

func (s *claimState) FormatAction(a game.Action) string { return fmt.Sprint(a) }
func (s *claimState) String() string                    { return fmt.Sprint(s.owner, s.ToPlay()) }

func (s *claimState) ParseAction(string) (game.Action, error) {
	return 0, errors.New("claim reads no text")
}
