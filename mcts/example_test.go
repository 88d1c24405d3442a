package mcts

import (
	"context"
	"fmt"
)

// A game against itself, without a network. (pebbles is a game that stands in for any other.)
func Example() {
	g := pebbles{pile: 6}
	p := AlphaGoZero() // the paper, minus what we change
	p.Simulations = 300
	s, err := New(g, Uniform{}, p, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	for !s.State().Terminal() {
		if err := s.Run(context.Background(), p.Simulations, false); err != nil {
			fmt.Println(err)
			return
		}
		a := s.Choose(0)
		fmt.Printf("%v: takes %s\n", s.State(), s.State().FormatAction(a))
		s.Advance(a)
	}
	// Output:
	// 6 pebbles, 0 to take: takes 2
	// 4 pebbles, 0 to take: takes 2
	// 2 pebbles, 0 to take: takes 2
}
