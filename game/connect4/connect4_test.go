package connect4

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tengen/game"
)

// play drops discs into columns given as digits from 1.
func play(t testing.TB, columns string) *State {
	t.Helper()
	s := New().New().(*State)
	for i, c := range columns {
		a := game.Action(c - '1')
		if !s.Legal(a) {
			t.Fatalf("%q: move %d is illegal\n%s", columns, i+1, s)
		}
		s.Play(a)
	}
	return s
}

// TestPositions counts the different positions by ply, A212693 of the OEIS; after won ones nothing follows.
func TestPositions(t *testing.T) {
	want := []int{1, 7, 49, 238, 1120, 4263, 16422, 54859, 184275, 558186, 1662623}
	layer := []State{*New().New().(*State)}
	for ply, n := range want {
		slices.SortFunc(layer, func(a, b State) int { return cmp.Compare(a.Hash(), b.Hash()) })
		layer = slices.Compact(layer)
		hashes := 0
		for i := range layer {
			if i == 0 || layer[i].Hash() != layer[i-1].Hash() {
				hashes++
			}
		}
		if len(layer) != n || hashes != n {
			t.Errorf("ply %d: got %d positions with %d hashes, want %d", ply, len(layer), hashes, n)
		}
		if ply == len(want)-1 {
			return
		}
		var next []State
		for _, s := range layer {
			for a := range game.Action(width) {
				if child := s; child.Legal(a) {
					child.Play(a)
					next = append(next, child)
				}
			}
		}
		layer = next
	}
}

// TestPerft counts the sequences of moves; wins end them.
func TestPerft(t *testing.T) {
	var perft func(s State, plies int) int
	perft = func(s State, plies int) (count int) {
		if plies == 0 {
			return 1
		}
		for a := range game.Action(width) {
			if s.Legal(a) {
				child := s
				child.Play(a)
				count += perft(child, plies-1)
			}
		}
		return count
	}
	for plies, want := range []int{1, 7, 49, 343, 2401, 16807, 117649, 823536} {
		if got := perft(*New().New().(*State), plies); got != want {
			t.Errorf("perft(%d): got %d, want %d", plies, got, want)
		}
	}
}

func TestEnds(t *testing.T) {
	tests := []struct {
		name, columns string
		outcome       float32 // for the player to move at the end
	}{
		{"row", "1122334", -1},
		{"column", "1212121", -1},
		{"rising diagonal", "12234334544", -1},
		{"falling diagonal", "76654554344", -1},
		{"second wins", "71213141", -1},
		{"full without a line", "776516512353447536227475273265231431664141", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := play(t, test.columns)
			if !s.Terminal() || s.Outcome() != test.outcome {
				t.Errorf("%s: terminal %v, want an outcome of %v\n%s", test.columns, s.Terminal(), test.outcome, s)
			}
		})
	}
}

// TestPlaythrough replays a game of OpenSpiel's.
func TestPlaythrough(t *testing.T) {
	text, err := os.ReadFile("testdata/playthrough.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := New().New().(*State)
	states := strings.Split(string(text), "\n# State ")[1:]
	for i, block := range states {
		board := openSpielBoard(block)
		if got := cellRows(s); board != "" && got != board {
			t.Fatalf("state %d: got\n%s\nwant\n%s", i, got, board)
		}
		if legal, ok := field(block, "LegalActions() = "); ok && numbers(s.LegalActions(nil)) != legal {
			t.Errorf("state %d: legal actions %s, want %s", i, numbers(s.LegalActions(nil)), legal)
		}
		if returns, ok := field(block, "Returns() = "); ok && s.Terminal() {
			if got := numbers([]game.Action{game.Action(game.OutcomeFor(s, game.First)), game.Action(game.OutcomeFor(s, game.Second))}); got != returns {
				t.Errorf("state %d: returns %s, want %s", i, got, returns)
			}
		}
		if action, ok := field(block, "action: "); ok {
			a, err := strconv.Atoi(action)
			if err != nil {
				t.Fatal(err)
			}
			s.Play(game.Action(a))
		}
	}
	if !s.Terminal() || len(states) < 10 {
		t.Errorf("the game stops after %d states", len(states))
	}
}

// openSpielBoard returns the board of a block as six lines of X, O and dots; some blocks have none.
func openSpielBoard(block string) string {
	block, _, _ = strings.Cut(block, "\n# Apply")
	var rows []string
	for _, line := range strings.Split(block, "\n")[1:] {
		if row, ok := strings.CutPrefix(line, "# "); ok && len(rows) < height {
			rows = append(rows, strings.ToUpper(row))
		}
	}
	return strings.Join(rows, "\n")
}

// cellRows returns the board of s in the same form.
func cellRows(s *State) string {
	var rows []string
	for _, line := range strings.Split(s.String(), "\n")[:height] {
		rows = append(rows, strings.ReplaceAll(line[2:], " ", ""))
	}
	return strings.Join(rows, "\n")
}

// field returns the rest of the line that starts with prefix.
func field(block, prefix string) (string, bool) {
	_, rest, ok := strings.Cut(block, "\n"+prefix)
	value, _, _ := strings.Cut(rest, "\n")
	return value, ok
}

// numbers writes a list as OpenSpiel does.
func numbers(list []game.Action) string {
	var text []string
	for _, a := range list {
		text = append(text, strconv.Itoa(int(a)))
	}
	return "[" + strings.Join(text, ", ") + "]"
}

func TestText(t *testing.T) {
	s := play(t, "4441")
	want := `6 . . . . . . .
5 . . . . . . .
4 . . . . . . .
3 . . . X . . .
2 . . . O . . .
1 O . . X . . .
  A B C D E F G
`
	if got := s.String(); got != want {
		t.Errorf("String: got\n%s\nwant\n%s", got, want)
	}
	if got := play(t, "444444").FormatAction(3); got != "D" {
		t.Errorf("FormatAction of a full column: got %q, want D", got)
	}
	tests := []struct {
		text string
		want game.Action
		err  string // part of it
	}{
		{"D", 3, ""},
		{"d4", 3, ""},
		{"a2", 0, ""},
		{"D5", 0, "lands at D4"},
		{"A1", 0, "lands at A2"},
		{"H", 0, "A to G"},
		{"H1", 0, "A to G"},
		{"A7", 0, "1 to 6"},
		{"pass", 0, "column"},
	}
	for _, test := range tests {
		a, err := s.ParseAction(test.text)
		switch {
		case test.err == "" && (err != nil || a != test.want):
			t.Errorf("ParseAction(%q): got %d, %v, want %d", test.text, a, err, test.want)
		case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
			t.Errorf("ParseAction(%q): got %d, %v, want an error with %q", test.text, a, err, test.err)
		}
	}
}

func TestPlanes(t *testing.T) {
	s := play(t, "441") // D1 and A1 are First's, D2 Second's, who is to play
	got := make([]float32, planes*cells)
	s.Planes(got)
	want := make([]float32, planes*cells)
	want[1*width+3] = 1
	want[cells+3], want[cells+0] = 1, 1
	if !slices.Equal(got, want) {
		t.Errorf("planes: got %v, want %v", got, want)
	}
}

func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"A1", "c", "D2", "", "pass", "H9"} {
		f.Add(text, "4455")
	}
	f.Fuzz(func(t *testing.T, text, columns string) {
		s := New().New().(*State)
		for _, c := range columns {
			if a := game.Action(c) - '1'; s.Legal(a) {
				s.Play(a)
			}
		}
		a, err := s.ParseAction(text)
		if err == nil && !strings.HasPrefix(s.FormatAction(a), strings.ToUpper(text)) {
			t.Errorf("ParseAction(%q) is %d, which is %q", text, a, s.FormatAction(a))
		}
	})
}
