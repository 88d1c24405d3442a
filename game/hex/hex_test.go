package hex

import (
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// setUp reads a board of rows from the top, not slanted, and places its stones.
func setUp(t *testing.T, board string) *State {
	t.Helper()
	rows := strings.Fields(board)
	slices.Reverse(rows)
	s := newGame(t, len(rows[0]), len(rows), noSwap).New().(*State)
	for c, letter := range []byte(strings.Join(rows, "")) {
		if p := strings.IndexByte(glyphs, letter); p != empty {
			s.place(c, game.Player(p))
		}
	}
	return s
}

// winner returns the letters of those who have joined their edges.
func winner(s *State) (letters string) {
	for _, p := range []game.Player{game.First, game.Second} {
		if s.groups.joined(s.rules.edgesOf(p)) {
			letters += string(glyphs[p])
		}
	}
	return letters
}

// play makes moves of a game.
func play(t *testing.T, g *Game, moves string) *State {
	t.Helper()
	s := g.New().(*State)
	for _, move := range strings.Fields(moves) {
		a, err := s.ParseAction(move)
		if err != nil || !s.Legal(a) {
			t.Fatalf("%s in %q: legal %v, %v\n%s", move, moves, s.Legal(a), err, s)
		}
		s.Play(a)
	}
	return s
}

func TestJoined(t *testing.T) {
	for _, tt := range []struct{ name, board, winner string }{
		{"nobody", "... ... ...", ""},
		{"column", "X.. X.. X..", "X"},
		{"column of the other", "O.. O.. O..", ""},
		{"row", "... OOO ...", "O"},
		{"row of the other", "... XXX ...", ""},
		{"falling diagonal", "X.. .X. ..X", "X"},
		{"falling diagonal of the other", "O.. .O. ..O", "O"},
		{"rising diagonal", "..X .X. X..", ""},
		{"rising diagonal of the other", "..O .O. O..", ""},
		{"one cell", "X", "X"},
		{"one cell of the other", "O", "O"},
		{"one edge", "O. O.", ""},
		{"one row high", "..X.", "X"},
		{"one row high, the other", "OO.O", ""},
		{"winding", "...X. ...X. XXXX. X.... .X...", "X"},
		{"winding, broken", "...X. ...X. XXX.. X.... .X...", ""},
		{"round about", "..... .OOO. .O..O .O... OO...", "O"},
		{"along both edges, not across", "XXX.. X.... ..... ....X ..XXX", ""},
		{"full", "XOX OXO XOX", "X"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := setUp(t, tt.board)
			if got := winner(s); got != tt.winner {
				t.Errorf("joined by %q, want %q\n%s", got, tt.winner, s)
			}
		})
	}
}

func TestSwap(t *testing.T) {
	g := newGame(t, 3, 3, "")
	swap := game.Action(9)
	s := play(t, g, "A3")
	if !s.Legal(swap) || s.FormatAction(swap) != "swap" {
		t.Fatalf("swap is legal: %v, and called %q", s.Legal(swap), s.FormatAction(swap))
	}
	s.Play(swap)
	c1, _ := s.ParseAction("C1")
	a3, _ := s.ParseAction("A3")
	if s.Ply() != 2 || s.ToPlay() != game.First || s.stones[c1] != uint8(game.Second) || !s.Legal(a3) || s.Legal(c1) {
		t.Errorf("after the swap: ply %d, player %d\n%s", s.Ply(), s.ToPlay(), s)
	}
	for moves, legal := range map[string]bool{"": false, "B2": true, "B2 swap": false, "B2 A1": false, "B2 A1 A2": false} {
		if got := play(t, g, moves).Legal(swap); got != legal {
			t.Errorf("swap after %q: legal %v, want %v", moves, got, legal)
		}
	}
	if s := play(t, newGame(t, 3, 3, noSwap), "B2"); s.Legal(swap) || s.rules.Actions() != 9 {
		t.Errorf("swap=no: swap is legal or there are %d actions, want 9", s.rules.Actions())
	}
	// First still joins bottom and top.
	if s := play(t, g, "B2 swap A1 C2 A2 C3 A3"); winner(s) != "X" || game.OutcomeFor(s, game.First) != 1 {
		t.Errorf("want X to have won\n%s", s)
	}
	if s := play(t, g, "B2 swap A1 C1 C2 A3"); winner(s) != "O" || game.OutcomeFor(s, game.Second) != 1 {
		t.Errorf("want O to have won\n%s", s)
	}
}

// A board of one cell is won before anybody could swap.
func TestOneCell(t *testing.T) {
	s := play(t, newGame(t, 1, 1, ""), "A1")
	if !s.Terminal() || s.Outcome() != -1 || s.Legal(1) || len(s.LegalActions(nil)) != 0 {
		t.Errorf("terminal %v, want First to have won\n%s", s.Terminal(), s)
	}
}

func TestText(t *testing.T) {
	g := newGame(t, 3, 3, "")
	for _, tt := range []struct{ moves, want string }{
		{"", `
        X X X
   3 O . . . O
  2 O . . . O
 1 O . . . O
    X X X
   A B C
X to play
`}, {"A3", `
        X X X
   3 O X . . O
  2 O . . . O
 1 O . . . O
    X X X
   A B C
O to play, or to swap
`}, {"A3 swap B2 B1", `
        X X X
   3 O . . . O
  2 O . X . O
 1 O . O O O
    X X X
   A B C
X to play
`}, {"A3 swap B2 B1 A1 C3 B3", `
        X X X
   3 O . X O O
  2 O . X . O
 1 O X O O O
    X X X
   A B C
O to play
`}, {"A3 swap B2 B1 A1 C3 B3 C2 A2", `
        X X X
   3 O . X O O
  2 O X X O O
 1 O X O O O
    X X X
   A B C
X has won
`}} {
		if got := "\n" + play(t, g, tt.moves).String(); got != tt.want {
			t.Errorf("after %q: got %s\nwant %s", tt.moves, got, tt.want)
		}
	}
}

func TestParseAction(t *testing.T) {
	with, without := newGame(t, 9, 9, "").New(), newGame(t, 9, 9, noSwap).New()
	for _, text := range []string{"swap", "SWAP", "Swap"} {
		if a, err := with.ParseAction(text); err != nil || a != 81 {
			t.Errorf("ParseAction(%q): got %d, %v, want 81", text, a, err)
		}
		if a, err := without.ParseAction(text); err == nil || strings.Contains(err.Error(), "or swap") {
			t.Errorf("ParseAction(%q) with swap=no: got %d, %v, want an error", text, a, err)
		}
	}
	if a, err := with.ParseAction("j9"); err != nil || a != 80 {
		t.Errorf("ParseAction(j9): got %d, %v, want 80", a, err)
	}
	for _, text := range []string{"pass", "swap ", "K1", "A10"} {
		if a, err := with.ParseAction(text); err == nil || !strings.HasSuffix(err.Error(), ", or swap") {
			t.Errorf("ParseAction(%q): got %d, %v, want an error that ends in \", or swap\"", text, a, err)
		}
	}
}

func TestExplain(t *testing.T) {
	g := newGame(t, 3, 3, "")
	for _, tt := range []struct {
		moves string
		a     game.Action
		want  string
	}{
		{"B2", 4, "occupied"},
		{"B2 A1", 9, "only Second's first move may be a swap"},
		{"", 9, "only Second's first move may be a swap"},
		{"", 10, "off the board"},
		{"A3 swap A1 B1 A2 B2 A3", 8, "the game is over"},
	} {
		if err := game.Explain(play(t, g, tt.moves), tt.a); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Explain(%d) after %q: got %v, want %q", tt.a, tt.moves, err, tt.want)
		}
	}
	if err := game.Explain(play(t, g, "B2"), 9); err != nil {
		t.Errorf("Explain of a legal swap: got %v", err)
	}
}

func TestPlanes(t *testing.T) {
	const (
		none = "... ... ..."
		all  = "### ### ###"
		rows = "### ... ###"
		cols = "#.# #.# #.#"
	)
	for _, tt := range []struct {
		rules, moves string
		want         [planes]string
	}{
		{"", "", [planes]string{none, none, rows, cols, all, none}},
		{"", "A2", [planes]string{none, "... #.. ...", cols, rows, none, all}},
		{noSwap, "A2", [planes]string{none, "... #.. ...", cols, rows, none, none}},
		{"", "A2 swap", [planes]string{none, "... ... .#.", rows, cols, all, none}},
		{"", "A2 C3 B2", [planes]string{"..# ... ...", "... ##. ...", cols, rows, none, none}},
	} {
		s := play(t, newGame(t, 3, 3, tt.rules), tt.moves)
		dst := make([]float32, s.rules.Shape().Len())
		s.Planes(dst)
		for i := range tt.want {
			if got := drawPlane(dst[9*i : 9*i+9]); got != tt.want[i] {
				t.Errorf("after %q, rules %q: plane %d: got %q, want %q", tt.moves, tt.rules, i, got, tt.want[i])
			}
		}
	}
}

// drawPlane writes a plane of a 3x3 board as rows from the top.
func drawPlane(plane []float32) string {
	var rows []string
	for y := 2; y >= 0; y-- {
		row := ""
		for _, v := range plane[3*y : 3*y+3] {
			row += map[float32]string{0: ".", 1: "#"}[v]
		}
		rows = append(rows, row)
	}
	return strings.Join(rows, " ")
}

// TestHash checks that positions with the same stones have the same hash only if the same player is to move.
func TestHash(t *testing.T) {
	g := newGame(t, 5, 5, "")
	if a, b := play(t, g, "A1 B2 C3"), play(t, g, "C3 B2 A1"); a.Hash() != b.Hash() {
		t.Errorf("the same stones in another order: %x and %x", a.Hash(), b.Hash())
	}
	// The same two stones, with First and with Second to play.
	if a, b := play(t, g, "A1 B3"), play(t, g, "C2 swap A1"); a.Hash() == b.Hash() {
		t.Errorf("another player to move: both %x\n%s%s", a.Hash(), a, b)
	}
	seen := map[uint64]string{}
	for _, moves := range []string{"", "A1", "A2", "B1", "A2 swap", "A2 B1", "B1 A2", "A1 swap", "A1 swap A2"} {
		s := play(t, g, moves)
		if other, ok := seen[s.Hash()]; ok {
			t.Errorf("%q and %q have the same hash", moves, other)
		}
		seen[s.Hash()] = moves
	}
}

func TestCopyFromAnotherGame(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("CopyFrom of a state with other rules: no panic")
		}
	}()
	newGame(t, 5, 5, "").New().CopyFrom(newGame(t, 5, 5, noSwap).New())
}
