package connect4

import (
	"fmt"
	"math/bits"

	"tengen/game"
)

// Game is the rules. It has no parameters.
type Game struct{}

// New returns the game.
func New() *Game { return &Game{} }

// Params returns the name and the size.
func (g *Game) Params() game.Params {
	return game.Params{Name: "connect4", Width: width, Height: height}
}

// Shape returns [3, 6, 7]; Planes says what is in it.
func (g *Game) Shape() game.Shape {
	return game.Shape{Planes: planes, Height: height, Width: width}
}

// Actions returns 7: action x drops a disc into column x.
func (g *Game) Actions() int { return width }

// MaxPly returns 42: the board is full.
func (g *Game) MaxPly() int { return cells }

// Symmetries returns the identity and the mirror image.
func (g *Game) Symmetries() []game.Symmetry { return game.MirrorSymmetries() }

// MapAction returns the column that a goes to.
func (g *Game) MapAction(s game.Symmetry, a game.Action) game.Action {
	return game.Action(s.MapCell(int(a), width, height) % width)
}

// New returns an empty board with First to play.
func (g *Game) New() game.State { return &State{game: g} }

// State is a position: the discs of each player.
type State struct {
	game  *Game
	discs [2]bitboard // by player
	over  bool        // the player who has just moved has four in a row
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.game }

// CopyFrom makes s equal to src.
func (s *State) CopyFrom(src game.State) { *s = *src.(*State) }

// Reset empties the board.
func (s *State) Reset() { s.discs, s.over = [2]bitboard{}, false }

// Ply returns the number of discs.
func (s *State) Ply() int { return bits.OnesCount64(uint64(s.taken())) }

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return game.Player(s.Ply() & 1) }

// Legal reports whether column a has room and the game goes on.
func (s *State) Legal(a game.Action) bool {
	return a >= 0 && a < width && !s.over && s.taken()&bit(int(a), height-1) == 0
}

// LegalActions appends the columns that have room to dst.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	for a := range game.Action(width) {
		if s.Legal(a) {
			dst = append(dst, a)
		}
	}
	return dst
}

// Play drops a disc into column a. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("connect4: illegal action %d at ply %d", a, s.Ply()))
	}
	p := s.ToPlay()
	taken := s.taken()
	// Adding the column's bottom cell carries up through the discs to the lowest free cell.
	s.discs[p] |= (taken + bit(int(a), 0)) &^ taken & (column << (int(a) * stride))
	s.over = s.discs[p].fourInLine()
}

// Terminal reports whether someone has four in a row or the board is full.
func (s *State) Terminal() bool { return s.over || s.taken() == full }

// Outcome returns -1 if the opponent has just made four in a row, or 0 for a draw. It panics before the
// end.
func (s *State) Outcome() float32 {
	switch {
	case s.over:
		return -1
	case s.taken() == full:
		return 0
	}
	panic(fmt.Sprintf("connect4: Outcome at ply %d, before the end of the game", s.Ply()))
}

func (s *State) taken() bitboard { return s.discs[game.First] | s.discs[game.Second] }

// landing returns the row where a disc dropped into column x comes to rest: height if there is no room.
func (s *State) landing(x int) int {
	return bits.OnesCount64(uint64(s.taken() & (column << (x * stride))))
}

// Hash packs the position into 49 bits and mixes them. In each column the bit of the lowest free cell marks its
// height, and below it stand First's discs; so no two positions share a hash. They determine the player
// to move. The multiplier is that of splitmix64 (Steele, Lea and Flood 2014).
func (s *State) Hash() uint64 {
	h := uint64(s.taken()+bottomRow) | uint64(s.discs[game.First])
	h *= 0xbf58476d1ce4e5b9
	return h ^ h>>31
}
