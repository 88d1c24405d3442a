package othello

import (
	"flag"
	"fmt"
	"testing"

	"tengen/game"
)

var long = flag.Bool("long", false, "also run the tests that take minutes")

// perft counts the sequences of plies actions, passes included. A game that is over before counts as one.
func perft(s *State, plies int) (count int) {
	switch {
	case plies == 0 || s.over:
		return 1
	case plies == 1:
		return len(s.LegalActions(make([]game.Action, 0, 64)))
	}
	for _, a := range s.LegalActions(make([]game.Action, 0, 64)) {
		child := *s
		child.Play(a)
		count += perft(&child, plies-1)
	}
	return count
}

// TestPerft compares with published numbers for 8x8 and with those of two other programs for the rest.
func TestPerft(t *testing.T) {
	tests := []struct {
		side int
		want []int // by plies, from 1
		long []int // the next ones
	}{
		{4, []int{4, 12, 44, 128, 424, 1256, 3624, 9116, 20044, 36540, 50704, 57436, 59564, 59980}, nil},
		{6, []int{4, 12, 56, 244, 1364, 7604, 47740, 308716, 2114912, 14976792}, nil},
		{8, []int{4, 12, 56, 244, 1396, 8200, 55092, 390216, 3005288, 24571284}, []int{212258800, 1939886636}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("side=%d", test.side), func(t *testing.T) {
			want := test.want
			if *long {
				want = append(want, test.long...)
			}
			s := newGame(t, test.side, test.side).New().(*State)
			for i, want := range want {
				if got := perft(s, i+1); got != want {
					t.Errorf("perft(%d) on %dx%[2]d: got %d, want %d", i+1, test.side, got, want)
				}
			}
		})
	}
}
