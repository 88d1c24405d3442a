package breakthrough

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// TestPlaythrough replays a game of OpenSpiel's, turned upside down: its first player moves down.
func TestPlaythrough(t *testing.T) {
	text, err := os.ReadFile("testdata/playthrough.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := newGame(t, maxSide, maxSide).New().(*State)
	states := strings.Split(string(text), "\n# State ")[1:]
	for i, block := range states {
		compareState(t, s, i, block)
		if move, ok := field(block, "# Apply action "); ok {
			a := parse(t, s, upsideDown(strings.Trim(move, `"`)))
			if !s.Legal(a) {
				t.Fatalf("state %d: %s is illegal on\n%s", i, move, s)
			}
			s.Play(a)
		}
	}
	if !s.Terminal() || len(states) != 39 {
		t.Errorf("the game stops after %d states", len(states))
	}
}

// upsideDown rewrites OpenSpiel's "a7b6*" as A2B3.
func upsideDown(move string) string {
	move = strings.ToUpper(strings.TrimSuffix(move, "*"))
	return fmt.Sprintf("%c%c%c%c", move[0], '1'+'8'-move[1], move[2], '1'+'8'-move[3])
}

var boardRow = regexp.MustCompile(`(?m)^# [1-8]([.bw]{8})$`)

// compareState compares what a block says of a state; most say only which action comes next.
func compareState(t *testing.T, s *State, i int, block string) {
	t.Helper()
	var lines []string
	for _, row := range boardRow.FindAllStringSubmatch(block, -1) {
		lines = append(lines, strings.NewReplacer("b", "X", "w", "O").Replace(row[1]))
	}
	slices.Reverse(lines)
	if board := strings.Join(lines, " "); board != "" && board != rows(s) {
		t.Fatalf("state %d: got %s, want %s", i, rows(s), board)
	}
	if list, ok := field(block, "StringLegalActions() = "); ok {
		var want []string
		for _, move := range strings.Split(strings.Trim(list, "[]"), ", ") {
			want = append(want, upsideDown(strings.Trim(move, `"`)))
		}
		got := strings.Fields(legal(s))
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("state %d: legal moves %v, want %v", i, got, want)
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
