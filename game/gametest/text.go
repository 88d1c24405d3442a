package gametest

import (
	"strings"

	"tengen/game"
)

// checkText checks that what FormatAction writes ParseAction reads, that it reads nothing else, and that String
// draws the board.
func checkText(t tb, g game.Game) func(p *position) {
	height := g.Shape().Height
	return func(p *position) {
		legal, illegal := byLegal(p.state)
		for _, a := range legal {
			text := p.state.FormatAction(a)
			for _, in := range []string{text, strings.ToLower(text), strings.ToUpper(text)} {
				if got, err := p.state.ParseAction(in); err != nil || got != a {
					t.Fatalf("ParseAction(%q): got %d, %v, want %d, which FormatAction writes %q\n%s", in, got, err, a, text, p.state)
				}
			}
		}
		for _, a := range some(p, illegal) { // messages name them
			if text := p.state.FormatAction(a); !oneLine(text) {
				t.Fatalf("FormatAction(%d): got %q, want a line of text\n%s", a, text, p.state)
			}
		}
		for _, in := range []string{"", " ", "I1", "A0", "A01", "A99", "11", "AA1", "A1 ", "A+1", "no move"} {
			if got, err := p.state.ParseAction(in); err == nil {
				t.Fatalf("ParseAction(%q): got %d, want an error\n%s", in, got, p.state)
			}
		}
		if board(p.state) == nil {
			t.Fatalf("String: got\n%s\nwant the %d rows of the board as lines that begin with their numbers, the top row first", p.state, height)
		}
	}
}

// oneLine reports whether text says something, on one line.
func oneLine(text string) bool {
	return strings.TrimSpace(text) != "" && !strings.Contains(text, "\n")
}
