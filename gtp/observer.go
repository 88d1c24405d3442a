package gtp

import (
	"cmp"
	"context"

	"tengen/game"
	"tengen/mcts"
)

// Observer is an Engine that shows what it knows of a position.
type Observer interface {
	// Observe tells what is known of q, whose Budget does not matter. It may search a little for that. q.State is not terminal.
	Observe(ctx context.Context, q Question) (Observation, error)
}

// Observation is what an engine knows of a position, all for the player to move.
type Observation struct {
	Moves  []mcts.Visit  // a legal action each
	PV     []game.Action // the likeliest moves from here on
	Value  float32       // in [-1, 1]
	Visits int           // descents from here
}

// Observe implements Observer. If the tree has fewer visits than a move gets, it gets them first.
func (e *SearchEngine) Observe(ctx context.Context, q Question) (Observation, error) {
	if err := e.follow(q); err != nil {
		return Observation{}, err
	}
	few := cmp.Or(e.params.Simulations, defaultSimulations)
	if n := few - e.search.RootVisits(); n > 0 || !e.known() {
		if err := e.search.Run(ctx, max(n, 0), false); err != nil {
			return Observation{}, err
		}
	}
	return Observation{
		Moves: e.search.Visits(nil), PV: e.search.PV(nil), Value: e.search.Value(), Visits: e.search.RootVisits(),
	}, nil
}
