package net

import (
	"fmt"
	"math"
)

// What every engine checks before it works, and after.

// CheckEvaluator says why there can be no Evaluator like this, or nil.
func CheckEvaluator(spec Spec, maxBatch, threads int) error {
	if err := spec.Validate(); err != nil {
		return fmt.Errorf("new evaluator: %w", err)
	}
	if maxBatch < 1 || threads < 1 {
		return fmt.Errorf("new evaluator: batch of %d on %d threads, want at least 1 of each", maxBatch, threads)
	}
	return nil
}

// CheckBatch says why an Evaluator of up to maxBatch positions cannot take a call with these arguments, or nil.
func (s Spec) CheckBatch(in Inputs, policy, value []float32, maxBatch int) error {
	n := len(value)
	if len(policy) != n*s.Actions || n > maxBatch {
		return fmt.Errorf("batch of %d (at most %d) with %d numbers of policy, want %d", n, maxBatch, len(policy), n*s.Actions)
	}
	return s.CheckInputs(in, n)
}

// CheckMinibatch says why a Learner cannot take a minibatch, or returns the sum of its samples' weights.
func (s Spec) CheckMinibatch(mb *Minibatch) (total float64, err error) {
	n := len(mb.Value)
	if n < 1 || len(mb.Policy) != n*s.Actions || len(mb.Weight) != n {
		return 0, fmt.Errorf("minibatch of %d values has %d numbers of policy and %d weights, want %d and %d",
			n, len(mb.Policy), len(mb.Weight), n*s.Actions, n)
	}
	if err := s.CheckInputs(mb.Inputs, n); err != nil {
		return 0, fmt.Errorf("minibatch: %w", err)
	}
	for _, w := range mb.Weight {
		total += float64(w)
	}
	if !(total > 0) {
		return 0, fmt.Errorf("the weights of a minibatch's samples sum to %g, want above 0", total)
	}
	return total, nil
}

// CheckFinite returns ErrNotFinite if the losses of a step, or the length of its gradient, are no numbers.
func (l Losses) CheckFinite(step int64) error {
	for _, v := range []float32{l.Policy, l.Value, l.GradNorm} {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return fmt.Errorf("step %d: policy loss %g, value loss %g, gradient norm %g: %w", step, l.Policy, l.Value, l.GradNorm, ErrNotFinite)
		}
	}
	return nil
}

// ForbidBeyond gives the logit −Inf [B, A] to the actions of cells that boards of these sizes have not.
func (s Spec) ForbidBeyond(policy []float32, sizes []Size) {
	for i, size := range sizes {
		logits := policy[i*s.Actions:][:min(s.Cells(), s.Actions)]
		for a := range logits {
			if a/s.Width >= size.Height || a%s.Width >= size.Width {
				logits[a] = float32(math.Inf(-1))
			}
		}
	}
}
