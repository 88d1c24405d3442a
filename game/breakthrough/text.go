package breakthrough

import (
	"fmt"
	"strings"

	"tengen/game"
)

// FormatAction names the cells that a moves from and to, "A2B3". Where a leads off the board, which is never
// legal, it names the first and says so.
func (s *State) FormatAction(a game.Action) string {
	d, from := s.rules.split(a)
	name := game.FormatVertex(from, s.rules.width)
	to := from + s.rules.step(s.ToPlay(), d)
	if s.rules.room[d]>>from&1 == 0 || to < 0 || to >= s.rules.cells() {
		return name + " off the board"
	}
	return name + game.FormatVertex(to, s.rules.width)
}

// ParseAction reads the cells that a piece of the player to move goes from and to, "A2B3", in any case.
func (s *State) ParseAction(text string) (game.Action, error) {
	const vertex = len("A1") // no row has two digits
	if len(text) != 2*vertex {
		return 0, fmt.Errorf("breakthrough: move %q: expected the cells from and to, such as A2B3", text)
	}
	from, err := game.ParseVertex(text[:vertex], s.rules.width, s.rules.height)
	if err != nil {
		return 0, fmt.Errorf("breakthrough: move %q: from %w", text, err)
	}
	to, err := game.ParseVertex(text[vertex:], s.rules.width, s.rules.height)
	if err != nil {
		return 0, fmt.Errorf("breakthrough: move %q: to %w", text, err)
	}
	for d := range directions {
		if s.rules.room[d]>>from&1 != 0 && to-from == s.rules.step(s.ToPlay(), d) {
			return s.rules.action(d, from), nil
		}
	}
	return 0, fmt.Errorf("breakthrough: move %q: a piece of %s goes one row %s, straight or diagonally",
		text, [...]string{"First (X)", "Second (O)"}[s.ToPlay()], [...]string{"up", "down"}[s.ToPlay()])
}

// String draws the board: X is First, O is Second. The last line tells the player to move.
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
	b.WriteString("\n" + s.turn() + "\n")
	return b.String()
}

// turn says who is to play, or who has won.
func (s *State) turn() string {
	if s.over {
		return [...]string{"Second (O)", "First (X)"}[s.ToPlay()] + " has won"
	}
	return [...]string{"First (X), up,", "Second (O), down,"}[s.ToPlay()] + " to play"
}

// glyph returns the letter drawn for cell.
func (s *State) glyph(cell int) byte {
	switch {
	case s.pieces[game.First]>>cell&1 != 0:
		return 'X'
	case s.pieces[game.Second]>>cell&1 != 0:
		return 'O'
	}
	return '.'
}
