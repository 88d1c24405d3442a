package gomoku

import (
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// setUp reads a board of rows from the top. A small letter is the stone that is played next; it returns its cell.
func setUp(t *testing.T, rules, board string) (s *State, next game.Action) {
	t.Helper()
	rows := strings.Fields(board)
	slices.Reverse(rows)
	g := newGame(t, len(rows[0]), len(rows), rules)
	s = g.New().(*State)
	for c, letter := range []byte(strings.Join(rows, "")) {
		switch letter {
		case 'X', 'O':
			s.stones[c] = uint8(strings.IndexByte(glyphs, letter))
			s.ply += 2 // the player to move stays the same
		case 'x', 'o':
			next = game.Action(c)
			s.ply += strings.IndexByte("xo", letter)
		}
	}
	return s, next
}

func TestFive(t *testing.T) {
	for _, tt := range []struct {
		name, board        string
		freestyle, exactly bool // the stone wins
	}{
		{"row", "..... ..... OOOO. ..... XXxXX", true, true},
		{"column", "O...X O...X O...x O...X ....X", true, true},
		{"rising diagonal", "....X ...X. ..x.. .X... X....", true, true},
		{"falling diagonal", "O.... .O... ..O.. ...o. ....O", true, true},
		{"four", "..... ..... ..... ..... XXxX.", false, false},
		{"a gap", "...... ...... ...... ...... XXxX.X", false, false},
		{"interrupted by the other", "...... ...... ...... ...... XXxXOX", false, false},
		{"rows do not run on at the edge", "..... ..... ..... XX... ..xXX", false, false},
		{"diagonals do not run on at the edge", "..... ...X. x...X .X... ..X..", false, false},
		{"six", "....... ....... ....... .XXxXXX ....... ....... .......", true, false},
		{"seven", "....... ....... ....... OOOoOOO ....... ....... .......", true, false},
		{"six in a column", "..O.. ..O.. ..O.. ..O.. ..O.. ..o..", true, false},
		{"six on a diagonal", "X..... .X.... ..X... ...X.. ....x. .....X", true, false},
		{"six and five", "X...... X...... X...... X...... xXXXXX. ....... .......", true, true},
		{"five beside the other's stone", "...... ...... ...... ...... XXXXxO", true, true},
		{"full", "XXOOX OOXXO XXOOX OOXXO XXOOx", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for rules, want := range map[string]bool{"": tt.freestyle, exactFive: tt.exactly} {
				s, next := setUp(t, rules, tt.board)
				s.Play(next)
				if s.won != want {
					t.Errorf("rules %q: won %v, want %v\n%s", rules, s.won, want, s)
				}
				if won := s.Terminal() && s.Outcome() == -1; won != want {
					t.Errorf("rules %q: terminal with outcome -1: %v, want %v\n%s", rules, won, want, s)
				}
			}
		})
	}
}

// TestDraw plays a full board without five: rows of two pairs, shifted by one in every second row.
func TestDraw(t *testing.T) {
	s, next := setUp(t, "", "XXOOX OOXXO XXOOX OOXXO XXOOx")
	s.ply = 24
	s.Play(next)
	if !s.Terminal() || s.Outcome() != 0 || s.Legal(0) {
		t.Errorf("terminal %v, want a draw\n%s", s.Terminal(), s)
	}
	if !strings.HasSuffix(s.String(), "\ndraw\n") {
		t.Errorf("got\n%s\nwant a last line that says draw", s)
	}
}

func TestText(t *testing.T) {
	s := newGame(t, 11, 5, "").New()
	for _, move := range []string{"A1", "l5", "C3", "k2"} {
		a, err := s.ParseAction(move)
		if err != nil {
			t.Fatal(err)
		}
		s.Play(a)
	}
	const want = ` 5 . . . . . . . . . . O
 4 . . . . . . . . . . .
 3 . . X . . . . . . . .
 2 . . . . . . . . . O .
 1 X . . . . . . . . . .
   A B C D E F G H J K L
X to play
`
	if got := s.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for text, want := range map[string]string{"I1": "without I", "M1": "A to L", "A6": "1 to 5", "pass": "column letter"} {
		if a, err := s.ParseAction(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseAction(%q): got %d, %v, want an error with %q", text, a, err, want)
		}
	}
}

func TestExplain(t *testing.T) {
	s, next := setUp(t, "", "..... ..... ..... ..... XXxXX")
	for _, tt := range []struct {
		a    game.Action
		want string
	}{{0, "occupied"}, {25, "off the board"}, {-1, "off the board"}} {
		if err := game.Explain(s, tt.a); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Explain(%d): got %v, want %q", tt.a, err, tt.want)
		}
	}
	if err := game.Explain(s, next); err != nil {
		t.Errorf("Explain of a legal action: got %v", err)
	}
	s.Play(next)
	if err := game.Explain(s, 24); err == nil || err.Error() != "the game is over" {
		t.Errorf("Explain after the end: got %v", err)
	}
	if !strings.HasSuffix(s.String(), "\nX has won\n") {
		t.Errorf("got\n%s\nwant a last line that says who has won", s)
	}
}

func TestPlanes(t *testing.T) {
	s := newGame(t, 5, 6, "").New()
	for _, a := range []game.Action{0, 7, 29} { // First has A1 and E6, Second C2 and the move
		s.Play(a)
	}
	got, want := make([]float32, 3*30), make([]float32, 3*30)
	s.Planes(got)
	want[7], want[30+0], want[30+29] = 1, 1, 1
	if !slices.Equal(got, want) {
		t.Errorf("Second to play: got %v, want %v", got, want)
	}
	s.Play(8)
	s.Planes(got)
	clear(want)
	want[0], want[29], want[30+7], want[30+8] = 1, 1, 1, 1
	for c := range 30 {
		want[60+c] = 1
	}
	if !slices.Equal(got, want) {
		t.Errorf("First to play: got %v, want %v", got, want)
	}
}

// TestHash checks that the order of moves does not matter and that positions are told apart.
func TestHash(t *testing.T) {
	g := newGame(t, 9, 9, "")
	play := func(actions ...game.Action) uint64 {
		s := g.New()
		for _, a := range actions {
			s.Play(a)
		}
		return s.Hash()
	}
	if a, b := play(1, 2, 3, 4), play(3, 4, 1, 2); a != b {
		t.Errorf("the same stones in another order: %x and %x", a, b)
	}
	seen := map[uint64][2]game.Action{}
	for a := range game.Action(81) {
		for b := range game.Action(81) {
			if a == b {
				continue
			}
			h := play(a, b)
			if other, ok := seen[h]; ok {
				t.Errorf("%d %d and %v have the same hash", a, b, other)
			}
			seen[h] = [2]game.Action{a, b}
		}
	}
}

func TestCopyFromAnotherGame(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("CopyFrom of a state with other rules: no panic")
		}
	}()
	newGame(t, 9, 9, "").New().CopyFrom(newGame(t, 9, 9, exactFive).New())
}
