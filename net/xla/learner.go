package xla

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/gomlx/gomlx/backends"

	"tengen/net"
)

// learner implements net.Learner on all devices of an Engine, with the whole state on each of them, where it stays from step to
// step. A step makes a new state beside the old, which is freed if the new one is good: donating the old one would save no
// memory, since go-xla's programs don't say which outputs may take the place of which inputs.
type learner struct {
	engine *Engine
	spec   net.Spec
	params net.LearnerParams
	state  [][]backends.Buffer // of each device, in the order of state
	steps  int64

	planes, boards, share []float32 // of a minibatch
}

// NewLearner implements net.Engine. The program of a step is compiled with the first minibatch of each size. All devices share a
// minibatch; the step is that of one device up to the order of its sums.
func (e *Engine) NewLearner(w *net.Weights, p net.LearnerParams) (net.Learner, error) {
	if err := errors.Join(w.Spec.Validate(), w.Validate(), p.Validate()); err != nil {
		return nil, fmt.Errorf("new learner: %w", err)
	}
	p.Threads = 1 // the device decides
	l := &learner{engine: e, spec: w.Spec, params: p}
	if err := l.load(net.NewLearnerState(w, p.Optimizer)); err != nil {
		return nil, fmt.Errorf("new learner: %w", err)
	}
	return l, nil
}

// parts lists the tensors of a state in the order of state.
func (l *learner) parts(s *net.LearnerState) (tensors [][]float32) {
	tensors = append(tensors, s.Weights.Tensors...)
	for _, part := range []*net.Weights{s.Momenta, s.Squares} {
		if part == nil {
			continue
		}
		for i, t := range l.spec.Tensors() {
			if t.Kind != net.KindStatistic {
				tensors = append(tensors, part.Tensors[i])
			}
		}
	}
	return tensors
}

// load replaces the state on the devices. If it errs the learner is as it was.
func (l *learner) load(s *net.LearnerState) error {
	all, err := l.engine.sendToAll(l.parts(s), state(l.spec, l.params.Optimizer))
	if err != nil {
		return err
	}
	return l.replace(all, s.Steps)
}

// replace frees the state on the devices and puts another in its place.
func (l *learner) replace(state [][]backends.Buffer, steps int64) error {
	old := l.state
	l.state, l.steps = state, steps
	return l.engine.free(slices.Concat(old...)...)
}

// fetch copies the state from the first device.
func (l *learner) fetch() (*net.LearnerState, error) {
	s := net.NewLearnerState(net.NewWeights(l.spec), l.params.Optimizer)
	s.Steps = l.steps
	for i, t := range l.parts(s) {
		if err := l.engine.fetch(l.state[0][i], t); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Weights implements net.Learner. It panics if the first device fails.
func (l *learner) Weights() *net.Weights {
	w := net.NewWeights(l.spec)
	for i, t := range w.Tensors {
		if err := l.engine.fetch(l.state[0][i], t); err != nil {
			panic(fmt.Sprintf("weights of a learner: %v", err))
		}
	}
	return w
}

// Steps implements net.Learner.
func (l *learner) Steps() int64 { return l.steps }

// Save implements net.Learner.
func (l *learner) Save(w io.Writer) error {
	s, err := l.fetch()
	if err != nil {
		return fmt.Errorf("save learner: %w", err)
	}
	return s.Encode(w)
}

// Restore implements net.Learner. If it errs the learner is as it was.
func (l *learner) Restore(r io.Reader) error {
	s, err := net.DecodeLearnerState(r, l.spec, l.params.Optimizer)
	if err != nil {
		return err
	}
	return l.load(s)
}

// Step implements net.Learner.
func (l *learner) Step(mb *net.Minibatch, rate float32) (net.Losses, error) {
	total, err := l.spec.CheckMinibatch(mb)
	if err != nil {
		return net.Losses{}, err
	}
	n := len(mb.Value)
	p, err := l.engine.programs.get(purpose{l.spec, n, l.params}, func() (*program, error) {
		return l.engine.compileStep(l.spec, n, l.params)
	})
	if err != nil {
		return net.Losses{}, err
	}
	losses, next, err := l.run(p, mb, total, l.rates(rate))
	if err != nil {
		err = fmt.Errorf("step %d: %w", l.steps+1, err)
	} else {
		err = losses.CheckFinite(l.steps + 1)
	}
	if err != nil {
		return losses, errors.Join(err, l.engine.free(slices.Concat(next...)...))
	}
	return losses, l.replace(next, l.steps+1)
}

// rates returns the numbers of the next step.
func (l *learner) rates(rate float32) rates {
	r := rates{rate}
	if l.params.Optimizer == net.Adam {
		t := float64(l.steps + 1)
		r[1] = float32(float64(rate) / (1 - math.Pow(float64(l.params.Momentum), t)))
		r[2] = float32(1 / math.Sqrt(1-math.Pow(float64(l.params.SquareMomentum), t)))
	}
	return r
}

// run computes a step and returns what it saw and the next state, which is there to be freed even if it errs.
func (l *learner) run(p *program, mb *net.Minibatch, total float64, r rates) (losses net.Losses, next [][]backends.Buffer, err error) {
	in, sent, err := l.send(mb, total, r)
	var out []backends.Buffer
	if err == nil {
		out, err = p.run(0, in)
	}
	if err = errors.Join(err, l.engine.free(sent...)); err != nil {
		return losses, [][]backends.Buffer{out}, err
	}
	var numbers [seen]float32
	err = l.engine.fetch(out[0], numbers[:])
	for of := range slices.Chunk(out, len(out)/len(l.state)) { // of a device: what it saw, and its state
		err = errors.Join(err, l.engine.free(of[0]))
		next = append(next, of[1:])
	}
	return net.Losses{Policy: numbers[0], Value: numbers[1], Entropy: numbers[2], GradNorm: numbers[3]}, next, err
}

// send copies each device's part of a minibatch to it. It returns all inputs of a step, in order, and those to be freed after it,
// even if it errs.
func (l *learner) send(mb *net.Minibatch, total float64, r rates) (in, sent []backends.Buffer, err error) {
	n := len(mb.Value)
	if len(l.share) != n {
		l.planes, l.boards, l.share = make([]float32, n*l.spec.InputLen()), make([]float32, 2*n), make([]float32, n)
	}
	place(l.spec, mb.Inputs, n, l.planes, l.boards)
	for i, w := range mb.Weight {
		l.share[i] = float32(float64(w) / total)
	}
	for d, state := range l.state {
		device := backends.DeviceNum(d)
		part := func(t []float32) []float32 { return rowsOf(t, n, d, len(l.state)) }
		batch, err := l.engine.sendInputs(device, l.spec, part(l.planes), part(l.boards))
		sent = append(sent, batch...)
		if err != nil {
			return nil, sent, err
		}
		tensors := [][]float32{part(mb.Policy), part(mb.Value), part(l.share), r[:]}
		wanted, err := l.engine.sendTensors(device, tensors, targets(l.spec, rowsEach(n, len(l.state))))
		sent = append(sent, wanted...)
		if err != nil {
			return nil, sent, err
		}
		in = slices.Concat(in, state, batch, wanted)
	}
	return in, sent, nil
}
