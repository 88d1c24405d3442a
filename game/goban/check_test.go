package goban

import (
	"fmt"
	"testing"

	"tengen/game"
	"tengen/game/gametest"
)

var (
	_ game.Editor    = (*State)(nil)
	_ game.Explainer = (*State)(nil)
	_ game.Scorer    = (*State)(nil)
)

// TestConformance checks boards of all shapes by the usual rules, and small ones by all; none above 9x9 with -short.
func TestConformance(t *testing.T) {
	checked := []*Game{
		newGame(t, 1, 1, 0),
		newGame(t, 1, 2, 1),
		newGame(t, 2, 2, -3),
		newGame(t, 5, 3, 0),
		newGame(t, 8, 8, 13),
		newGame(t, 9, 9, 15),
	}
	if !testing.Short() {
		checked = append(checked, newGame(t, 19, 19, 15), newGame(t, 25, 25, 15))
	}
	for _, g := range checked {
		gametest.Check(t, g)
	}
	for _, n := range named {
		t.Run(n.name, func(t *testing.T) {
			gametest.Check(t, newGameOf(t, 5, 5, 1, n.name))
			gametest.Check(t, newGameOf(t, 2, 3, 1, n.name))
		})
	}
	for _, rules := range []string{"passalive=yes", "passalive=yes suicide=yes", "maxply=1", "ko=simple suicide=yes maxply=500"} {
		t.Run(rules, func(t *testing.T) {
			for _, side := range []int{1, 2, 3, 5} {
				gametest.Check(t, newGameOf(t, side, side, 0, rules))
			}
		})
	}
}

// TestAllocations checks what gametest does not: whole random games, with captures and the count at the end.
func TestAllocations(t *testing.T) {
	for _, rules := range []string{"", "ko=situational suicide=yes", "ko=simple scoring=territory", "passalive=yes"} {
		s := newGameOf(t, 9, 9, 15, rules).New().(*State)
		random := newRandom(1)
		owners, dead := make([]int8, 81), make([]bool, 81)
		var sink float32
		allocs := testing.AllocsPerRun(5, func() {
			for s.Reset(); !s.Terminal(); {
				s.Play(s.RandomMove(random))
			}
			s.Ownership(owners)
			s.PassAlive(owners)
			sink += s.Score() + s.ScoreWith(dead) + s.Outcome()
		})
		if allocs != 0 {
			t.Errorf("rules %q: a random game allocates %v times, want 0", rules, allocs)
		}
	}
}

func ExampleState_Explain() {
	g, err := New(5, 5, 0, Rules{})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := g.New().(*State)
	for _, vertex := range []string{"B1", "C1", "A2", "D2", "B3", "C3", "C2", "B2"} { // White's B2 takes C2
		a, err := s.ParseAction(vertex)
		if err != nil {
			fmt.Println(err)
			return
		}
		s.Play(a)
	}
	back, _ := s.ParseAction("C2")
	fmt.Println(s.Explain(back))
	// Output: superko: it repeats the position after move 7
}

// FuzzPromises plays games that a fuzzer chooses, and checks all that the kit knows.
func FuzzPromises(f *testing.F) { gametest.Fuzz(f, newGame(f, 5, 5, 1)) }
