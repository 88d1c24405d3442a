package cpu

import (
	"time"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// Engine is the CPU engine.
type Engine struct{}

// New returns the CPU engine.
func New() *Engine { return &Engine{} }

// Name implements net.Engine.
func (e *Engine) Name() string { return "cpu" }

// Features returns the instructions that the engine uses: "avx512", "avx2" or "generic".
func Features() string { return string(kernel.Selected()) }

// SelectFeatures sets the instructions to use instead of the best that the machine has. Call it before any
// engine is used.
func SelectFeatures(name string) error { return kernel.Select(kernel.Features(name)) }

// Batches implements net.Engine. Batches of 2 to 64 are equally fast here; small ones let few games search at a time, whose
// trees then stay in the cores' caches.
func (e *Engine) Batches(_ net.Spec, leaves, threads int) net.BatcherParams {
	return net.BatcherParams{MaxBatch: max(4, leaves), Evaluators: threads, ThreadsPerEvaluator: 1}
}

// NewEvaluator implements net.Engine.
func (e *Engine) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	if err := net.CheckEvaluator(spec, maxBatch, threads); err != nil {
		return nil, err
	}
	return newEvaluator(spec, maxBatch, threads), nil
}

// PeakGFLOPS measures the multiply-adds that one core makes in a precision with all its data in registers, for about d: the
// most that any product could run at, in 1e9 operations a second; 0 where Precisions does not list it.
func PeakGFLOPS(d time.Duration, p net.Precision) float64 {
	round := multiplyAdds(p)
	if round == nil {
		return 0
	}
	best := 0.0
	for start := time.Now(); time.Since(start) < d; {
		begin := time.Now()
		n := round(100_000)
		best = max(best, float64(n)/time.Since(begin).Seconds()/1e9)
	}
	return best
}
