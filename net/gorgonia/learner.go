package gorgonia

import (
	"errors"
	"fmt"
	"io"

	"tengen/net"
)

// learner implements net.Learner. Forward pass, losses and gradients are Gorgonia's; the rule by which gradients change
// weights is in optimizer.go.
type learner struct {
	params  net.LearnerParams
	state   *net.LearnerState
	tensors []net.TensorSpec
	grads   *net.Weights
	machine *training // for minibatches of the last one's size
}

// NewLearner implements net.Engine.
func (e *Engine) NewLearner(w *net.Weights, p net.LearnerParams) (net.Learner, error) {
	if err := errors.Join(w.Spec.Validate(), w.Validate(), p.Validate()); err != nil {
		return nil, fmt.Errorf("new learner: %w", err)
	}
	if p.Precision == net.BFloat16 {
		return nil, fmt.Errorf("new learner: precision is %q, and gorgonia learns in float32 alone", p.Precision)
	}
	return &learner{params: p, state: net.NewLearnerState(w, p.Optimizer), tensors: w.Spec.Tensors(), grads: net.NewWeights(w.Spec)}, nil
}

func (l *learner) spec() net.Spec { return l.state.Weights.Spec }

// Weights implements net.Learner.
func (l *learner) Weights() *net.Weights { return l.state.Weights.Clone() }

// Steps implements net.Learner.
func (l *learner) Steps() int64 { return l.state.Steps }

// Save implements net.Learner.
func (l *learner) Save(w io.Writer) error { return l.state.Encode(w) }

// Restore implements net.Learner. If it errs the learner is as it was.
func (l *learner) Restore(r io.Reader) error {
	s, err := net.DecodeLearnerState(r, l.spec(), l.params.Optimizer)
	if err == nil {
		l.state = s
	}
	return err
}

// Step implements net.Learner.
func (l *learner) Step(mb *net.Minibatch, rate float32) (net.Losses, error) {
	total, err := l.spec().CheckMinibatch(mb)
	if err != nil {
		return net.Losses{}, err
	}
	m, err := l.machineFor(len(mb.Value))
	if err != nil {
		return net.Losses{}, err
	}
	losses, err := m.differentiate(l.state.Weights, mb, total, l.grads)
	if err != nil {
		return net.Losses{}, err
	}
	norm := length(l.grads)
	losses.GradNorm = float32(norm)
	if err := losses.CheckFinite(l.state.Steps + 1); err != nil {
		return losses, err
	}
	l.update(rate, norm)
	for _, n := range m.seen {
		l.track(n.mean, n.norm.tensor)
		l.track(n.variance, n.norm.tensorOfVars)
	}
	return losses, nil
}

// machineFor returns a machine for n samples. A run of training has minibatches of one size.
func (l *learner) machineFor(n int) (*training, error) {
	n = max(minBoards, n)
	if l.machine == nil || l.machine.n != n {
		if l.machine != nil {
			if err := l.machine.close(); err != nil {
				return nil, err
			}
		}
		l.machine = newTraining(l.spec(), n, l.params.ValueWeight)
	}
	return l.machine, nil
}
