package tictactoe

import (
	"fmt"
	"math/bits"

	"tengen/game"
)

// The board. Actions are its cells.
const (
	side  = 3
	cells = side * side
	full  = 1<<cells - 1
)

// lines are the eight ways to win, as sets of cells.
var lines = [...]uint16{0o007, 0o070, 0o700, 0o111, 0o222, 0o444, 0o421, 0o124}

// Game is the rules. It has no parameters.
type Game struct{}

// New returns the game.
func New() *Game { return &Game{} }

// Params returns the name and the size.
func (g *Game) Params() game.Params {
	return game.Params{Name: "tictactoe", Width: side, Height: side}
}

// Shape returns [3, 3, 3]; Planes says what is in it.
func (g *Game) Shape() game.Shape { return game.Shape{Planes: planes, Height: side, Width: side} }

// Actions returns 9: action y·3 + x marks that cell.
func (g *Game) Actions() int { return cells }

// MaxPly returns 9: the board is full.
func (g *Game) MaxPly() int { return cells }

// Symmetries returns the 8 of the square.
func (g *Game) Symmetries() []game.Symmetry { return game.SquareSymmetries(side, side) }

// MapAction returns the cell that a goes to.
func (g *Game) MapAction(s game.Symmetry, a game.Action) game.Action {
	return game.Action(s.MapCell(int(a), side, side))
}

// New returns an empty board with First to play.
func (g *Game) New() game.State { return &State{game: g} }

// State is a position: the cells of each player as a set of bits.
type State struct {
	game  *Game
	marks [2]uint16 // by player
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.game }

// CopyFrom makes s equal to src.
func (s *State) CopyFrom(src game.State) { *s = *src.(*State) }

// Reset empties the board.
func (s *State) Reset() { s.marks = [2]uint16{} }

// Ply returns the number of marks.
func (s *State) Ply() int { return bits.OnesCount16(s.taken()) }

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return game.Player(s.Ply() & 1) }

// Legal reports whether the cell a is free and the game goes on.
func (s *State) Legal(a game.Action) bool {
	return a >= 0 && a < cells && s.taken()>>a&1 == 0 && !s.Terminal()
}

// LegalActions appends the free cells to dst.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	if s.Terminal() {
		return dst
	}
	for free := full &^ s.taken(); free != 0; free &= free - 1 {
		dst = append(dst, game.Action(bits.TrailingZeros16(free)))
	}
	return dst
}

// Play marks the cell a. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("tictactoe: illegal action %d at ply %d", a, s.Ply()))
	}
	s.marks[s.ToPlay()] |= 1 << a
}

// Terminal reports whether someone has three in a line or the board is full.
func (s *State) Terminal() bool { return s.taken() == full || s.lost() }

// Outcome returns -1 if the opponent has just made a line, or 0 for a draw. It panics before the end.
func (s *State) Outcome() float32 {
	switch {
	case s.lost():
		return -1
	case s.taken() == full:
		return 0
	}
	panic(fmt.Sprintf("tictactoe: Outcome at ply %d, before the end of the game", s.Ply()))
}

// lost reports whether the player who has just moved has a line.
func (s *State) lost() bool {
	m := s.marks[s.ToPlay().Opponent()]
	for _, l := range lines {
		if m&l == l {
			return true
		}
	}
	return false
}

func (s *State) taken() uint16 { return s.marks[game.First] | s.marks[game.Second] }

// Hash mixes both players' cells; they determine the player to move. The multiplier is that of
// splitmix64 (Steele, Lea and Flood 2014), odd, so that no two positions share a hash.
func (s *State) Hash() uint64 {
	h := uint64(s.marks[game.First])<<cells | uint64(s.marks[game.Second]) | 1<<63
	h *= 0xbf58476d1ce4e5b9
	return h ^ h>>31
}
