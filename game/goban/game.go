package goban

import (
	"errors"
	"fmt"

	"tengen/game"
)

// Black moves first.
const (
	Black = game.First
	White = game.Second
)

// MaxSide is the longest side of a board: as far as the letters of the columns go.
const MaxSide = game.MaxSide

// maxCells and maxWords bound the buffers on the stack.
const (
	maxCells = MaxSide * MaxSide
	maxWords = (maxCells + 63) / 64
)

// Game is the rules on one board. It is immutable.
type Game struct {
	params game.Params
	rules  Rules
	maxPly int
	*tables
}

// New returns Go on width by height cells, 1 to 25 each, with komi half points for White: 15 is 7.5
// points. Komi may be negative, and with a whole number of points a game can be drawn.
func New(width, height, komi int, rules Rules) (*Game, error) {
	var size error
	if width < 1 || width > MaxSide || height < 1 || height > MaxSide {
		size = fmt.Errorf("go on a board of %dx%d: each side must be 1 to %d", width, height, MaxSide)
	}
	if err := errors.Join(size, rules.validate()); err != nil {
		return nil, err
	}
	usual := 3 * width * height
	if rules.MaxPly == usual { // the same game, however it was said
		rules.MaxPly = 0
	}
	g := &Game{
		params: game.Params{Name: "go", Width: width, Height: height, Komi: komi, Rules: rules.String()},
		rules:  rules,
		maxPly: rules.MaxPly,
		tables: newTables(width, height),
	}
	if g.maxPly == 0 {
		g.maxPly = usual
	}
	return g, nil
}

// Params returns the name, the size, the komi and the rules in their canonical words.
func (g *Game) Params() game.Params { return g.params }

// Rules returns the options.
func (g *Game) Rules() Rules { return g.rules }

// Shape returns [17, H, W]; Planes says what is in it.
func (g *Game) Shape() game.Shape {
	return game.Shape{Planes: planes, Height: g.height, Width: g.width}
}

// Actions returns W·H + 1: the cells, then the pass.
func (g *Game) Actions() int { return g.cells + 1 }

// MaxPly returns the number of plies after which a game is over and counted as it stands: 3·W·H, or what the rules
// say. Superko ends every game, but only in theory. AlphaGo Zero's limit was 2·W·H (Methods, Self-play); the
// longer one leaves the opponents of a tournament, who may not pass when they should, the time to fill the board.
func (g *Game) MaxPly() int { return g.maxPly }

// Symmetries returns the 8 of a square board and the 4 of others.
func (g *Game) Symmetries() []game.Symmetry { return game.SquareSymmetries(g.width, g.height) }

// MapAction returns the cell that a goes to; the pass stays the pass.
func (g *Game) MapAction(s game.Symmetry, a game.Action) game.Action {
	if a == g.Pass() {
		return a
	}
	return game.Action(s.MapCell(int(a), g.width, g.height))
}

// New returns an empty board with Black to play. Its dynamic type is *State.
func (g *Game) New() game.State { return newState(g) }

// Pass returns the action that passes.
func (g *Game) Pass() game.Action { return game.Action(g.cells) }
