package breakthrough

import (
	"errors"
	"fmt"
	"math/bits"

	"tengen/game"
)

// The limits of the sides. Four rows have room for two of each player.
const (
	minWidth  = 3
	minHeight = 4
	maxSide   = 8
)

// Directions are numbered by the change of column plus one: left, straight, right.
const (
	directions = 3
	straight   = 1
)

// Game is the rules on one board. It is immutable.
//
// A set of cells is a uint64: cell y·W + x is bit y·W + x.
type Game struct {
	width, height int
	start         [2]uint64          // pieces by player
	goal          [2]uint64          // the last row by player
	room          [directions]uint64 // the cells from which a direction does not lead off the side of the board
}

// New returns Breakthrough on a board of 3 to 8 columns and 4 to 8 rows.
func New(width, height int) (*Game, error) {
	if width < minWidth || width > maxSide || height < minHeight || height > maxSide {
		return nil, fmt.Errorf("size %dx%d (width x height) is not played: the width must be %d to %d and the height %d to %d",
			width, height, minWidth, maxSide, minHeight, maxSide)
	}
	g := &Game{width: width, height: height}
	row := uint64(1)<<width - 1
	top := row << (width * (height - 1))
	g.start = [2]uint64{game.First: row | row<<width, game.Second: top | top>>width}
	g.goal = [2]uint64{game.First: top, game.Second: row}
	for y := range height {
		line := row << (y * width)
		g.room[0] |= line &^ (1 << (y * width))
		g.room[1] |= line
		g.room[2] |= line &^ (1 << (y*width + width - 1))
	}
	return g, nil
}

// Params returns the name and the size.
func (g *Game) Params() game.Params {
	return game.Params{Name: "breakthrough", Width: g.width, Height: g.height}
}

// Shape returns [3, H, W]; Planes says what is in it.
func (g *Game) Shape() game.Shape {
	return game.Shape{Planes: planes, Height: g.height, Width: g.width}
}

// Actions returns 3·W·H: a direction for each cell, as the package says.
func (g *Game) Actions() int { return directions * g.cells() }

// MaxPly returns 2·W·(2·H - 5) + 1. A piece that has moved as often as it can without winning stands on the
// last row but one, H - 2 moves from the first row and H - 3 from the second; when all 4·W have done so, the
// next move wins. There are games that long: on 3x5, 31 plies.
func (g *Game) MaxPly() int { return 2*g.width*(2*g.height-5) + 1 }

// Symmetries returns the identity and the mirror image in x.
func (g *Game) Symmetries() []game.Symmetry { return game.MirrorSymmetries() }

// MapAction returns where a goes: in the mirror image left is right.
func (g *Game) MapAction(s game.Symmetry, a game.Action) game.Action {
	d, from := g.split(a)
	if s != game.Identity {
		d = directions - 1 - d
	}
	return g.action(d, s.MapCell(from, g.width, g.height))
}

// New returns a State at the start of a game. Its dynamic type is *State.
func (g *Game) New() game.State {
	s := &State{rules: g}
	s.Reset()
	return s
}

func (g *Game) cells() int { return g.width * g.height }

// split returns the direction of a and the cell it moves from.
func (g *Game) split(a game.Action) (d, from int) {
	return int(a) / g.cells(), int(a) % g.cells()
}

// action undoes split.
func (g *Game) action(d, from int) game.Action { return game.Action(d*g.cells() + from) }

// step returns how far a move of p in direction d leads, from cell to cell.
func (g *Game) step(p game.Player, d int) int {
	if p == game.First {
		return g.width + d - straight
	}
	return -g.width + d - straight
}

// State is a position: the pieces of each player.
type State struct {
	rules  *Game
	pieces [2]uint64 // by player
	ply    int       // even if First is to play
	over   bool      // the player who has just moved has won
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.rules }

// CopyFrom makes s equal to src.
func (s *State) CopyFrom(src game.State) { *s = *src.(*State) }

// Reset goes back to two rows of pieces each.
func (s *State) Reset() { s.pieces, s.ply, s.over = s.rules.start, 0, false }

// Ply returns the number of moves.
func (s *State) Ply() int { return s.ply }

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return game.Player(s.ply & 1) }

// sides returns the pieces of the player to move and those of the opponent.
func (s *State) sides() (own, opp uint64) {
	return s.pieces[s.ToPlay()], s.pieces[s.ToPlay().Opponent()]
}

// movable returns the cells of the pieces that may move in direction d. No piece of the player to move is on
// its last row, so that a step stays on the board.
func (s *State) movable(d int) uint64 {
	if s.over {
		return 0
	}
	own, opp := s.sides()
	taken := own
	if d == straight {
		taken |= opp
	}
	return own & s.rules.room[d] &^ bits.RotateLeft64(taken, -s.rules.step(s.ToPlay(), d))
}

// Legal reports whether a moves a piece of the player to move to a cell that it may go to.
func (s *State) Legal(a game.Action) bool {
	if a < 0 || int(a) >= s.rules.Actions() {
		return false
	}
	d, from := s.rules.split(a)
	return s.movable(d)>>from&1 != 0
}

// LegalActions appends the legal actions to dst.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	for d := range directions {
		for left := s.movable(d); left != 0; left &= left - 1 {
			dst = append(dst, s.rules.action(d, bits.TrailingZeros64(left)))
		}
	}
	return dst
}

// Play plays a. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("breakthrough: illegal action %d at ply %d", a, s.ply))
	}
	me, opponent := s.ToPlay(), s.ToPlay().Opponent()
	d, cell := s.rules.split(a)
	from := uint64(1) << cell
	to := bits.RotateLeft64(from, s.rules.step(me, d))
	s.pieces[me] ^= from | to
	s.pieces[opponent] &^= to
	s.ply++
	s.over = to&s.rules.goal[me] != 0 || s.pieces[opponent] == 0
}

// Explain says why a is illegal, and returns nil if it is legal.
func (s *State) Explain(a game.Action) error {
	if s.Legal(a) {
		return nil
	}
	own, _ := s.sides()
	d, from := s.rules.split(a)
	switch {
	case own>>from&1 == 0:
		return fmt.Errorf("no piece of yours is on %s", game.FormatVertex(from, s.rules.width))
	case s.rules.room[d]>>from&1 == 0:
		return errors.New("it leads off the board")
	case d == straight:
		return errors.New("blocked: a straight move needs an empty cell")
	}
	return errors.New("a piece of yours is there")
}

// Terminal reports whether the player who has just moved has won.
func (s *State) Terminal() bool { return s.over }

// Outcome returns -1: the player to move has lost. It panics before the end.
func (s *State) Outcome() float32 {
	if !s.over {
		panic(fmt.Sprintf("breakthrough: Outcome at ply %d, before the end of the game", s.ply))
	}
	return -1
}

// Hash mixes the pieces of both players and the player to move.
func (s *State) Hash() uint64 {
	h := game.MixHash(game.MixHash(s.pieces[game.First]) ^ s.pieces[game.Second])
	if s.ToPlay() == game.Second {
		return ^h
	}
	return h
}
