package goban

import (
	"flag"
	"fmt"
	"testing"

	"tengen/game"
)

var long = flag.Bool("long", false, "also count what takes minutes")

// TestPerft counts the sequences of exactly d turns from the empty board, passes included. On tiny boards they
// show every mistake of ko: the rules part from each other after 2 to 7 turns. Two other programs agree on
// the numbers.
func TestPerft(t *testing.T) {
	var (
		three = []int{10, 91, 738, 5281, 33384}
		four  = []int{17, 273, 4112}
		five  = []int{26, 651, 15650}
	)
	tests := []struct {
		rules string
		sides [5][]int // of boards 1x1 to 5x5, by turns from 1
	}{
		{"psk", [5][]int{{1, 1, 0, 0}, {5, 21, 68, 156, 316, 604, 1088, 2184, 4184, 8024, 13800}, three, four, five}},
		{"psk-suicide", [5][]int{{1, 1, 0, 0}, {5, 21, 68, 156, 316, 604, 1088, 2184, 4184, 8024, 13800}, three, four, five}},
		{"ssk", [5][]int{{1, 1, 0, 0}, {5, 21, 68, 156, 316, 604, 1112, 2312, 4544, 8800, 15248}, three, four, five}},
		{"ssk-suicide", [5][]int{{2, 2, 1, 0}, {5, 21, 68, 180, 428, 860, 1704, 3936, 9808, 24400, 50704}, {10, 91, 738, 5345, 34272}, four, five}},
		{"simple", [5][]int{{1, 1, 0, 0}, {5, 21, 68, 156, 316, 604, 1168, 2592, 5768, 12120, 24248}, three, four, five}},
	}
	for _, test := range tests {
		for i, want := range test.sides {
			t.Run(fmt.Sprintf("rules=%s/side=%d", test.rules, i+1), func(t *testing.T) {
				g := newGameOf(t, i+1, i+1, 0, recordRules[test.rules]+" maxply=50")
				for i, want := range want {
					if got := perft(g.New(), i+1); got != want {
						t.Errorf("sequences of %d turns: got %d, want %d", i+1, got, want)
					}
				}
			})
		}
	}
}

// perft counts the sequences of turns turns from s.
func perft(s game.State, turns int) int {
	if turns == 0 {
		return 1
	}
	count := 0
	child := s.Game().New()
	for _, a := range s.LegalActions(nil) {
		child.CopyFrom(s)
		child.Play(a)
		count += perft(child, turns-1)
	}
	return count
}

// TestLegalPositions counts the boards on which every chain has a liberty (Tromp and Farnebäck, "Combinatorics of
// Go"; A094777 of the OEIS) by setting up all there are.
func TestLegalPositions(t *testing.T) {
	tests := []struct {
		width, height, want int
		long                bool
	}{
		{1, 1, 1, false}, {1, 2, 5, false}, {1, 3, 15, false}, {1, 4, 41, false}, {1, 5, 113, false}, {1, 6, 313, false},
		{1, 7, 867, false}, {1, 8, 2401, false}, {2, 2, 57, false}, {2, 3, 489, false}, {4, 2, 4125, false},
		{2, 5, 35117, false}, {6, 2, 299681, true}, {3, 3, 12675, false}, {3, 4, 321689, true}, {4, 4, 24318165, true},
	}
	for _, test := range tests {
		if test.long && !*long {
			continue
		}
		g := newGame(t, test.width, test.height, 0)
		states := make([]*State, g.cells+1) // by the number of cells that are settled
		for i := range states {
			states[i] = g.New().(*State)
		}
		if got := countSetUps(states); got != test.want {
			t.Errorf("%dx%d: got %d legal positions, want %d", test.width, test.height, got, test.want)
		}
	}
}

// countSetUps counts the ways to fill the cells of states[0] that are left; the other states are scratch.
func countSetUps(states []*State) int {
	s := states[0]
	if len(states) == 1 {
		return 1
	}
	cell := game.Action(s.game.cells + 1 - len(states))
	states[1].CopyFrom(s)
	count := countSetUps(states[1:])
	for _, p := range []game.Player{Black, White} {
		states[1].CopyFrom(s)
		if states[1].Place(cell, p) == nil {
			count += countSetUps(states[1:])
		}
	}
	return count
}
