package othello

import (
	"fmt"
	"math/bits"
	"strings"

	"tengen/game"
)

// FormatAction names a: a vertex or "pass".
func (s *State) FormatAction(a game.Action) string {
	if a == s.rules.Pass() {
		return "pass"
	}
	return game.FormatVertex(int(a), s.rules.width)
}

// ParseAction reads a vertex or "pass", in any case.
func (s *State) ParseAction(text string) (game.Action, error) {
	if strings.EqualFold(text, "pass") {
		return s.rules.Pass(), nil
	}
	cell, err := game.ParseVertex(text, s.rules.width, s.rules.height)
	if err != nil {
		return 0, fmt.Errorf("othello: %w, or pass", err)
	}
	return game.Action(cell), nil
}

// String draws the board, row 1 at the bottom: X is Black, O is White. The last line tells the player to
// move and counts the discs.
func (s *State) String() string {
	var b strings.Builder
	for y := s.rules.height - 1; y >= 0; y-- {
		fmt.Fprintf(&b, "%d", y+1)
		for x := range s.rules.width {
			b.WriteByte(' ')
			b.WriteByte(s.glyph(y*s.rules.width + x))
		}
		b.WriteByte('\n')
	}
	b.WriteByte(' ')
	for x := range s.rules.width {
		b.WriteString(" " + game.ColumnName(x))
	}
	fmt.Fprintf(&b, "\n%s, discs: X %d, O %d\n", s.turn(),
		bits.OnesCount64(s.discs[game.First]), bits.OnesCount64(s.discs[game.Second]))
	return b.String()
}

// turn says who is to play.
func (s *State) turn() string {
	switch {
	case s.over:
		return "The game is over"
	case s.ToPlay() == game.First:
		return "Black (X) to play"
	}
	return "White (O) to play"
}

// glyph returns the letter drawn for cell.
func (s *State) glyph(cell int) byte {
	switch {
	case s.discs[game.First]>>cell&1 != 0:
		return 'X'
	case s.discs[game.Second]>>cell&1 != 0:
		return 'O'
	}
	return '.'
}
