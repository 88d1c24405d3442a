package net

import (
	"fmt"
	"math"
	"slices"

	"tengen/game"
)

// Model is a network that can play: the game, the weights, and where they come from.
type Model struct {
	ID       string // SHA-256 of the file, hexadecimal; "" before it is written
	Game     game.Params
	Weights  *Weights
	Training Training

	// What publishing found out about other precisions than float32; both may be empty.
	Ranges  []float32         // [2·Blocks], finite, 0 or more; see Quantizer.Ranges
	Reports []PrecisionReport // one of each precision at most, its numbers finite
}

// checkPrecisions says what is wrong with Ranges and Reports. The Spec is valid.
func (m *Model) checkPrecisions() error {
	if n := 2 * m.Weights.Spec.Blocks; len(m.Ranges) != 0 && len(m.Ranges) != n {
		return fmt.Errorf("the model has %d ranges, want none, or %d: two for each of %d blocks", len(m.Ranges), n, m.Weights.Spec.Blocks)
	}
	finite := func(v float32) bool { return v >= 0 && v <= math.MaxFloat32 } // NaN is neither
	for i, v := range m.Ranges {
		if !finite(v) {
			return fmt.Errorf("range %d is %g, want a finite number, 0 or more", i, v)
		}
	}
	for i, r := range m.Reports {
		if !slices.Contains(Precisions, r.Precision) || slices.ContainsFunc(m.Reports[:i], func(other PrecisionReport) bool { return other.Precision == r.Precision }) {
			return fmt.Errorf("report %d is of precision %q, want one of %v that no other is of", i, r.Precision, Precisions)
		}
		if r.Positions < 0 || r.Positions > math.MaxInt32 || !finite(r.PolicyKL) || !finite(r.ValueRMS) {
			return fmt.Errorf("the report of precision %s has policy KL %g and value RMS %g over %d positions, want finite numbers, 0 or more",
				r.Precision, r.PolicyKL, r.ValueRMS, r.Positions)
		}
	}
	return nil
}

// For returns the model as a network for the board of g, which shares its tensors. It errs if g is not the
// game of the model, or its board one that the network cannot play on. Ranges and Reports stay what was measured on the
// model's own board: ranges are the layers', whatever the board; what a report says of another board is not measured.
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
