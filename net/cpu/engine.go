package cpu

import (
	"fmt"
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

// NewEvaluator implements net.Engine.
func (e *Engine) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	if err := spec.Validate(); err != nil {
		return nil, fmt.Errorf("new evaluator: %w", err)
	}
	if maxBatch < 1 || threads < 1 {
		return nil, fmt.Errorf("new evaluator: batch of %d on %d threads, want at least 1 of each", maxBatch, threads)
	}
	return newEvaluator(spec, maxBatch, threads), nil
}

// PeakGFLOPS measures what one core reaches in the innermost loop with all its data in the nearest cache, for
// about d: the most that any network could run at, in 1e9 floating-point operations a second.
func PeakGFLOPS(d time.Duration) float64 {
	const k, rows = 64, 14
	a, b := make([]float32, rows*k), make([]float32, k*kernel.Cols)
	c := make([]float32, rows*kernel.Cols)
	p := kernel.Product{A: &a[0], RowStride: k, KStride: 1, K: k, B: &b[0], BStride: kernel.Cols, C: &c[0], CStride: kernel.Cols}
	best := 0.0
	for start := time.Now(); time.Since(start) < d; {
		const repeats = 200
		begin := time.Now()
		for range repeats {
			kernel.Multiply(&p, rows)
		}
		best = max(best, repeats*2*k*rows*kernel.Cols/time.Since(begin).Seconds()/1e9)
	}
	return best
}
