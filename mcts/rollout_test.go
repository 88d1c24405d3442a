package mcts

import (
	"math"
	"testing"

	"tengen/game"
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

// On 5x5 without komi the first player has more points on average, and the search says so for whoever moves.
func TestRolloutsHaveScores(t *testing.T) {
	g := realGame(t, game.Params{Name: "go", Width: 5, Height: 5})
	s := makeSearch(t, g, NewRollout(g, 1), testParams(1), 1)
	for range 4 {
		run(t, s, 2000, false)
		sum, visits := float32(0), 0
		for _, m := range s.Moves(nil) {
			if !m.HasScore || math.Abs(float64(m.Score)) > 25 {
				t.Fatalf("move %+v: want a score of up to 25 points", m)
			}
			sum, visits = sum+m.Score*float32(m.Visits), visits+m.Visits
		}
		if mean := sum / float32(visits); mean*sign(s.State().ToPlay()) <= 0 {
			t.Errorf("%v to move leads by %g points, want the first player to lead", s.State().ToPlay(), mean)
		}
		s.Advance(s.Best())
	}
	c4 := realGame(t, game.Params{Name: "connect4"})
	s = makeSearch(t, c4, NewRollout(c4, 1), testParams(1), 1)
	run(t, s, 100, false)
	if s.Moves(nil)[0].HasScore {
		t.Error("Connect Four has no points")
	}
}
