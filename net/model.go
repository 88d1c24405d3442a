package net

import (
	"fmt"

	"tengen/game"
)

// Model is a network that can play: the game, the weights, and where they come from.
type Model struct {
	ID       string // SHA-256 of the file, hexadecimal; "" before it is written
	Game     game.Params
	Weights  *Weights
	Training Training

	// What publishing found out about other precisions than float32; both may be empty.
	Ranges  []float32 // [2·Blocks]; see Quantizer.Ranges
	Reports []PrecisionReport
}

// For returns the model as a network for the board of g, which shares its tensors. It errs if g is not the
// game of the model, or its board one that the network cannot play on.
func (m *Model) For(g game.Game) (*Model, error) {
	if p := g.Params(); p.Name != m.Game.Name {
		return nil, fmt.Errorf("the model plays %s, not %s", m.Game.Name, p.Name)
	}
	shape := g.Shape()
	w, err := m.Weights.On(Size{Height: shape.Height, Width: shape.Width})
	if err != nil {
		return nil, err
	}
	if err := w.Spec.Fits(g); err != nil {
		return nil, err
	}
	on := *m
	on.Game, on.Weights = g.Params(), w
	return &on, nil
}

// Training tells how a model came to be.
type Training struct {
	Run     string // name of the run
	Step    int64  // optimizer steps
	Games   int64  // finished self-play games when it was published
	Samples int64  // positions in those games
	Seconds int64  // the run's own time over all its sittings
	Created int64  // Unix time in seconds
}
