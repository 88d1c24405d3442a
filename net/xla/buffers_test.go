package xla

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/backends"
	"github.com/gomlx/gomlx/pkg/core/shapes"

	"tengen/net"
)

// failing is a backend that knows which buffers are there, and whose device takes and gives so many more only.
type failing struct {
	backends.Backend
	there        map[backends.Buffer]bool
	takes, gives int
}

var errDevice = errors.New("the device fails")

func (f *failing) BufferFromFlatData(d backends.DeviceNum, flat any, shape shapes.Shape) (backends.Buffer, error) {
	if f.takes--; f.takes < 0 {
		return nil, errDevice
	}
	b, err := f.Backend.BufferFromFlatData(d, flat, shape)
	f.there[b] = true
	return b, err
}

// BufferShape is asked of all that a program returns.
func (f *failing) BufferShape(b backends.Buffer) (shapes.Shape, error) {
	f.there[b] = true
	return f.Backend.BufferShape(b)
}

func (f *failing) BufferToFlatData(b backends.Buffer, flat any) error {
	if f.gives--; f.gives < 0 {
		return errDevice
	}
	return f.Backend.BufferToFlatData(b, flat)
}

func (f *failing) BufferFinalize(b backends.Buffer) error {
	delete(f.there, b)
	return f.Backend.BufferFinalize(b)
}

// What fails at whatever point says so, and leaves nothing on the device.
func TestFailuresFree(t *testing.T) {
	const always = 1 << 30
	f := &failing{Backend: golang(t).backend, there: map[backends.Buffer]bool{}, takes: always, gives: always}
	e := newEngine(f, net.Float32, 1)
	rng := rand.New(rand.NewPCG(8, 8))
	m := &net.Model{Weights: net.RandomWeights(mixed, rng)}
	p, v := prepare(t, e, m.Weights), newEvaluator(t, e, mixed, 1)
	l, err := e.NewLearner(m.Weights, net.LearnerParams{Optimizer: net.SGD, ValueWeight: 1, StatsMomentum: 0.1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	in := randomInputs(mixed, 1, rng)
	policy, value := make([]float32, mixed.Actions), make([]float32, 1)
	mb := &net.Minibatch{Inputs: in, Policy: make([]float32, mixed.Actions), Value: []float32{1}, Weight: []float32{1}}
	mb.Policy[0] = 1
	there, weights := len(f.there), len(mixed.Tensors())
	for _, tt := range []struct {
		name         string
		do           func() error
		takes, gives int // fewer fail
	}{
		{"prepare", func() error { _, err := e.Prepare(m); return err }, len(folded(mixed)), 0},
		{"evaluate", func() error { return v.Evaluate(p, in, policy, value) }, 2, 2},
		{"step", func() error { _, err := l.Step(mb, 0.1); return err }, 6, 1},
		{"new learner", func() error { _, err := e.NewLearner(m.Weights, l.(*learner).params); return err }, weights, 0},
	} {
		for n := range tt.takes + tt.gives {
			f.takes, f.gives = n, always
			if n >= tt.takes {
				f.takes, f.gives = always, n-tt.takes
			}
			if err := tt.do(); !errors.Is(err, errDevice) {
				t.Errorf("%s, the device takes %d and gives %d: %v, want that it fails", tt.name, f.takes, f.gives, err)
			}
			if len(f.there) != there {
				t.Fatalf("%s, error %d of %d: %d buffers are on the device, %d before", tt.name, n+1, tt.takes+tt.gives, len(f.there), there)
			}
		}
		f.takes, f.gives = always, always
		if err := tt.do(); err != nil {
			t.Errorf("%s after its failures: %v", tt.name, err)
		}
		there = len(f.there)
	}
}
