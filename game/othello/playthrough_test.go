package othello

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"tengen/game"
)

// TestPlaythrough replays a game of OpenSpiel's, whose actions are numbered as ours.
func TestPlaythrough(t *testing.T) {
	text, err := os.ReadFile("testdata/playthrough.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := newGame(t, maxSide, maxSide).New().(*State)
	states := strings.Split(string(text), "\n# State ")[1:]
	for i, block := range states {
		compareState(t, s, i, block)
		if action, ok := field(block, "action: "); ok {
			var a game.Action
			fmt.Sscan(action, &a)
			if !s.Legal(a) {
				t.Fatalf("state %d: action %d is illegal on\n%s", i, a, s)
			}
			s.Play(a)
		}
	}
	if !s.Terminal() || len(states) != 61 {
		t.Errorf("the game stops after %d states", len(states))
	}
}

// boardRow is a row of the board: its number, cells between blanks, and its number again.
var boardRow = regexp.MustCompile(`(?m)^# [1-8] ((?:[-xo] ){8})[1-8]$`)

// compareState compares what a block says of a state; most say only which action comes next.
func compareState(t *testing.T, s *State, i int, block string) {
	t.Helper()
	var board strings.Builder
	for _, row := range boardRow.FindAllStringSubmatch(block, -1) { // a1 comes first, as in ours
		board.WriteString(strings.ToUpper(strings.ReplaceAll(row[1], " ", "")))
	}
	if board.Len() > 0 && board.String() != cells(s) {
		t.Fatalf("state %d: got %s, want %s", i, cells(s), board.String())
	}
	if want, ok := field(block, "LegalActions() = "); ok {
		if got := strings.ReplaceAll(fmt.Sprint(s.LegalActions(nil)), " ", ", "); got != want {
			t.Errorf("state %d: legal actions %s, want %s", i, got, want)
		}
	}
	if over, ok := field(block, "IsTerminal() = "); ok && (over == "True") != s.Terminal() {
		t.Errorf("state %d: terminal %v, want %s", i, s.Terminal(), over)
	}
	if player, ok := field(block, "CurrentPlayer() = "); ok && !s.Terminal() && player != fmt.Sprint(s.ToPlay()) {
		t.Errorf("state %d: player %d, want %s", i, s.ToPlay(), player)
	}
	if want, ok := field(block, "Returns() = "); ok && s.Terminal() {
		if got := fmt.Sprintf("[%v, %v]", game.OutcomeFor(s, game.First), game.OutcomeFor(s, game.Second)); got != want {
			t.Errorf("state %d: returns %s, want %s", i, got, want)
		}
	}
}

// field returns the rest of the line that starts with prefix.
func field(block, prefix string) (string, bool) {
	_, rest, ok := strings.Cut(block, "\n"+prefix)
	value, _, _ := strings.Cut(rest, "\n")
	return value, ok
}
