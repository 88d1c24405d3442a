package precision

import (
	"fmt"
	"slices"
	"sync"

	"tengen/net"
)

// Engine returns e, made to prepare models in a precision. With net.Auto that is the fastest here of those that passed when
// the model was published, net.Float32 where there are none. One that is named is used whatever was measured; Prepare errs
// where the model has not what it needs, and Engine if e plays in float32 alone.
func Engine(e net.Engine, want net.Precision) (net.Engine, error) {
	switch q, ok := e.(net.Quantizer); {
	case want == net.Auto:
		return Passed(e, net.Precisions...), nil
	case want == net.Float32:
		return e, nil
	case !ok:
		return nil, fmt.Errorf("engine %s has no precision %s: want %s or %s", e.Name(), want, net.Float32, net.Auto)
	default:
		return &engine{Engine: e, quantizer: q, named: want}, nil
	}
}

// Passed returns e, made to prepare each model in the fastest here of float32 and those among these precisions that passed
// when it was published. An engine that plays in float32 alone is left as it is.
func Passed(e net.Engine, among ...net.Precision) net.Engine {
	q, ok := e.(net.Quantizer)
	if !ok {
		return e
	}
	return &engine{Engine: e, quantizer: q, among: among, fastest: map[net.Spec][]net.Precision{}}
}

// Of returns the precision in which an engine of this package prepared p, net.Float32 for what others prepared.
func Of(p net.Prepared) net.Precision {
	if p, ok := p.(*prepared); ok {
		return p.precision
	}
	return net.Float32
}

// Quantizer returns what has the precisions of e: itself, or what Engine or Passed were given. ok is false if e plays in
// float32 alone.
func Quantizer(e net.Engine) (q net.Quantizer, ok bool) {
	if e, ok := e.(*engine); ok {
		return e.quantizer, true
	}
	q, ok = e.(net.Quantizer)
	return q, ok
}

// engine is a net.Engine that prepares in a precision of its choice. It is no Quantizer: its Prepare does not mean float32.
type engine struct {
	net.Engine
	quantizer net.Quantizer // the same
	named     net.Precision // used always; or "", and then
	among     []net.Precision

	mu      sync.Mutex
	fastest map[net.Spec][]net.Precision // those that were timed, the fastest first
}

// prepared remembers its precision.
type prepared struct {
	net.Prepared
	precision net.Precision
}

// Prepare implements net.Engine.
func (e *engine) Prepare(m *net.Model) (net.Prepared, error) {
	if e.named.Ranged() && !ranged(m) {
		return nil, fmt.Errorf("the model cannot play in %s, for nobody has found the ranges of its layers: make one that can with tengen calibrate MODEL --games RUN, or play in %s", e.named, net.Float32)
	}
	p := e.named
	if p == "" {
		var err error
		if p, err = e.choose(m); err != nil {
			return nil, err
		}
	}
	packed, err := e.quantizer.PrepareAs(m, p)
	if err != nil {
		return nil, fmt.Errorf("prepare the model in %s: %w", p, err)
	}
	return &prepared{packed, p}, nil
}

// choose returns the fastest precision that m may play in.
func (e *engine) choose(m *net.Model) (net.Precision, error) {
	may := []net.Precision{net.Float32}
	for _, p := range e.quantizer.Precisions() {
		i := slices.IndexFunc(m.Reports, func(r net.PrecisionReport) bool { return r.Precision == p })
		if p != net.Float32 && slices.Contains(e.among, p) && i >= 0 && m.Reports[i].Passed() && (!p.Ranged() || ranged(m)) {
			may = append(may, p)
		}
	}
	if len(may) == 1 {
		return net.Float32, nil
	}
	return e.fastestOf(m, may)
}

// ranged reports whether m has what whole numbers need.
func ranged(m *net.Model) bool { return len(m.Ranges) == 2*m.Weights.Spec.Blocks }

// NewEvaluator implements net.Engine.
func (e *engine) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	ev, err := e.Engine.NewEvaluator(spec, maxBatch, threads)
	if err != nil {
		return nil, err
	}
	return evaluator{ev}, nil
}

// evaluator gives the engine's own the weights that it knows.
type evaluator struct{ net.Evaluator }

// Evaluate implements net.Evaluator.
func (e evaluator) Evaluate(p net.Prepared, in net.Inputs, policy, value []float32) error {
	if p, ok := p.(*prepared); ok {
		return e.Evaluator.Evaluate(p.Prepared, in, policy, value)
	}
	return e.Evaluator.Evaluate(p, in, policy, value)
}
