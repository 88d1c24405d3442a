package gorgonia

import (
	"fmt"
	"math"

	"tengen/net"
)

// Engine is the engine that computes with Gorgonia, on the CPU.
type Engine struct{}

// New returns the engine.
func New() *Engine { return &Engine{} }

// Name implements net.Engine.
func (e *Engine) Name() string { return "gorgonia" }

// Batches implements net.Engine. Batches of 4 to 64 are equally fast (BenchmarkEvaluate); smaller ones pay for the graph's run.
func (e *Engine) Batches(_ net.Spec, leaves, threads int) net.BatcherParams {
	return net.BatcherParams{MaxBatch: max(4, leaves), Evaluators: threads, ThreadsPerEvaluator: 1}
}

// prepared is a model whose batch normalisations are folded into a factor, where gamma stood, and a shift, where beta stood.
type prepared struct {
	model  *net.Model
	folded *net.Weights
}

// Model implements net.Prepared.
func (p *prepared) Model() *net.Model { return p.model }

// Prepare implements net.Engine.
func (e *Engine) Prepare(m *net.Model) (net.Prepared, error) {
	w := m.Weights
	if err := w.Spec.Validate(); err != nil {
		return nil, fmt.Errorf("prepare model: %w", err)
	}
	if err := w.Validate(); err != nil {
		return nil, fmt.Errorf("prepare model: %w", err)
	}
	folded := w.Clone()
	for i, t := range w.Spec.Tensors() {
		if t.Kind != net.KindGamma {
			continue
		}
		// gamma, beta, mean and variance follow one another.
		for c, gamma := range w.Tensors[i] {
			factor := float64(gamma) / math.Sqrt(float64(w.Tensors[i+3][c])+net.BatchNormEpsilon)
			folded.Tensors[i][c] = float32(factor)
			folded.Tensors[i+1][c] = float32(float64(w.Tensors[i+1][c]) - float64(w.Tensors[i+2][c])*factor)
		}
	}
	return &prepared{m, folded}, nil
}

// NewEvaluator implements net.Engine. It does not use threads: Gorgonia's products take all cores that Go may use.
func (e *Engine) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	if err := net.CheckEvaluator(spec, maxBatch, threads); err != nil {
		return nil, err
	}
	return &evaluator{spec: spec, maxBatch: maxBatch, machines: map[int]*inference{}}, nil
}
