package nettest

import (
	"fmt"
	"slices"
	"time"

	"tengen/net"
)

// Quantized is a net.Quantizer whose answers in each precision are those of an Engine, off by what is known.
type Quantized struct {
	net.Engine
	Has []net.Precision // float32 first
	Off map[net.Precision]Off
}

// Off is what a precision changes.
type Off struct {
	Logit, Value float32       // are added to the logit of action 0, and to the value
	Delay        time.Duration // of each batch
}

// quantized is a model in a precision.
type quantized struct {
	net.Prepared
	precision net.Precision
}

// Precisions implements net.Quantizer.
func (q *Quantized) Precisions() []net.Precision { return q.Has }

// Ranges implements net.Quantizer: of layer i it is the largest number in the planes, plus i.
func (q *Quantized) Ranges(m *net.Model, in net.Inputs) ([]float32, error) {
	spec, most := m.Weights.Spec, float32(0)
	for i := range in.Positions(spec) {
		most = max(most, slices.Max(in.Row(i, spec.InputLen())))
	}
	ranges := make([]float32, 2*spec.Blocks)
	for i := range ranges {
		ranges[i] = most + float32(i)
	}
	return ranges, nil
}

// Prepare implements net.Engine.
func (q *Quantized) Prepare(m *net.Model) (net.Prepared, error) {
	return q.PrepareAs(m, net.Float32)
}

// PrepareAs implements net.Quantizer.
func (q *Quantized) PrepareAs(m *net.Model, p net.Precision) (net.Prepared, error) {
	if n := 2 * m.Weights.Spec.Blocks; p.Ranged() && (len(m.Ranges) != n || slices.Contains(m.Ranges, 0)) {
		return nil, fmt.Errorf("ranges %v, want %d above 0", m.Ranges, n)
	}
	inner, err := q.Engine.Prepare(m)
	return quantized{inner, p}, err
}

// NewEvaluator implements net.Engine.
func (q *Quantized) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	ev, err := q.Engine.NewEvaluator(spec, maxBatch, threads)
	return quantizedEvaluator{ev, q.Off}, err
}

type quantizedEvaluator struct {
	net.Evaluator
	off map[net.Precision]Off
}

// Evaluate implements net.Evaluator.
func (e quantizedEvaluator) Evaluate(p net.Prepared, in net.Inputs, policy, value []float32) error {
	in16 := p.(quantized)
	if err := e.Evaluator.Evaluate(in16.Prepared, in, policy, value); err != nil {
		return err
	}
	off := e.off[in16.precision]
	for i := range value {
		policy[i*len(policy)/len(value)] += off.Logit
		value[i] += off.Value
	}
	time.Sleep(off.Delay)
	return nil
}
