package hex

import (
	"fmt"
	"strings"

	"tengen/game"
)

// MaxSide is the longest side of a board: as far as the letters of the columns go.
const MaxSide = game.MaxSide

// The options: Second may swap, the usual rule, or may not.
const (
	withSwap = "swap=yes"
	noSwap   = "swap=no"
)

// Game is the rules on one board. It is immutable.
type Game struct {
	width, height int
	swaps         bool        // Second may swap
	neighbours    [][6]uint16 // of each cell: cells, and edges where the board ends
}

// New returns Hex on width by height cells, 1 to 25 each, with the options in rules: "swap=yes", which is also
// "", or "swap=no". A rectangle needs "swap=no", since a stone that is swapped goes where x and y are exchanged.
func New(width, height int, rules string) (*Game, error) {
	if min(width, height) < 1 || max(width, height) > MaxSide {
		return nil, fmt.Errorf("hex on a board of %dx%d: each side must be 1 to %d", width, height, MaxSide)
	}
	swaps, err := parseRules(rules)
	if err != nil {
		return nil, err
	}
	if swaps && width != height {
		return nil, fmt.Errorf("hex on a board of %dx%d: a swap needs a square; rectangles are played with rules %q", width, height, noSwap)
	}
	return &Game{width: width, height: height, swaps: swaps, neighbours: neighbours(width, height)}, nil
}

// parseRules reads the options and reports whether Second may swap.
func parseRules(rules string) (swaps bool, err error) {
	swaps = true
	words := strings.Fields(rules)
	for _, word := range words {
		if word != withSwap && word != noSwap {
			return false, fmt.Errorf("rules: word %q is unknown; known: %s (the usual), %s", word, withSwap, noSwap)
		}
		swaps = word == withSwap
	}
	if len(words) > 1 {
		return false, fmt.Errorf("rules %q: swap is set twice", rules)
	}
	return swaps, nil
}

// Params returns the name, the size and the option if it is not the usual one.
func (g *Game) Params() game.Params {
	p := game.Params{Name: "hex", Width: g.width, Height: g.height}
	if !g.swaps {
		p.Rules = noSwap
	}
	return p
}

// Shape returns [6, H, W]; Planes says what is in it.
func (g *Game) Shape() game.Shape {
	return game.Shape{Planes: planes, Height: g.height, Width: g.width}
}

// Actions returns W·H + 1, the cells and the swap, or W·H without a swap.
func (g *Game) Actions() int {
	if g.swaps {
		return g.cells() + 1
	}
	return g.cells()
}

// MaxPly returns the number of actions: the board is full, and one ply may have been a swap.
func (g *Game) MaxPly() int { return g.Actions() }

// Symmetries returns the identity and the turn by 180°: others exchange the players' sides, or break the
// neighbourhoods.
func (g *Game) Symmetries() []game.Symmetry { return game.TurnSymmetries() }

// MapAction returns the cell that a goes to; the swap stays the swap.
func (g *Game) MapAction(s game.Symmetry, a game.Action) game.Action {
	if a == g.swap() {
		return a
	}
	return game.Action(s.MapCell(int(a), g.width, g.height))
}

// New returns an empty board with First to play. Its dynamic type is *State.
func (g *Game) New() game.State {
	s := &State{rules: g, stones: make([]uint8, g.cells()+edges), groups: make(groups, g.cells()+edges)}
	s.Reset()
	return s
}

// swap returns the action that swaps.
func (g *Game) swap() game.Action { return game.Action(g.cells()) }

// mirrored returns the cell where x and y are exchanged. The board must be square.
func (g *Game) mirrored(cell int) int { return cell%g.width*g.width + cell/g.width }

func (g *Game) cells() int { return g.width * g.height }
