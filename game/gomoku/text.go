package gomoku

import (
	"fmt"
	"strings"

	"tengen/game"
)

// FormatAction names the cell a: "H8".
func (s *State) FormatAction(a game.Action) string { return game.FormatVertex(int(a), s.rules.width) }

// ParseAction reads a cell's name.
func (s *State) ParseAction(text string) (game.Action, error) {
	cell, err := game.ParseVertex(text, s.rules.width, s.rules.height)
	if err != nil {
		return 0, fmt.Errorf("gomoku: %w", err)
	}
	return game.Action(cell), nil
}

// String draws the board with its coordinates: X is First, O is Second. The last line says who is to play or
// how the game ended.
func (s *State) String() string {
	var b strings.Builder
	for y := s.rules.height - 1; y >= 0; y-- {
		fmt.Fprintf(&b, "%2d", y+1)
		for x := range s.rules.width {
			b.WriteByte(' ')
			b.WriteByte(glyphs[s.stones[y*s.rules.width+x]])
		}
		b.WriteByte('\n')
	}
	b.WriteString("  ")
	for x := range s.rules.width {
		b.WriteString(" " + game.ColumnName(x))
	}
	b.WriteString("\n" + s.status() + "\n")
	return b.String()
}

// glyphs are drawn for what is on a cell.
const glyphs = "XO."

// status says who is to play or how the game ended.
func (s *State) status() string {
	switch {
	case s.won:
		return string(glyphs[s.ToPlay().Opponent()]) + " has won"
	case s.Terminal():
		return "draw"
	}
	return string(glyphs[s.ToPlay()]) + " to play"
}
