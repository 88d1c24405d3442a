package trainer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"tengen/net"
	"tengen/net/precision"
	"tengen/replay"
)

// What models are measured with.
const (
	holdOut              = 50 // one game in so many is not learnt from
	testPositions        = 2000
	fewestTestPositions  = 200 // with less, a model plays in float32
	calibrationPositions = 500
)

// measure fills in the model's Ranges and Reports, and returns what the metrics shall say of them; nil where the run does not
// ask for it. A model that cannot be measured is left as it is, and plays in float32; the metrics say why.
func (t *Trainer) measure(ctx context.Context, m *net.Model) (map[string]any, error) {
	if t.quantizer == nil {
		return nil, nil
	}
	start := time.Now()
	rng := rand.New(rand.NewPCG(t.params.Seed, ^uint64(t.step.Load()))) // no step draws with it
	test, err := t.sampler.HeldOut(rng, t.heldOutFrom, testPositions)
	if err != nil {
		return nil, fmt.Errorf("measure precisions: %w", err)
	}
	if n := len(test) / t.params.Spec.InputLen(); n < fewestTestPositions {
		return map[string]any{"precision_why": fmt.Sprintf("one game in %d is held out: %d positions so far, want %d to measure with", holdOut, n, fewestTestPositions)}, nil
	}
	calibration := replay.Batch{
		Planes: make([]float32, calibrationPositions*t.params.Spec.InputLen()), Policy: make([]float32, calibrationPositions*t.params.Spec.Actions),
		Value: make([]float32, calibrationPositions), Weight: make([]float32, calibrationPositions),
	}
	if err := t.sampler.Sample(rng, &calibration); err != nil {
		return nil, fmt.Errorf("measure precisions: %w", err)
	}
	m.Ranges, m.Reports, err = precision.Check(ctx, t.quantizer, m,
		net.Inputs{Planes: calibration.Planes}, net.Inputs{Planes: test}, t.params.Learner.Threads)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		m.Ranges, m.Reports = nil, nil
		t.params.Log(fmt.Sprintf("the model of step %d plays in float32: %v", m.Training.Step, err))
		return map[string]any{"precision_why": err.Error()}, nil
	}
	reports := map[string]any{}
	for _, r := range m.Reports {
		reports[string(r.Precision)] = map[string]any{"positions": r.Positions, "policy_kl": r.PolicyKL, "value_rms": r.ValueRMS, "passed": r.Passed()}
	}
	return map[string]any{"precisions": reports, "precision_seconds": time.Since(start).Seconds()}, nil
}
