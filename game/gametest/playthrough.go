package gametest

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"tengen/game"
)

// Playthrough replays a game of OpenSpiel's (open_spiel/integration_tests/playthroughs, gzipped) and compares
// what the file says of its states: legal actions, end and outcome. The game must have numbered its actions as
// g does, or as a symmetry of g does.
func Playthrough(t *testing.T, g game.Game, path string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	s := g.New()
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if number, ok := strings.CutPrefix(lines.Text(), "action: "); ok {
			a, err := strconv.Atoi(number)
			if err != nil || !s.Legal(game.Action(a)) {
				t.Fatalf("%s: action %q at ply %d is illegal (%v) on\n%s", path, number, s.Ply(), err, s)
			}
			s.Play(game.Action(a))
			continue
		}
		field, want, _ := strings.Cut(lines.Text(), " = ")
		if got, ok := fieldOf(s, field); ok && got != want {
			t.Fatalf("%s: %s at ply %d: got %s, want %s\n%s", path, field, s.Ply(), got, want, s)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if !s.Terminal() {
		t.Errorf("%s: the game stops at ply %d\n%s", path, s.Ply(), s)
	}
}

// fieldOf returns what a playthrough says of s in a field, false if the field is none of those that are compared.
func fieldOf(s game.State, field string) (text string, ok bool) {
	switch field {
	case "LegalActions()":
		return strings.ReplaceAll(fmt.Sprint(s.LegalActions(nil)), " ", ", "), true
	case "IsTerminal()":
		return map[bool]string{true: "True", false: "False"}[s.Terminal()], true
	case "Returns()":
		if s.Terminal() {
			return fmt.Sprintf("[%v, %v]", game.OutcomeFor(s, game.First), game.OutcomeFor(s, game.Second)), true
		}
	}
	return "", false
}
