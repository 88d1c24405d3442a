package othello

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
	s.discs, s.ply = [2]uint64{}, int(toPlay)
	for i, line := range lines {
		for x, c := range line {
			if p := strings.IndexRune("XO", c); p >= 0 {
				s.discs[p] |= 1 << ((height-1-i)*width + x)
			}
		}
	}
	s.findMoves()
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
	tests := []struct{ name, before, play, after string }{
		{"all eight directions",
			"...... X.X.X. .OOO.. XO.OX. .OOO.. X.X.X.", "X C3",
			"...... X.X.X. .XXX.. XXXXX. .XXX.. X.X.X."},
		{"a long row",
			"........ ........ ........ ........ ........ ........ ........ XOOOOOO.", "X H1",
			"........ ........ ........ ........ ........ ........ ........ XXXXXXXX"},
		{"a row that ends at the edge stays",
			".... .... XO.O ....", "X C2",
			".... .... XXXO ...."},
		{"a row that ends at an empty cell stays",
			"...... ...... XO.O.. ...... ...... ......", "X C4",
			"...... ...... XXXO.. ...... ...... ......"},
		{"a disc that is turned turns no others",
			".X.. .O.. XO.. ....", "X C2",
			".X.. .O.. XXX. ...."},
		{"White's",
			".... .XO. .OX. ....", "O D2",
			".... .XO. .OOO ...."},
		{"a pass turns nothing", ".... .... .... OX..", "X pass", ".... .... .... OX.."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			player, move, _ := strings.Cut(test.play, " ")
			s := position(t, test.before, game.Player(strings.Index("XO", player)))
			s.Play(parse(t, s, move))
			if got := rows(s); got != test.after {
				t.Errorf("%s on %s\n got %s\nwant %s", test.play, test.before, got, test.after)
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
		{"start", "........ ........ ........ ...XO... ...OX... ........ ........ ........", game.First, "D3 C4 F5 E6"},
		{"nothing wraps around the edge", "....XO ...... OX.... ...... ...... ......", game.First, "pass"},
		{"the end of a row", "XO.. .... .... ....", game.First, "C4"},
		{"a pass", "OX.. .... .... ....", game.First, "pass"},
		{"which the opponent need not", "OX.. .... .... ....", game.Second, "C4"},
		{"the end", "X... .... .... ...O", game.First, ""},
		{"one colour left", "XXX. .... .... ....", game.Second, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := position(t, test.rows, test.toPlay)
			if got := legal(s); got != test.legal || s.Terminal() != (test.legal == "") {
				t.Errorf("legal: got %q, over %v, want %q\n%s", got, s.Terminal(), test.legal, s)
			}
		})
	}
}

func TestEnds(t *testing.T) {
	tests := []struct {
		rows    string
		toPlay  game.Player
		score   float32 // First's
		outcome float32 // of the player to move
	}{
		{"XXXX XXXX OOOO OOOO", game.First, 0, 0},
		{"XXXX XXXX OOOO OOOX", game.First, 2, 1},
		{"XXXX XXXX OOOO OOOX", game.Second, 2, -1},
		{"OOO. .... .... ....", game.First, -3, -1}, // empty cells count for nobody
	}
	for _, test := range tests {
		s := position(t, test.rows, test.toPlay)
		if !s.Terminal() || s.Score() != test.score || s.Outcome() != test.outcome {
			t.Errorf("over %v, score %v, want the end with %v and an outcome of %v\n%s", s.Terminal(), s.Score(), test.score, test.outcome, s)
		}
	}
}

func TestExplain(t *testing.T) {
	s := position(t, "........ ........ ........ ...XO... ...OX... ........ ........ ........", game.First)
	must := position(t, "OX.. .... .... ....", game.First)
	for _, test := range []struct {
		s          *State
		play, want string
	}{
		{s, "D3", ""},
		{s, "D4", "occupied"},
		{s, "E3", "turns no disc"},
		{s, "pass", "only where no disc can be played"},
		{must, "pass", ""},
		{must, "C4", "turns no disc"},
	} {
		err := game.Explain(test.s, parse(t, test.s, test.play))
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q\n%s", test.play, err, test.want, test.s)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, size := range [][2]int{{0, 8}, {8, 2}, {7, 8}, {8, 5}, {10, 8}, {-4, 4}} {
		if _, err := New(size[0], size[1]); err == nil || !strings.Contains(err.Error(), "even and 4 to 8") {
			t.Errorf("New%v: got %v, want an error that says even and 4 to 8", size, err)
		}
	}
	for _, test := range []struct{ width, height, symmetries int }{{8, 8, 4}, {4, 4, 4}, {8, 4, 2}} {
		if got := newGame(t, test.width, test.height).Symmetries(); len(got) != test.symmetries {
			t.Errorf("symmetries of %dx%d: got %v, want %d", test.width, test.height, got, test.symmetries)
		}
	}
}

func TestPlanes(t *testing.T) {
	s := newGame(t, 4, 4).New().(*State)
	s.Play(parse(t, s, "B1")) // turns B2
	got := make([]float32, s.Game().Shape().Len())
	s.Planes(got)
	want := []float32{
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, // White's, who is to play
		0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, // Black's
		1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, // A1, C1, A3
	}
	if !slices.Equal(got, want) {
		t.Errorf("planes: got %v, want %v\n%s", got, want, s)
	}
}

func ExampleNew() {
	g, err := New(8, 8)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := g.New()
	a, err := s.ParseAction("d3")
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Play(a)
	fmt.Print(s)
	// Output:
	// 8 . . . . . . . .
	// 7 . . . . . . . .
	// 6 . . . . . . . .
	// 5 . . . X O . . .
	// 4 . . . X X . . .
	// 3 . . . X . . . .
	// 2 . . . . . . . .
	// 1 . . . . . . . .
	//   A B C D E F G H
	// White (O) to play, discs: X 4, O 1
}
