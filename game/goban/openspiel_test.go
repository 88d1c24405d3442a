package goban

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tengen/game"
)

// TestOpenSpiel replays a game of OpenSpiel's: 7x7, komi 4.5, simple ko, no suicide, 98 plies at most. Legal
// actions, boards, the end and its winner must agree. OpenSpiel writes only some of the states in full.
func TestOpenSpiel(t *testing.T) {
	text, err := io.ReadAll(openGzip(t, "testdata/openspiel-go.txt.gz"))
	if err != nil {
		t.Fatal(err)
	}
	s := newGameOf(t, 7, 7, 9, "ko=simple maxply=98").New().(*State)
	full := 0
	for i, block := range strings.Split(string(text), "\n# State ")[1:] {
		if strings.Contains(block, "\nIsTerminal()") {
			compareOpenSpiel(t, s, i, block)
			full++
		}
		if action := field(block, "\naction: "); action != "" {
			a, err := strconv.Atoi(action)
			if err != nil || !s.Legal(game.Action(a)) {
				t.Fatalf("state %d: action %q: %v, %v", i, action, err, s.Explain(game.Action(a)))
			}
			s.Play(game.Action(a))
		}
	}
	if !s.Terminal() || s.Outcome() != 1 || s.ToPlay() != White || full < 5 {
		t.Errorf("after %d states in full: over %v, outcome %v, player %d, want a win for White, to play\n%s", full, s.Terminal(), s.Outcome(), s.ToPlay(), s)
	}
}

// field returns what stands in text after name up to the end of the line.
func field(text, name string) string {
	_, rest, _ := strings.Cut(text, name)
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

func compareOpenSpiel(t *testing.T, s *State, i int, block string) {
	t.Helper()
	if got, want := fmt.Sprint(s.Terminal()), strings.ToLower(field(block, "\nIsTerminal() = ")); got != want {
		t.Fatalf("state %d: over %s, want %s\n%s", i, got, want, s)
	}
	var legal []string
	for _, a := range s.LegalActions(nil) {
		legal = append(legal, strconv.Itoa(int(a)))
	}
	if got, want := "["+strings.Join(legal, ", ")+"]", field(block, "\nLegalActions() = "); !s.Terminal() && got != want {
		t.Fatalf("state %d: legal %s, want %s\n%s", i, got, want, s)
	}
	rows := []string{}
	for y := s.game.height; y > 0; y-- {
		rows = append(rows, strings.NewReplacer("+", ".", "X", "B", "O", "W").Replace(field(block, fmt.Sprintf("#  %d ", y))))
	}
	if got := rowsOf(boardText(s), s.game.width); !slices.Equal(got, rows) {
		t.Fatalf("state %d: board %q, want %q", i, got, rows)
	}
}
