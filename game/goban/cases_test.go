package goban

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
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

// TestRuleCases replays all cases by their rules.
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
	rules := "maxply=2000 ko=" + c.Rules.Ko
	if c.Rules.Suicide {
		rules += " suicide=yes"
	}
	s := stateOf(t, int(2*c.Rules.Komi), rules, c.Rows...)
	s.SetToPlay(player(c.ToMove))
	for i, step := range c.Steps {
		if step.Do == "play" {
			s.SetToPlay(player(step.Color))
			playAll(t, s, step.Vertex)
			continue
		}
		if got, want := runStep(t, s, &step); got != want {
			t.Fatalf("step %d, %+v: got %s, want %s\n%s", i, step, got, want, s)
		}
	}
}

// runStep returns what a step finds and what it should find, as text.
func runStep(t *testing.T, s *State, step *ruleStep) (got, want string) {
	switch step.Do {
	case "check":
		probe := turned(s, player(step.Color))
		a := action(t, s, step.Vertex)
		return fmt.Sprint(probe.Legal(a), whyNot(t, probe, step.Vertex)), fmt.Sprint(step.Legal, step.Reason)
	case "banned":
		list := []string{}
		probe := turned(s, player(step.Color))
		for a := range s.game.Pass() {
			vertex := s.FormatAction(a)
			if why := whyNot(t, probe, vertex); why == "ko" || why == "superko" {
				list = append(list, vertex)
			}
		}
		slices.Sort(list)
		slices.Sort(step.Vertices)
		return fmt.Sprint(list), fmt.Sprint(step.Vertices)
	case "board":
		return boardText(s), boardText(stateOf(t, 0, "", step.Rows...))
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

// whyNot returns the reason why a vertex is illegal, or "" if it is not.
func whyNot(t *testing.T, s *State, vertex string) string {
	err := s.Explain(action(t, s, vertex))
	if err == nil {
		return ""
	}
	illegal, ok := errors.AsType[*IllegalError](err)
	if !ok {
		t.Fatalf("Explain(%s): got %T %v, want an *IllegalError", vertex, err, err)
	}
	return illegal.Reason.String()
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
