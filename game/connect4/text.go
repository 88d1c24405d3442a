package connect4

import (
	"fmt"
	"strings"

	"tengen/game"
)

// FormatAction returns the vertex where a disc dropped into column a lands in this position, "D1" at the
// start, or the column's letter alone if it is full.
func (s *State) FormatAction(a game.Action) string {
	y := s.landing(int(a))
	if y == height {
		return game.ColumnName(int(a))
	}
	return game.FormatVertex(y*width+int(a), width)
}

// ParseAction reads a column's letter, "D", or the vertex where its disc lands in this position.
func (s *State) ParseAction(text string) (game.Action, error) {
	if len(text) == 1 {
		x, err := game.ParseColumn(text[0], width)
		if err != nil {
			return 0, fmt.Errorf("connect4: %w", err)
		}
		return game.Action(x), nil
	}
	cell, err := game.ParseVertex(text, width, height)
	if err != nil {
		return 0, fmt.Errorf("connect4: %w; a column's letter alone will do too", err)
	}
	a := game.Action(cell % width)
	switch y := s.landing(int(a)); y {
	case cell / width:
		return a, nil
	case height:
		return 0, fmt.Errorf("connect4: vertex %q: column %s is full", text, game.ColumnName(int(a)))
	default:
		return 0, fmt.Errorf("connect4: vertex %q: a disc in that column lands at %s; say that, or its letter alone", text, s.FormatAction(a))
	}
}

// String draws the board: X is First, O is Second.
func (s *State) String() string {
	var b strings.Builder
	for y := height - 1; y >= 0; y-- {
		fmt.Fprintf(&b, "%d", y+1)
		for x := range width {
			b.WriteByte(' ')
			b.WriteByte(s.glyph(bit(x, y)))
		}
		b.WriteByte('\n')
	}
	b.WriteString("  A B C D E F G\n")
	return b.String()
}

// glyph returns the letter drawn for a cell.
func (s *State) glyph(cell bitboard) byte {
	switch {
	case s.discs[game.First]&cell != 0:
		return 'X'
	case s.discs[game.Second]&cell != 0:
		return 'O'
	}
	return '.'
}
