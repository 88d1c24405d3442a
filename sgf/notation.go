package sgf

import (
	"fmt"
	"strconv"
	"strings"

	"tengen/game"
)

// notation is how a game's moves are written: cells in a way of their own, some words, and anything else as
// the game names it.
type notation struct {
	number int                                           // GM
	game   string                                        // its name in game.Params
	cell   func(z Size, x, y int) string                 // names the cell in column x of the row that the game names y+1
	locate func(z Size, move string) (x, y int, ok bool) // reads it
	words  map[string]string                             // the game's names of other actions, and the moves they are
}

// Numbers of games, GM: those of FF[4], and one outside of them.
const (
	numberGo      = 1
	numberOthello = 2
	numberGomoku  = 4
	numberHex     = 11
	numberOther   = 1000
)

var pass = map[string]string{"pass": ""}

var notations = []notation{
	{numberGo, "go", pointOf, locatePoint, pass},
	// Othello's literature has a1 in the top left corner, where "aa" is.
	{numberOthello, "othello", pointFromTop, locateFromTop, pass},
	{numberGomoku, "gomoku", pointOf, locatePoint, pass},
	// First is Black and joins the first row with the last; cell c3 touches b3, d3, c2, c4, d2 and b4. In a swap
	// by pieces the players keep their colours, as players do in tengen.
	{numberHex, "hex", hexCell, locateHex, map[string]string{"swap": "swap-pieces"}},
}

// notationOf returns the notation of a game by its name.
func notationOf(name string) notation {
	for _, n := range notations {
		if n.game == name {
			return n
		}
	}
	return notation{numberOther, name, pointOf, locatePoint, pass}
}

// format returns the value that stands for a legal action. It errs if parse would not find the action again.
func (n notation) format(s game.State, z Size, a game.Action) (string, error) {
	name := s.FormatAction(a)
	for _, value := range n.values(z, name) {
		if back, err := n.parse(s, z, value); err == nil && back == a {
			return value, nil
		}
	}
	return "", fmt.Errorf("%q of %s has no way to be written that is read as the same move", name, n.game)
}

// values returns how an action may be written, the best first.
func (n notation) values(z Size, name string) []string {
	var values []string
	if word, ok := n.words[strings.ToLower(name)]; ok {
		values = append(values, word)
	} else if cell, err := parseVertex(name, z); err == nil {
		values = append(values, n.cell(z, cell%z.Width, cell/z.Width))
	}
	return append(values, escapeSimple(name))
}

// parse returns the action that a value stands for, legal or not.
func (n notation) parse(s game.State, z Size, value string) (game.Action, error) {
	move := strings.TrimSpace(unescapeSimple(value))
	var first error
	for _, name := range n.names(z, move) {
		a, err := s.ParseAction(name)
		if err == nil {
			return a, nil
		}
		if first == nil {
			first = err
		}
	}
	return 0, fmt.Errorf("move %q: %w", short(move), first)
}

// names returns what the game may call a move, the likeliest first.
func (n notation) names(z Size, move string) []string {
	var names []string
	for name, word := range n.words {
		if strings.EqualFold(word, move) || word == "" && n.number == numberGo && z.Pass(move) {
			names = append(names, name)
		}
	}
	if x, y, ok := n.locate(z, move); ok {
		names = append(names, game.FormatVertex(y*z.Width+x, z.Width))
	}
	return append(names, move)
}

// parseVertex is game.ParseVertex for boards of any size: on large ones, cells have no vertices.
func parseVertex(name string, z Size) (int, error) {
	if z.Width > game.MaxSide || z.Height > game.MaxSide {
		return 0, fmt.Errorf("a board of %dx%d has no vertices", z.Width, z.Height)
	}
	return game.ParseVertex(name, z.Width, z.Height)
}

func pointOf(z Size, x, y int) string { return z.Point(y*z.Width + x) }

func locatePoint(z Size, move string) (x, y int, ok bool) {
	cell, err := z.Cell(move)
	return cell % z.Width, cell / z.Width, err == nil && z.Width <= game.MaxSide
}

func pointFromTop(z Size, x, y int) string { return pointOf(z, x, z.Height-1-y) }

func locateFromTop(z Size, move string) (x, y int, ok bool) {
	x, y, ok = locatePoint(z, move)
	return x, z.Height - 1 - y, ok
}

// hexCell names a cell with the letters a to z, I among them.
func hexCell(_ Size, x, y int) string { return letters[x:x+1] + strconv.Itoa(y+1) }

func locateHex(z Size, move string) (x, y int, ok bool) {
	if move == "" {
		return 0, 0, false
	}
	x = strings.IndexByte(letters, strings.ToLower(move[:1])[0])
	row, err := strconv.Atoi(move[1:])
	return x, row - 1, err == nil && 0 <= x && x < min(z.Width, game.MaxSide) && 1 <= row && row <= z.Height
}
