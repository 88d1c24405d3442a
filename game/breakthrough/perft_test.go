package breakthrough

import (
	"flag"
	"fmt"
	"testing"

	"tengen/game"
)

var long = flag.Bool("long", false, "also run the tests that take minutes")

// perft counts the sequences of exactly plies moves; a won game has no more.
func perft(s *State, plies int) (count int) {
	if plies == 0 {
		return 1
	}
	moves := s.LegalActions(make([]game.Action, 0, 64))
	if plies == 1 {
		return len(moves)
	}
	for _, a := range moves {
		child := *s
		child.Play(a)
		count += perft(&child, plies-1)
	}
	return count
}

// TestPerft compares with what two other programs count.
func TestPerft(t *testing.T) {
	tests := []struct {
		side int
		want []int // by plies, from 1
	}{
		{5, []int{13, 156, 1924, 23084, 289828, 3538840, 43719470}},
		{6, []int{16, 256, 4308, 71478, 1248290, 21470998}},
		{8, []int{22, 484, 11132, 256036, 6182818}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("side=%d", test.side), func(t *testing.T) {
			s := newGame(t, test.side, test.side).New().(*State)
			for i, want := range test.want {
				if got := perft(s, i+1); got != want {
					t.Errorf("perft(%d) on %dx%[2]d: got %d, want %d", i+1, test.side, got, want)
				}
			}
		})
	}
}

// TestMaxPly plays every game of tiny boards and compares the longest with MaxPly.
func TestMaxPly(t *testing.T) {
	tests := []struct{ width, height, longest int }{{3, 4, 18}, {3, 5, 31}}
	for _, test := range tests {
		if !*long && test.height > 4 {
			continue // a million positions
		}
		g := newGame(t, test.width, test.height)
		got := longest(g.New().(*State), map[State]int{})
		if got != test.longest || got > g.MaxPly() {
			t.Errorf("the longest game on %dx%d: got %d plies, want %d, and MaxPly is %d", test.width, test.height, got, test.longest, g.MaxPly())
		}
	}
}

// longest returns the length of the longest game from s on. Known are positions without their ply, but for
// whose turn it is.
func longest(s *State, known map[State]int) (plies int) {
	key := *s
	key.ply &= 1
	if plies, ok := known[key]; ok {
		return plies
	}
	for _, a := range s.LegalActions(make([]game.Action, 0, 64)) {
		child := *s
		child.Play(a)
		plies = max(plies, 1+longest(&child, known))
	}
	known[key] = plies
	return plies
}
