package goban

import (
	"compress/gzip"
	"io"
	"os"
	"strings"
	"testing"

	"tengen/game"
)

// fataler is what helpers need of a test, be it one of testing or of rapid.
type fataler interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

// newGame makes a Game with the usual rules or ends the test.
func newGame(t fataler, width, height, komi int) *Game { return newGameOf(t, width, height, komi, "") }

// newGameOf makes a Game with rules in words.
func newGameOf(t fataler, width, height, komi int, rules string) *Game {
	r, err := ParseRules(rules)
	if err != nil {
		t.Fatal(err)
	}
	g, err := New(width, height, komi, r)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// stateOf makes a State with the stones of rows set up, the top one first: B, W and dots.
func stateOf(t fataler, komi int, rules string, rows ...string) *State {
	s := newGameOf(t, len(rows[0]), len(rows), komi, rules).New().(*State)
	place(t, s, rows)
	return s
}

// place sets up the stones of rows.
func place(t fataler, s *State, rows []string) {
	for i, row := range rows {
		for x := range row {
			if row[x] == '.' {
				continue
			}
			cell := (len(rows)-1-i)*len(row) + x
			if err := s.Place(game.Action(cell), player(row[x:x+1])); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// rowsOf cuts the text of a board, A1 first, into rows from the top.
func rowsOf(board string, width int) (rows []string) {
	for ; board != ""; board = board[width:] {
		rows = append([]string{board[:width]}, rows...)
	}
	return rows
}

// boardText writes the stones of s from A1 on: B, W and dots.
func boardText(s *State) string {
	var b strings.Builder
	for _, color := range s.board.colors[:s.game.cells] {
		b.WriteByte("BW."[color])
	}
	return b.String()
}

func player(letter string) game.Player {
	if letter == "W" {
		return White
	}
	return Black
}

// action reads a vertex or ends the test.
func action(t fataler, s *State, text string) game.Action {
	a, err := s.ParseAction(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// playAll plays vertices in turn.
func playAll(t *testing.T, s *State, vertices ...string) {
	t.Helper()
	for _, v := range vertices {
		a := action(t, s, v)
		if err := s.Explain(a); err != nil {
			t.Fatalf("%s: %v\n%s", v, err, s)
		}
		s.Play(a)
	}
}

// turned returns a copy of s with p to play.
func turned(s *State, p game.Player) *State {
	c := s.game.New().(*State)
	c.CopyFrom(s)
	c.SetToPlay(p)
	return c
}

// openGzip opens a file of testdata.
func openGzip(t *testing.T, file string) io.Reader {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
