package gtp

import (
	"testing"

	"tengen/mcts"
)

// Labels are for moves with visits, ten at most but for ties, and none is an answer, too.
func TestLeastShown(t *testing.T) {
	moves := func(visits ...int32) (all []mcts.Visit) {
		for _, n := range visits {
			all = append(all, mcts.Visit{Visits: n})
		}
		return all
	}
	for _, tt := range []struct {
		moves []mcts.Visit
		want  int
	}{
		{nil, 1},
		{moves(0, 3), 1},
		{moves(5, 1, 7, 7, 7, 7, 7, 7, 7, 7, 7, 2), 5},
		{moves(9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1},
	} {
		if got := leastShown(tt.moves); got != tt.want {
			t.Errorf("of %v: %d, want %d", tt.moves, got, tt.want)
		}
	}
}
