package hex

import (
	"fmt"
	"strings"

	"tengen/game"
)

// FormatAction names a: a vertex or "swap".
func (s *State) FormatAction(a game.Action) string {
	if a == s.rules.swap() {
		return "swap"
	}
	return game.FormatVertex(int(a), s.rules.width)
}

// ParseAction reads a vertex or, in games with a swap, "swap", in any case.
func (s *State) ParseAction(text string) (game.Action, error) {
	if s.rules.swaps && strings.EqualFold(text, "swap") {
		return s.rules.swap(), nil
	}
	cell, err := game.ParseVertex(text, s.rules.width, s.rules.height)
	switch {
	case err == nil:
		return game.Action(cell), nil
	case s.rules.swaps:
		return 0, fmt.Errorf("hex: %w, or swap", err)
	}
	return 0, fmt.Errorf("hex: %w", err)
}

// String draws the board with its coordinates, each row half a cell to the right of the one below, so that
// neighbours lie side by side: X is First, O is Second, and so are the edges. The last line says who is to play
// or has won.
func (s *State) String() string {
	w, h := s.rules.width, s.rules.height
	var b strings.Builder
	line := func(indent int, cells string) { b.WriteString(strings.Repeat(" ", indent) + cells + "\n") }
	line(h+5, strings.Repeat("X ", w-1)+"X")
	for y := h - 1; y >= 0; y-- {
		row := fmt.Sprintf("%2d O", y+1)
		for x := range w {
			row += " " + string(glyphs[s.stones[y*w+x]])
		}
		line(y, row+" O")
	}
	line(4, strings.Repeat("X ", w-1)+"X")
	columns := game.ColumnName(0)
	for x := 1; x < w; x++ {
		columns += " " + game.ColumnName(x)
	}
	line(3, columns)
	line(0, s.status())
	return b.String()
}

// glyphs are drawn for what is on a cell.
const glyphs = "XO."

// status says who is to play or has won.
func (s *State) status() string {
	switch {
	case s.over:
		return string(glyphs[s.ToPlay().Opponent()]) + " has won"
	case s.canSwap():
		return "O to play, or to swap"
	}
	return string(glyphs[s.ToPlay()]) + " to play"
}
