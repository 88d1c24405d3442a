package mcts

import (
	"math"
	"testing"
)

func TestRolloutIsFair(t *testing.T) {
	// From 2 pebbles, a random player takes both (a win) or one, and the other takes the last: half and half.
	// From 1 pebble the player to move wins.
	for _, tt := range []struct {
		pile int
		want float64
	}{{1, 1}, {2, 0}} {
		g := pebbles{pile: tt.pile}
		r := NewRollout(g, 1)
		leaf := &Leaf{State: g.New(), Logits: []float32{1, 2, 3}}
		const playouts = 4000
		mean := 0.0
		for range playouts {
			if err := r.Evaluate([]*Leaf{leaf}); err != nil {
				t.Fatal(err)
			}
			mean += float64(leaf.Value) / playouts
		}
		if math.Abs(mean-tt.want) > 0.08 {
			t.Errorf("pile of %d: mean outcome %g, want %g", tt.pile, mean, tt.want)
		}
		if leaf.Logits[0] != leaf.Logits[2] {
			t.Errorf("priors are not uniform: logits %v", leaf.Logits)
		}
	}
}

func TestRolloutsFindAWin(t *testing.T) {
	g, p := pebbles{pile: 12}, testParams(1)
	p.CPuct = 4 // outcomes of single playouts are noisy: look around more
	s := makeSearch(t, g, NewRollout(g, 3), p, 3)
	run(t, s, 3000, false)
	if a, v := s.Choose(0), s.Value(); a != 1 || v <= 0 {
		t.Errorf("chose to take %d at value %g where taking 2 each time wins", a+1, v)
	}
}
