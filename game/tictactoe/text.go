package tictactoe

import (
	"fmt"
	"strings"

	"tengen/game"
)

// FormatAction names the cell a, "A1" to "C3".
func (s *State) FormatAction(a game.Action) string { return game.FormatVertex(int(a), side) }

// ParseAction reads a cell's name.
func (s *State) ParseAction(text string) (game.Action, error) {
	cell, err := game.ParseVertex(text, side, side)
	if err != nil {
		return 0, fmt.Errorf("tictactoe: %w", err)
	}
	return game.Action(cell), nil
}

// String draws the board: X is First, O is Second.
func (s *State) String() string {
	var b strings.Builder
	for y := side - 1; y >= 0; y-- {
		fmt.Fprintf(&b, "%d", y+1)
		for x := range side {
			b.WriteByte(' ')
			b.WriteByte(s.glyph(y*side + x))
		}
		b.WriteByte('\n')
	}
	b.WriteString("  A B C\n")
	return b.String()
}

// glyph returns the letter drawn for cell.
func (s *State) glyph(cell int) byte {
	switch {
	case s.marks[game.First]>>cell&1 != 0:
		return 'X'
	case s.marks[game.Second]>>cell&1 != 0:
		return 'O'
	}
	return '.'
}
