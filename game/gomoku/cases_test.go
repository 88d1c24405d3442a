package gomoku

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"tengen/game"
)

// solved is a line of testdata/cases.jsonl; README.md there describes it.
type solved struct {
	Kind      string
	Size      int
	Moves     []string
	To        string
	Freestyle verdict
	Exact     verdict
}

// verdict is what one of the rules says of a position.
type verdict struct {
	Over   bool
	Winner *string
	Five   []string // moves that win for the player to move
	Block  []string // moves that would win for the opponent
}

func TestCases(t *testing.T) {
	f, err := os.Open("testdata/cases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases := 0
	for lines := bufio.NewScanner(f); lines.Scan(); cases++ {
		var c solved
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		checkCase(t, &c, "", &c.Freestyle)
		checkCase(t, &c, exactFive, &c.Exact)
	}
	if cases != 129 {
		t.Errorf("got %d cases, want 129", cases)
	}
}

func checkCase(t *testing.T, c *solved, rules string, want *verdict) {
	t.Helper()
	s := newGame(t, c.Size, c.Size, rules).New().(*State)
	for i, move := range c.Moves {
		a, err := s.ParseAction(move)
		if err != nil || !s.Legal(a) {
			t.Fatalf("%s, rules %q: move %d, %s, is illegal (%v) on\n%s", c.Kind, rules, i+1, move, err, s)
		}
		s.Play(a)
	}
	winner := ""
	if s.Terminal() && s.Outcome() != 0 {
		winner = "BW"[s.ToPlay().Opponent():][:1]
	}
	wantWinner := ""
	if want.Winner != nil {
		wantWinner = *want.Winner
	}
	if s.Terminal() != want.Over || winner != wantWinner || "BW"[s.ToPlay()] != c.To[0] {
		t.Errorf("%s, rules %q: over %v, winner %q, player %d, want over %v, winner %q, player %s on\n%s",
			c.Kind, rules, s.Terminal(), winner, s.ToPlay(), want.Over, wantWinner, c.To, s)
	}
	if got := wins(s, s.ToPlay()); !slices.Equal(got, sorted(want.Five)) {
		t.Errorf("%s, rules %q: winning moves %v, want %v on\n%s", c.Kind, rules, got, want.Five, s)
	}
	if got := wins(s, s.ToPlay().Opponent()); !slices.Equal(got, sorted(want.Block)) {
		t.Errorf("%s, rules %q: threats %v, want %v on\n%s", c.Kind, rules, got, want.Block, s)
	}
}

// wins lists the moves that win at once if p is to play.
func wins(s *State, p game.Player) []string {
	child := s.rules.New().(*State)
	var won []string
	for _, a := range s.LegalActions(nil) {
		child.CopyFrom(s)
		if s.ToPlay() != p {
			child.ply++ // as if the turn had passed
		}
		child.Play(a)
		if child.won {
			won = append(won, s.FormatAction(a))
		}
	}
	return sorted(won)
}

func sorted(texts []string) []string { return slices.Sorted(slices.Values(texts)) }
