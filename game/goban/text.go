package goban

import (
	"fmt"
	"strings"

	"tengen/game"
)

// FormatAction names a: a vertex or "pass".
func (s *State) FormatAction(a game.Action) string {
	if a == s.game.Pass() {
		return "pass"
	}
	return game.FormatVertex(int(a), s.game.width)
}

// ParseAction reads a vertex or "pass", in any case.
func (s *State) ParseAction(text string) (game.Action, error) {
	if strings.EqualFold(text, "pass") {
		return s.game.Pass(), nil
	}
	cell, err := game.ParseVertex(text, s.game.width, s.game.height)
	if err != nil {
		return 0, fmt.Errorf("goban: %w, or pass", err)
	}
	return game.Action(cell), nil
}

// String draws the board with its coordinates: X is Black, O is White. The last line tells the player to
// move and the stones each has captured.
func (s *State) String() string {
	var b strings.Builder
	s.writeColumns(&b)
	for y := s.game.height - 1; y >= 0; y-- {
		fmt.Fprintf(&b, "%2d", y+1)
		for x := range s.game.width {
			b.WriteByte(' ')
			b.WriteByte("XO."[s.board.colors[y*s.game.width+x]])
		}
		fmt.Fprintf(&b, " %d\n", y+1)
	}
	s.writeColumns(&b)
	fmt.Fprintf(&b, "%s to play, captures: X %d, O %d\n", playerNames[s.toPlay], s.Captures(Black), s.Captures(White))
	return b.String()
}

var playerNames = [...]string{Black: "Black (X)", White: "White (O)"}

// writeColumns writes the letters of the columns.
func (s *State) writeColumns(b *strings.Builder) {
	b.WriteString("  ")
	for x := range s.game.width {
		b.WriteByte(' ')
		b.WriteString(game.ColumnName(x))
	}
	b.WriteByte('\n')
}
