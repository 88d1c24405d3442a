package goban

import (
	"fmt"
	"testing"

	"tengen/game"
)

// TestPerft counts the sequences of exactly d turns from the empty board, passes included. On tiny boards they
// show every mistake of superko: the rules part from each other after 4 to 7 turns on 2x2.
func TestPerft(t *testing.T) {
	tests := []struct {
		side int
		want []int // by turns, from 1
	}{
		{1, []int{1, 1, 0, 0}},
		{2, []int{5, 21, 68, 156, 316, 604, 1088, 2184, 4184, 8024, 13800}},
		{3, []int{10, 91, 738, 5281, 33384}},
		{4, []int{17, 273, 4112}},
		{5, []int{26, 651, 15650}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("side=%d", test.side), func(t *testing.T) {
			g := newGame(t, test.side, test.side, 0)
			for i, want := range test.want {
				if got := perft(g.New(), i+1); got != want {
					t.Errorf("sequences of %d turns on %dx%[2]d: got %d, want %d", i+1, test.side, got, want)
				}
			}
		})
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

// newGame makes a Game or ends the test.
func newGame(t testing.TB, width, height, komi int) *Game {
	t.Helper()
	g, err := New(width, height, komi)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
