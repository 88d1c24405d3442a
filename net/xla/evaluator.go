package xla

import (
	"errors"
	"fmt"

	"github.com/gomlx/gomlx/backends"
	"github.com/gomlx/gomlx/pkg/core/graph"

	"tengen/net"
)

// evaluator implements net.Evaluator on one device.
type evaluator struct {
	engine   *Engine
	spec     net.Spec
	device   backends.DeviceNum
	sizes    []int      // of batches, ascending
	programs []*program // of each size

	// What a batch is padded in.
	planes        []float32 // [largest, C, H, W]
	boards        []float32 // [largest, 2]; see network.sizes
	policy, value []float32 // [largest, A], [largest]
}

// batchSizes lists the sizes that batches are padded to: 1, 8, 16, 32, 64 and so on, and the largest.
func batchSizes(largest int) []int {
	sizes := []int{1}
	for n := 8; n < largest; n *= 2 {
		sizes = append(sizes, n)
	}
	if largest > 1 {
		sizes = append(sizes, largest)
	}
	return sizes
}

// NewEvaluator implements net.Engine. It compiles programs for all sizes of batches, so that none is compiled later; this
// takes seconds on a GPU, the first time. Evaluators get the devices in turn. threads is checked only: the device decides.
func (e *Engine) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	if err := net.CheckEvaluator(spec, maxBatch, threads); err != nil {
		return nil, err
	}
	v := &evaluator{
		engine: e, spec: spec, device: e.takeDevice(), sizes: batchSizes(maxBatch),
		planes: make([]float32, maxBatch*spec.InputLen()), boards: make([]float32, 2*maxBatch),
		policy: make([]float32, maxBatch*spec.Actions), value: make([]float32, maxBatch),
	}
	for _, n := range v.sizes {
		p, err := e.programs.get(purpose{spec: spec, batch: n}, func() (*program, error) { return e.compileInference(spec, n) })
		if err != nil {
			return nil, fmt.Errorf("new evaluator: %w", err)
		}
		v.programs = append(v.programs, p)
	}
	return v, nil
}

// inputs are a batch's parameters.
func inputs(spec net.Spec, batch int) []parameter {
	ps := []parameter{{"planes", []int{batch, spec.Planes, spec.Height, spec.Width}, true}}
	if spec.Head == net.HeadConv {
		ps = append(ps, parameter{"sizes", []int{batch, 2}, true})
	}
	return ps
}

// compileInference compiles the network: folded weights and inputs to logits [B, A] and values [B].
func (e *Engine) compileInference(spec net.Spec, batch int) (*program, error) {
	weights := folded(spec)
	ps := append(weights[:len(weights):len(weights)], inputs(spec, batch)...)
	return e.compile(fmt.Sprintf("inference on %d", batch), 1, ps, func(in []*graph.Node) []*graph.Node {
		n := &network{spec: spec, engine: e, precision: e.precision, weights: map[string]*graph.Node{}}
		for i, w := range weights {
			n.weights[w.name] = in[i]
		}
		in = in[len(weights):]
		if len(in) > 1 {
			n.sizes = in[1]
		}
		logits, values := n.forward(in[0])
		return []*graph.Node{logits, values}
	})
}

// place writes a batch of n into planes and boards as rows of the program's inputs.
func place(spec net.Spec, in net.Inputs, n int, planes, boards []float32) {
	for i := range n {
		copy(planes[i*spec.InputLen():], in.Row(i, spec.InputLen()))
	}
	for i := range len(boards) / 2 {
		size := spec.Board()
		if in.Sizes != nil && i < n {
			size = in.Sizes[i]
		}
		boards[2*i], boards[2*i+1] = float32(size.Height), float32(size.Width)
	}
}

// sendInputs copies a batch to a device.
func (e *Engine) sendInputs(device backends.DeviceNum, spec net.Spec, planes, boards []float32) ([]backends.Buffer, error) {
	return e.sendTensors(device, [][]float32{planes, boards}, inputs(spec, len(boards)/2))
}

// Evaluate implements net.Evaluator. A few small allocations a call are GoMLX's.
func (v *evaluator) Evaluate(p net.Prepared, in net.Inputs, policy, value []float32) error {
	m, ok := p.(*prepared)
	if !ok || m.engine != v.engine || m.model.Weights.Spec != v.spec {
		return fmt.Errorf("xla evaluator: the model was prepared for another network or engine")
	}
	n := len(value)
	if err := v.spec.CheckBatch(in, policy, value, len(v.value)); err != nil {
		panic("xla evaluator: " + err.Error())
	}
	if n == 0 {
		return nil
	}
	which := 0
	for v.sizes[which] < n {
		which++
	}
	if err := v.run(v.programs[which], v.sizes[which], m, in, n); err != nil {
		return fmt.Errorf("xla evaluator: %w", err)
	}
	copy(policy, v.policy)
	copy(value, v.value)
	v.spec.ForbidBeyond(policy, in.Sizes)
	return nil
}

// run computes policy and value of a batch padded to size.
func (v *evaluator) run(p *program, size int, m *prepared, in net.Inputs, n int) error {
	planes, boards := v.planes[:size*v.spec.InputLen()], v.boards[:2*size]
	place(v.spec, in, n, planes, boards)
	sent, err := v.engine.sendInputs(v.device, v.spec, planes, boards)
	if err != nil {
		return err
	}
	weights := m.devices[v.device]
	out, err := p.run(v.device, append(weights[:len(weights):len(weights)], sent...))
	if err == nil {
		err = errors.Join(v.engine.fetch(out[0], v.policy[:size*v.spec.Actions]), v.engine.fetch(out[1], v.value[:size]))
	}
	return errors.Join(err, v.engine.free(append(sent, out...)...))
}

// Close implements net.Evaluator. The programs stay with the Engine.
func (v *evaluator) Close() error { return nil }
