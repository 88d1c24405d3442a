package goban

import (
	"fmt"
	"strings"
	"testing"
)

func TestString(t *testing.T) {
	s := newGame(t, 4, 10, 0).New().(*State)
	playAll(t, s, "A1", "B1", "D10", "A2")
	want := `   A B C D
10 . . . X 10
 9 . . . . 9
 8 . . . . 8
 7 . . . . 7
 6 . . . . 6
 5 . . . . 5
 4 . . . . 4
 3 . . . . 3
 2 O . . . 2
 1 . O . . 1
   A B C D
Black (X) to play, captures: X 0, O 1
`
	if got := s.String(); got != want {
		t.Errorf("String: got\n%s\nwant\n%s", got, want)
	}
}

func TestSizes(t *testing.T) {
	s := newGame(t, 25, 25, 0).New().(*State)
	playAll(t, s, "Z25", "A1", "J25", "h1")
	if _, ok := s.Stone(624); !ok {
		t.Errorf("Z25 is not the last cell\n%s", s)
	}
}

// TestOutcome scores the empty board and one stone with every kind of komi.
func TestOutcome(t *testing.T) {
	tests := []struct {
		moves string
		komi  int
		score float32
		white float32 // outcome
	}{
		{"pass pass", 0, 0, 0},
		{"pass pass", 1, -0.5, 1},
		{"pass pass", -1, 0.5, -1},
		{"B2 pass pass", 18, 0, 0},
		{"B2 pass pass", 19, -0.5, 1},
		{"B2 pass pass", 17, 0.5, -1},
		{"A1 C3 pass pass", 4, -2, 1},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s komi=%d", test.moves, test.komi), func(t *testing.T) {
			s := newGame(t, 3, 3, test.komi).New().(*State)
			playAll(t, s, strings.Fields(test.moves)...)
			white := s.Outcome()
			if s.ToPlay() == Black {
				white = -white
			}
			if s.Score() != test.score || white != test.white {
				t.Errorf("score %v and outcome %v for White, want %v and %v", s.Score(), white, test.score, test.white)
			}
		})
	}
}

func TestMaxPlyEndsTheGame(t *testing.T) {
	g := newGame(t, 3, 3, 0)
	if g.MaxPly() != 27 {
		t.Errorf("MaxPly: got %d, want 27", g.MaxPly())
	}
	g = newGameOf(t, 3, 3, 0, "maxply=3")
	s := g.New().(*State)
	playAll(t, s, "A1", "pass")
	if s.Terminal() {
		t.Fatalf("the game is over at ply %d", s.Ply())
	}
	playAll(t, s, "C3")
	if !s.Terminal() || s.Legal(g.Pass()) || len(s.LegalActions(nil)) != 0 || s.Outcome() != -1 {
		t.Errorf("ply %d: terminal %v, score %v\n%s", s.Ply(), s.Terminal(), s.Score(), s)
	}
}

func TestCopyFromOtherRules(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("CopyFrom a state with another komi does not panic")
		}
	}()
	newGame(t, 3, 3, 0).New().CopyFrom(newGame(t, 3, 3, 1).New())
}

func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"A1", "pass", "PASS", "t19", "z25", "I3", "A0", "A26", "", "ſ1"} {
		f.Add(text, uint8(19), uint8(19))
	}
	f.Fuzz(func(t *testing.T, text string, width, height uint8) {
		g, err := New(int(width), int(height), 0, Rules{})
		if err != nil {
			return
		}
		s := g.New()
		a, err := s.ParseAction(text)
		if err == nil && !strings.EqualFold(s.FormatAction(a), text) {
			t.Errorf("ParseAction(%q) on %dx%d is %d, which is %q", text, width, height, a, s.FormatAction(a))
		}
	})
}
