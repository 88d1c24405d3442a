package precision

import (
	"context"
	"errors"
	"fmt"
	"math"

	"tengen/net"
)

// checkBatch is how many positions are evaluated together.
const checkBatch = 64

// Check measures how m plays in each precision that q has instructions for, on up to threads cores: the ranges are those of
// the calibration positions, what the reports say was measured over the test positions. What is not finite counts as
// math.MaxFloat32, so that it does not pass, and so does what the engine refuses to prepare. It errs if there are no
// positions, if the ranges are not finite, if q fails, and with ctx's cause.
func Check(ctx context.Context, q net.Quantizer, m *net.Model, calibration, test net.Inputs, threads int) (ranges []float32, reports []net.PrecisionReport, err error) {
	spec := m.Weights.Spec
	if calibration.Positions(spec) == 0 || test.Positions(spec) == 0 {
		return nil, nil, errors.New("precisions are measured over positions: want one or more for the ranges, and as many as can be had beside them")
	}
	if ranges, err = findRanges(ctx, q, m, calibration); err != nil {
		return nil, nil, err
	}
	ranged := *m
	ranged.Ranges = ranges
	reports, err = compare(ctx, q, &ranged, test, threads)
	return ranges, reports, err
}

// findRanges returns the largest number that each layer reads.
func findRanges(ctx context.Context, q net.Quantizer, m *net.Model, in net.Inputs) ([]float32, error) {
	ranges := make([]float32, 2*m.Weights.Spec.Blocks)
	for part := range parts(m.Weights.Spec, in) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		found, err := q.Ranges(m, part)
		if err != nil {
			return nil, fmt.Errorf("find the ranges of the network's layers: %w", err)
		}
		if len(found) != len(ranges) {
			return nil, fmt.Errorf("engine %s found %d ranges, want %d", q.Name(), len(found), len(ranges))
		}
		for i, v := range found {
			if !(v >= 0 && v <= math.MaxFloat32) {
				return nil, fmt.Errorf("layer %d of the network's blocks reads %g on a position that was played: its weights have grown too large for float32; learn with a lower rate", i, v)
			}
			ranges[i] = max(ranges[i], v)
		}
	}
	return ranges, nil
}

// differences are sums over positions.
type differences struct {
	prepared  net.Prepared // nil: the engine refused
	precision net.Precision
	kl        float64 // Σ p·log(p/q)
	squares   float64 // of the values' differences
}

// compare evaluates the positions in float32 and in the others.
func compare(ctx context.Context, q net.Quantizer, m *net.Model, in net.Inputs, threads int) ([]net.PrecisionReport, error) {
	exact, err := q.PrepareAs(m, net.Float32)
	if err != nil {
		return nil, err
	}
	var others []*differences
	for _, p := range q.Precisions() {
		if p == net.Float32 {
			continue
		}
		d := &differences{precision: p}
		if d.prepared, err = q.PrepareAs(m, p); err != nil { // its numbers are such that it cannot play in p
			d.prepared, d.kl, d.squares = nil, math.Inf(1), math.Inf(1)
		}
		others = append(others, d)
	}
	if len(others) == 0 {
		return nil, nil
	}
	ev, err := q.NewEvaluator(m.Weights.Spec, checkBatch, threads)
	if err != nil {
		return nil, err
	}
	defer ev.Close()
	if err := addUp(ctx, ev, exact, others, in); err != nil {
		return nil, err
	}
	n := in.Positions(m.Weights.Spec)
	reports := make([]net.PrecisionReport, len(others))
	for i, d := range others {
		reports[i] = net.PrecisionReport{
			Precision: d.precision, Positions: n,
			PolicyKL: finite(d.kl / float64(n)), ValueRMS: finite(math.Sqrt(d.squares / float64(n))),
		}
	}
	return reports, nil
}

// addUp adds the differences of all positions.
func addUp(ctx context.Context, ev net.Evaluator, exact net.Prepared, others []*differences, in net.Inputs) error {
	spec := exact.Model().Weights.Spec
	room := func() (policy, value []float32) {
		return make([]float32, checkBatch*spec.Actions), make([]float32, checkBatch)
	}
	policy, value := room()
	otherPolicy, otherValue := room()
	for part := range parts(spec, in) {
		n := part.Positions(spec)
		if err := ev.Evaluate(exact, part, policy[:n*spec.Actions], value[:n]); err != nil {
			return err
		}
		for _, d := range others {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if d.prepared == nil {
				continue
			}
			if err := ev.Evaluate(d.prepared, part, otherPolicy[:n*spec.Actions], otherValue[:n]); err != nil {
				return fmt.Errorf("evaluate in %s: %w", d.precision, err)
			}
			for i := range n {
				row := i * spec.Actions
				d.kl += divergence(policy[row:][:spec.Actions], otherPolicy[row:][:spec.Actions])
				difference := float64(otherValue[i]) - float64(value[i])
				d.squares += difference * difference
			}
		}
	}
	return nil
}

// parts yields the positions in batches.
func parts(spec net.Spec, in net.Inputs) func(yield func(net.Inputs) bool) {
	return func(yield func(net.Inputs) bool) {
		n := in.Positions(spec)
		for start := 0; start < n; start += checkBatch {
			end, part := min(n, start+checkBatch), net.Inputs{}
			if in.Rows != nil {
				part.Rows = in.Rows[start:end]
			} else {
				part.Planes = in.Planes[start*spec.InputLen() : end*spec.InputLen()]
			}
			if in.Sizes != nil {
				part.Sizes = in.Sizes[start:end]
			}
			if !yield(part) {
				return
			}
		}
	}
}

// divergence returns the Kullback-Leibler divergence Σ p·log(p/q), nats, of the distributions that the logits [A] are of.
// An action that p leaves out, with −Inf or far below the others, adds nothing; one that only q leaves out makes it infinite.
func divergence(p, q []float32) float64 {
	sumP, sumQ, kl := logSumExp(p), logSumExp(q), 0.0
	for a := range p {
		logP := float64(p[a]) - sumP
		if share := math.Exp(logP); share != 0 {
			kl += share * (logP - (float64(q[a]) - sumQ))
		}
	}
	return max(0, kl) // rounding may end below; NaN stays
}

// logSumExp returns log Σ exp(x): NaN if a logit is NaN or +Inf, or all are −Inf.
func logSumExp(x []float32) float64 {
	most, sum := math.Inf(-1), 0.0
	for _, v := range x {
		most = max(most, float64(v))
	}
	for _, v := range x {
		sum += math.Exp(float64(v) - most)
	}
	return most + math.Log(sum)
}

// finite returns v, or the largest number there is instead of one that is beyond it or none.
func finite(v float64) float32 {
	if !(v <= math.MaxFloat32) {
		return math.MaxFloat32
	}
	return float32(v)
}
