package gomoku

import (
	"fmt"
	"strings"

	"tengen/game"
)

// The sides a board may have: as far as a row needs, as far as the letters of the columns go.
const (
	MinSide = five
	MaxSide = game.MaxSide
)

// five is the length of a row that wins.
const five = 5

// The options: a row of six or more wins as well, the usual rule, or does not.
const (
	freeFive  = "five=free"
	exactFive = "five=exact"
)

// Game is the rules on one board. It is immutable.
type Game struct {
	width, height int
	exact         bool // a row of more than five does not win
}

// New returns Gomoku on width by height cells, 5 to 25 each, with the options in rules: "five=free", which is
// also "", or "five=exact".
func New(width, height int, rules string) (*Game, error) {
	if min(width, height) < MinSide || max(width, height) > MaxSide {
		return nil, fmt.Errorf("gomoku on a board of %dx%d: each side must be %d to %d", width, height, MinSide, MaxSide)
	}
	exact, err := parseRules(rules)
	if err != nil {
		return nil, err
	}
	return &Game{width: width, height: height, exact: exact}, nil
}

// parseRules reads the options and reports whether a row of more than five does not win.
func parseRules(rules string) (exact bool, err error) {
	words := strings.Fields(rules)
	for _, word := range words {
		if word != freeFive && word != exactFive {
			return false, fmt.Errorf("rules: word %q is unknown; known: %s (the usual), %s", word, freeFive, exactFive)
		}
		exact = word == exactFive
	}
	if len(words) > 1 {
		return false, fmt.Errorf("rules %q: five is set twice", rules)
	}
	return exact, nil
}

// Params returns the name, the size and the option if it is not the usual one.
func (g *Game) Params() game.Params {
	p := game.Params{Name: "gomoku", Width: g.width, Height: g.height}
	if g.exact {
		p.Rules = exactFive
	}
	return p
}

// Shape returns [3, H, W]; Planes says what is in it.
func (g *Game) Shape() game.Shape {
	return game.Shape{Planes: planes, Height: g.height, Width: g.width}
}

// Actions returns W·H: action y·W + x puts a stone there.
func (g *Game) Actions() int { return g.width * g.height }

// MaxPly returns W·H: the board is full.
func (g *Game) MaxPly() int { return g.width * g.height }

// Symmetries returns the 8 of a square board and the 4 of others.
func (g *Game) Symmetries() []game.Symmetry { return game.SquareSymmetries(g.width, g.height) }

// MapAction returns the cell that a goes to.
func (g *Game) MapAction(s game.Symmetry, a game.Action) game.Action {
	return game.Action(s.MapCell(int(a), g.width, g.height))
}

// New returns an empty board with First to play. Its dynamic type is *State.
func (g *Game) New() game.State {
	s := &State{rules: g, stones: make([]uint8, g.width*g.height)}
	s.Reset()
	return s
}
