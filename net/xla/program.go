package xla

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/gomlx/gomlx/backends"
	"github.com/gomlx/gomlx/pkg/core/dtypes"
	"github.com/gomlx/gomlx/pkg/core/graph"
	"github.com/gomlx/gomlx/pkg/core/shapes"

	"tengen/net"
)

// program is a compiled graph. It is safe for concurrent use: one for a single device on any device, one for several on the
// first so many.
type program struct {
	graph *graph.Graph
	keep  []bool // no input is donated; see learner.go
}

// purpose is what a program does, all that it depends on.
type purpose struct {
	spec    net.Spec
	batch   int
	learner net.LearnerParams // zero: inference
}

// programs are compiled once each, and live as long as the Engine.
type programs struct {
	mu       sync.Mutex
	compiled map[purpose]func() (*program, error)
	count    int
}

// get returns the program for a purpose. Who asks for one that is being compiled waits; others don't.
func (ps *programs) get(p purpose, compile func() (*program, error)) (*program, error) {
	ps.mu.Lock()
	once, ok := ps.compiled[p]
	if !ok {
		if ps.compiled == nil {
			ps.compiled = map[purpose]func() (*program, error){}
		}
		once = sync.OnceValues(compile)
		ps.compiled[p] = once
		ps.count++
	}
	ps.mu.Unlock()
	return once()
}

// compilations returns how many programs were compiled.
func (ps *programs) compilations() int {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.count
}

// parameter is an input of a program.
type parameter struct {
	name  string
	shape []int
	split bool // by the first axis, among the devices of the program; otherwise each has all of it
}

// compile builds a graph of float32 inputs and compiles it for so many devices. Each device is given as many rows of what is split;
// the graph does not see those beyond the last.
func (e *Engine) compile(name string, devices int, parameters []parameter, build func(in []*graph.Node) []*graph.Node) (*program, error) {
	p := &program{keep: make([]bool, devices*len(parameters))}
	err := guard("compile "+name, func() error {
		p.graph = graph.NewGraph(e.backend, name)
		l, err := newLayout(p.graph, devices)
		if err != nil {
			return err
		}
		var in []*graph.Node
		for _, t := range parameters {
			in = append(in, l.parameter(p.graph, t))
		}
		out := build(in)
		p.graph.CompileWithSharding(out, l.results(out))
		return nil
	})
	return p, err
}

// run executes the program on a device, or if it is for several on the first so many: their inputs follow each other, and so
// do their outputs. The caller owns the outputs.
func (p *program) run(device backends.DeviceNum, in []backends.Buffer) (out []backends.Buffer, err error) {
	err = guard("run "+p.graph.Name(), func() error {
		results := p.graph.RunWithBuffers(in, p.keep, device)
		each := len(results) / p.graph.NumDevices()
		for i, t := range results {
			b, err := t.DonateBuffer(p.graph.Backend(), device+backends.DeviceNum(i/each))
			if err != nil {
				return err
			}
			out = append(out, b)
		}
		return nil
	})
	return out, err
}

// send copies numbers to a device.
func (e *Engine) send(device backends.DeviceNum, data []float32, shape ...int) (b backends.Buffer, err error) {
	err = guard("send to the device", func() error {
		b, err = e.backend.BufferFromFlatData(device, data, shapes.Make(dtypes.Float32, shape...))
		return err
	})
	return b, err
}

// fetch copies numbers from a device.
func (e *Engine) fetch(b backends.Buffer, data []float32) error {
	return guard("fetch from the device", func() error { return e.backend.BufferToFlatData(b, data) })
}

// free frees what was sent or computed.
func (e *Engine) free(buffers ...backends.Buffer) (err error) {
	for _, b := range buffers {
		err = errors.Join(err, guard("free memory of the device", func() error { return e.backend.BufferFinalize(b) }))
	}
	return err
}

// sendTensors copies tensors to a device. If it errs, none are left there.
func (e *Engine) sendTensors(device backends.DeviceNum, tensors [][]float32, ps []parameter) ([]backends.Buffer, error) {
	var buffers []backends.Buffer
	for i, t := range ps {
		b, err := e.send(device, tensors[i], t.shape...)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("tensor %s: %w", t.name, err), e.free(buffers...))
		}
		buffers = append(buffers, b)
	}
	return buffers, nil
}

// sendToAll copies tensors to every device. If it errs, none are left there.
func (e *Engine) sendToAll(tensors [][]float32, ps []parameter) (all [][]backends.Buffer, err error) {
	for d := range e.devices {
		buffers, err := e.sendTensors(backends.DeviceNum(d), tensors, ps)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("device %d: %w", d, err), e.free(slices.Concat(all...)...))
		}
		all = append(all, buffers)
	}
	return all, nil
}
