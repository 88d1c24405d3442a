package goban

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"tengen/game"
)

// ruleCase is one of testdata/rules_cases.json.gz; README.md there describes it.
type ruleCase struct {
	ID     string   `json:"id"`
	Rows   []string `json:"rows"`
	ToMove string   `json:"to_move"`
	Rules  struct {
		Ko      string  `json:"ko"`
		Suicide bool    `json:"suicide"`
		Komi    float64 `json:"komi"`
	} `json:"rules"`
	Steps []ruleStep `json:"steps"`
}

type ruleStep struct {
	Do       string   `json:"do"`
	Color    string   `json:"color"`
	Vertex   string   `json:"vertex"`
	Vertices []string `json:"vertices"`
	Legal    bool     `json:"legal"`
	Reason   string   `json:"reason"`
	Rows     []string `json:"rows"`
	B, W     int
	Result   string `json:"result"`
	Value    bool   `json:"value"`
}

// TestRuleCases replays the cases of our rules in full. Of the others it replays boards, captures and areas up to
// the first move that our rules forbid.
func TestRuleCases(t *testing.T) {
	var file struct {
		Cases []ruleCase `json:"cases"`
	}
	if err := json.NewDecoder(openGzip(t, "testdata/rules_cases.json.gz")).Decode(&file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 56 {
		t.Errorf("got %d cases, want 56", len(file.Cases))
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) { runCase(t, &c) })
	}
}

func runCase(t *testing.T, c *ruleCase) {
	ours := c.Rules.Ko == "positional" && !c.Rules.Suicide
	s := setUp(t, c)
	for i, step := range c.Steps {
		if step.Do == "play" {
			s.SetToPlay(player(step.Color))
			a := action(t, s, step.Vertex)
			if !s.Legal(a) && !ours {
				return
			}
			s.Play(a)
			continue
		}
		if (step.Do == "check" || step.Do == "banned") && !ours {
			continue
		}
		if got, want := runStep(t, s, &step); got != want {
			t.Fatalf("step %d, %+v: got %s, want %s\n%s", i, step, got, want, s)
		}
	}
}

// setUp makes the position of a case.
func setUp(t *testing.T, c *ruleCase) *State {
	t.Helper()
	g := newLongGame(t, len(c.Rows[0]), len(c.Rows))
	g.komi = int(2 * c.Rules.Komi)
	s := g.New().(*State)
	place(t, s, c.Rows)
	s.SetToPlay(player(c.ToMove))
	return s
}

// place sets up the stones of rows, the top one first: B, W and dots.
func place(t *testing.T, s *State, rows []string) {
	t.Helper()
	for i, row := range rows {
		for x := range row {
			if row[x] == '.' {
				continue
			}
			cell := (len(rows)-1-i)*len(row) + x
			if err := s.Place(game.Action(cell), player(row[x:x+1])); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func action(t *testing.T, s *State, text string) game.Action {
	t.Helper()
	a, err := s.ParseAction(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// runStep returns what a step finds and what it should find, as text.
func runStep(t *testing.T, s *State, step *ruleStep) (got, want string) {
	switch step.Do {
	case "check":
		probe := turned(s, step.Color)
		a := action(t, s, step.Vertex)
		return fmt.Sprint(probe.Legal(a), whyNot(probe, a)), fmt.Sprint(step.Legal, step.Reason)
	case "banned":
		var list []string
		probe := turned(s, step.Color)
		for a := range s.rules.Pass() {
			if whyNot(probe, a) == "superko" {
				list = append(list, s.FormatAction(a))
			}
		}
		slices.Sort(list)
		slices.Sort(step.Vertices)
		return fmt.Sprint(list), fmt.Sprint(step.Vertices)
	case "board":
		want := newLongGame(t, s.rules.width, s.rules.height).New().(*State)
		place(t, want, step.Rows)
		return boardText(s), boardText(want)
	case "captures":
		return fmt.Sprint(s.Captures(Black), s.Captures(White)), fmt.Sprint(step.B, step.W)
	case "area":
		black, white := s.Area()
		return fmt.Sprint(black, white, resultText(s.Score())), fmt.Sprint(step.B, step.W, step.Result)
	case "over":
		return fmt.Sprint(s.Terminal()), fmt.Sprint(step.Value)
	}
	t.Fatalf("unknown step %q", step.Do)
	return "", ""
}

// turned returns a copy of s with color to play.
func turned(s *State, color string) *State {
	c := s.rules.New().(*State)
	c.CopyFrom(s)
	c.SetToPlay(player(color))
	return c
}

// whyNot says why a stone is illegal, or "" if it is not.
func whyNot(s *State, a game.Action) string {
	if _, taken := s.Stone(int(a)); taken {
		return "occupied"
	}
	key, alive := s.board.after(int(a), s.toPlay)
	switch {
	case !alive:
		return "suicide"
	case s.ko.seen(key):
		return "superko"
	}
	return ""
}

// resultText writes a score as SGF does.
func resultText(score float32) string {
	switch {
	case score > 0:
		return fmt.Sprintf("B+%v", score)
	case score < 0:
		return fmt.Sprintf("W+%v", -score)
	}
	return "0"
}
