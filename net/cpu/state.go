package cpu

import (
	"io"

	"tengen/net"
)

// Save implements net.Learner.
func (l *learner) Save(w io.Writer) error {
	s := net.LearnerState{Optimizer: l.params.Optimizer, Steps: l.steps, Weights: l.weights, Momenta: l.momenta, Squares: l.squares}
	return s.Encode(w)
}

// Restore implements net.Learner. If it errs the learner is as it was.
func (l *learner) Restore(r io.Reader) error {
	s, err := net.DecodeLearnerState(r, l.spec, l.params.Optimizer)
	if err != nil {
		return err
	}
	l.weights, l.momenta, l.squares, l.steps = s.Weights, s.Momenta, s.Squares, s.Steps
	return nil
}
