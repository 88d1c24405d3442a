package breakthrough

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

func newGame(t testing.TB, width, height int) *Game {
	t.Helper()
	g, err := New(width, height)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// position returns a State with the rows of a board, top row first, and a player to move.
func position(t testing.TB, rows string, toPlay game.Player) *State {
	t.Helper()
	lines := strings.Fields(rows)
	height, width := len(lines), len(lines[0])
	s := newGame(t, width, height).New().(*State)
	s.pieces, s.ply = [2]uint64{}, int(toPlay)
	for i, line := range lines {
		for x, c := range line {
			if p := strings.IndexRune("XO", c); p >= 0 {
				s.pieces[p] |= 1 << ((height-1-i)*width + x)
			}
		}
	}
	return s
}

// rows undoes position.
func rows(s *State) string {
	var lines []string
	for _, line := range strings.Split(s.String(), "\n")[:s.rules.height] {
		lines = append(lines, strings.ReplaceAll(line[1:], " ", ""))
	}
	return strings.Join(lines, " ")
}

// legal returns the names of the legal actions.
func legal(s *State) string {
	var names []string
	for _, a := range s.LegalActions(nil) {
		names = append(names, s.FormatAction(a))
	}
	return strings.Join(names, " ")
}

func parse(t testing.TB, s *State, text string) game.Action {
	t.Helper()
	a, err := s.ParseAction(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPlay(t *testing.T) {
	tests := []struct {
		name, before, play, after string
		over                      bool
	}{
		{"straight", "OOO OOO ... XXX XXX", "X B2B3", "OOO OOO .X. X.X XXX", false},
		{"left", "OOO OOO ... XXX XXX", "X B2A3", "OOO OOO X.. X.X XXX", false},
		{"right", "OOO OOO ... XXX XXX", "X b2c3", "OOO OOO ..X X.X XXX", false},
		{"down", "OOO OOO ... XXX XXX", "O C4B3", "OOO OO. .O. XXX XXX", false},
		{"a capture", "OO. .O. X.. ...", "X A2B3", "OO. .X. ... ...", false},
		{"a capture downwards", "... .O. X.X ..X", "O B3C2", "... ... X.O ..X", false},
		{"the last row", "... X.. ..O ...", "X A3A4", "X.. ... ..O ...", true},
		{"a capture in the last row", "OO. X.. ... ...", "X A3B4", "OX. ... ... ...", true},
		{"the first row", "... ... ..O X..", "O C2C1", "... ... ... X.O", true},
		{"the last piece", "... .O. X.. ...", "X A2B3", "... .X. ... ...", true},
		{"the last piece of First", "... .O. X.. ...", "O B3A2", "... ... O.. ...", true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			player, move, _ := strings.Cut(test.play, " ")
			s := position(t, test.before, game.Player(strings.Index("XO", player)))
			s.Play(parse(t, s, move))
			if got := rows(s); got != test.after || s.Terminal() != test.over {
				t.Errorf("%s on %s\n got %s, over %v\nwant %s, over %v", test.play, test.before, got, s.Terminal(), test.after, test.over)
			}
			if s.Terminal() && s.Outcome() != -1 {
				t.Errorf("outcome %v for the player to move, want -1", s.Outcome())
			}
		})
	}
}

func TestLegal(t *testing.T) {
	tests := []struct {
		name, rows string
		toPlay     game.Player
		legal      string
	}{
		{"start", "OOO OOO ... XXX XXX", game.First, "B2A3 C2B3 A2A3 B2B3 C2C3 A2B3 B2C3"},
		{"start of Second", "OOO OOO ... XXX XXX", game.Second, "B4A3 C4B3 A4A3 B4B3 C4C3 A4B3 B4C3"},
		{"blocked straight on, but not diagonally", "... OOO .X. ...", game.First, "B2A3 B2C3"},
		{"own pieces block", "... XXX .X. ...", game.First, "B3A4 C3B4 A3A4 B3B4 C3C4 A3B4 B3C4"},
		{"nothing wraps around the edge", "... O.O X.X ...", game.First, "C2B3 A2B3"},
		{"full rows", "OOO OOO XXX XXX", game.First, "B2A3 C2B3 A2B3 B2C3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := position(t, test.rows, test.toPlay)
			if got := legal(s); got != test.legal {
				t.Errorf("legal: got %q, want %q\n%s", got, test.legal, s)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	s := position(t, "OO. .O. XX. XX.", game.First)
	for _, test := range []struct {
		d          int
		from, want string
	}{
		{2, "A2", ""},
		{1, "B2", "blocked"},
		{1, "A1", "blocked"},
		{2, "A1", "a piece of yours is there"},
		{0, "A2", "off the board"},
		{1, "C1", "no piece of yours is on C1"},
		{1, "B4", "no piece of yours is on B4"},
	} {
		from, err := game.ParseVertex(test.from, 3, 4)
		if err != nil {
			t.Fatal(err)
		}
		a := s.rules.action(test.d, from)
		err = game.Explain(s, a)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q\n%s", s.FormatAction(a), err, test.want, s)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, size := range [][2]int{{0, 8}, {8, 0}, {2, 8}, {8, 3}, {9, 8}, {8, 9}, {-3, -4}} {
		if _, err := New(size[0], size[1]); err == nil || !strings.Contains(err.Error(), "width must be 3 to 8 and the height 4 to 8") {
			t.Errorf("New%v: got %v, want an error that says 3 to 8 and 4 to 8", size, err)
		}
	}
}

func TestText(t *testing.T) {
	s := newGame(t, 3, 5).New().(*State)
	want := `5 O O O
4 O O O
3 . . .
2 X X X
1 X X X
  A B C
First (X), up, to play
`
	if got := s.String(); got != want {
		t.Errorf("String: got\n%s\nwant\n%s", got, want)
	}
	won := position(t, "X.. ... ... ..O ...", game.Second)
	won.over = true
	if got := won.String(); !strings.HasSuffix(got, "First (X) has won\n") {
		t.Errorf("String after the end: got\n%s", got)
	}
	if got := s.FormatAction(0); got != "A1 off the board" {
		t.Errorf("FormatAction(0): got %q", got)
	}
	for text, want := range map[string]string{
		"A2":    "such as A2B3",
		"pass":  "is not on the board",
		"A2A3x": "such as A2B3",
		"A2A6":  "rows are 1 to 5",
		"D2A3":  "columns are A to C",
		"A2C3":  "one row up",
		"A2A1":  "one row up",
		"A2A2":  "one row up",
		"A3C3":  "one row up",
		"C2A4":  "one row up", // the next cell in memory, around the edge
		"A2A4":  "one row up",
	} {
		if a, err := s.ParseAction(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseAction(%q): got %d, %v, want an error with %q", text, a, err, want)
		}
	}
	s.Play(parse(t, s, "a2A3"))
	if _, err := s.ParseAction("B2B3"); err == nil || !strings.Contains(err.Error(), "Second (O) goes one row down") {
		t.Errorf("Second up: got %v", err)
	}
}

func TestPlanes(t *testing.T) {
	s := newGame(t, 3, 4).New().(*State)
	s.Play(parse(t, s, "A2B3"))
	got := make([]float32, s.Game().Shape().Len())
	s.Planes(got)
	want := []float32{
		0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, // Second's, who is to play
		1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, // First's
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	}
	if !slices.Equal(got, want) {
		t.Errorf("planes: got %v, want %v\n%s", got, want, s)
	}
}

func ExampleNew() {
	g, err := New(6, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := g.New()
	a, err := s.ParseAction("a2b3")
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Play(a)
	fmt.Print(s)
	// Output:
	// 6 O O O O O O
	// 5 O O O O O O
	// 4 . . . . . .
	// 3 . X . . . .
	// 2 . X X X X X
	// 1 X X X X X X
	//   A B C D E F
	// Second (O), down, to play
}
