package cpu

import (
	"errors"
	"fmt"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// chunks is the number of pieces that a minibatch is learned in. Sums over the minibatch are sums over its
// pieces, in order, so that the weights do not depend on the number of threads.
const chunks = 8

// learningBlock is the most boards that are convolved together.
const learningBlock = 8

// learner implements net.Learner. One step is, phase by phase, with all chunks of a phase in parallel:
// forward.go, heads.go, backward.go, then optimizer.go.
type learner struct {
	spec    net.Spec
	params  net.LearnerParams
	plan    plan
	weights *net.Weights
	momenta *net.Weights // zero for statistics
	squares *net.Weights // Adam's running squares of gradients; nil for SGD
	grads   *net.Weights
	steps   int64
	tensors []net.TensorSpec

	trunk  []*conv3x3  // stem, then two a block
	heads  *conv1x1    // the heads' 1x1 convolutions, side by side
	policy *denseLayer // of fc heads
	move   *denseLayer // of conv heads, as pass, which is nil where no action is to pass
	pass   *denseLayer
	hidden *denseLayer
	out    *denseLayer
	dense  []*denseLayer // all of them

	chunks     [chunks]*chunk
	workspaces []*workspace // of each thread
	crew       *crew
	phase      phase // at work

	// What a step does, made once.
	forward, losses, backward            []phase
	onChunk, packTrunk, reduced, updated func(thread, i int)
	batch                                *net.Minibatch
	total                                float64 // sum of the samples' weights
	cells                                int     // of all boards
	rule                                 rule    // of this step
}

// NewLearner implements net.Engine.
func (e *Engine) NewLearner(w *net.Weights, p net.LearnerParams) (net.Learner, error) {
	err := errors.Join(w.Spec.Validate(), w.Validate(), p.Validate())
	if err != nil {
		return nil, fmt.Errorf("new learner: %w", err)
	}
	return newLearner(w, p), nil
}

func newLearner(w *net.Weights, p net.LearnerParams) *learner {
	spec := w.Spec
	l := &learner{
		spec: spec, params: p, plan: newPlan(spec.Height, spec.Width),
		weights: w.Clone(), momenta: net.NewWeights(spec), grads: net.NewWeights(spec),
		tensors: spec.Tensors(),
	}
	if p.Optimizer == net.Adam {
		l.squares = net.NewWeights(spec)
	}
	index := indexTensors(spec)
	in := spec.Planes
	for i, name := range trunkNames(spec) {
		l.trunk = append(l.trunk, newConv3x3(l.plan, index, name, in, spec.Channels, i == 0, p.Precision))
		in = spec.Channels
	}
	for i := range spec.Blocks {
		if p := trunkPooling(spec); spec.Pools(i) {
			l.trunk[1+2*i].pool = newPool(p, p.first, index[fmt.Sprintf("block%d/pool/w", i)])
		}
	}
	names, channels := headParts(spec)
	l.heads = newConv1x1(index, names, channels, spec.Channels)
	if spec.Head == net.HeadConv {
		p := policyPooling(spec)
		l.heads.pool = newPool(p, p.first, index["policy/bias/w"])
		l.move = l.newDense(index, "policy/move", spec.PolicyChannels, 1)
		if spec.Passes() {
			l.pass = l.newDense(index, "policy/pass", p.terms(), 1)
		}
		l.hidden = l.newDense(index, "value/hidden", valuePooling(spec).terms(), spec.ValueHidden)
	} else {
		l.policy = l.newDense(index, "policy/dense", spec.PolicyChannels*spec.Cells(), spec.Actions)
		l.hidden = l.newDense(index, "value/hidden", spec.ValueChannels*spec.Cells(), spec.ValueHidden)
	}
	l.out = l.newDense(index, "value/out", spec.ValueHidden, 1)
	threads := min(p.Threads, chunks)
	for range threads {
		widest := max(l.trunk[0].out, kernel.Up(spec.Planes, kernel.Lanes))
		l.workspaces = append(l.workspaces, newWorkspace(l.plan, learningBlock, max(widest, l.heads.out)))
	}
	for i := range l.chunks {
		l.chunks[i] = &chunk{index: i}
	}
	l.crew = newCrew(threads)
	l.onChunk, l.reduced, l.updated = l.work, l.reduceLayer, l.updateTensor
	l.packTrunk = func(_, i int) { l.trunk[i].pack(l.weights) }
	l.forward, l.losses, l.backward = l.forwardPhases(), l.headPhases(), l.backwardPhases()
	return l
}

// Weights implements net.Learner.
func (l *learner) Weights() *net.Weights { return l.weights.Clone() }

// Steps implements net.Learner.
func (l *learner) Steps() int64 { return l.steps }

// Step implements net.Learner.
func (l *learner) Step(mb *net.Minibatch, rate float32) (net.Losses, error) {
	if err := l.begin(mb); err != nil {
		return net.Losses{}, err
	}
	l.run(l.forward)
	l.run(l.losses)
	losses := l.sumLosses()
	l.run(l.backward)
	norm := l.reduceGradients()
	losses.GradNorm = float32(norm)
	if err := losses.CheckFinite(l.steps + 1); err != nil {
		return losses, err
	}
	l.update(rate, norm)
	return losses, nil
}

// begin takes the minibatch and packs the weights of this step.
func (l *learner) begin(mb *net.Minibatch) error {
	total, err := l.spec.CheckMinibatch(mb)
	if err != nil {
		return err
	}
	n := len(mb.Value)
	l.batch, l.total, l.cells = mb, total, 0
	for i, c := range l.chunks {
		c.resize(l, n*i/chunks, n*(i+1)/chunks)
		l.cells += c.place(l)
	}
	l.crew.do(len(l.trunk), l.packTrunk)
	l.heads.pack(l.weights)
	for _, d := range l.dense {
		d.pack(l.weights)
	}
	return nil
}

// phase is work on each chunk that has samples, all in parallel, and then what needs them all.
type phase struct {
	chunk func(c *chunk)
	after func() // may be nil
}

func (l *learner) run(phases []phase) {
	for _, p := range phases {
		l.phase = p
		l.crew.do(chunks, l.onChunk)
		if p.after != nil {
			p.after()
		}
	}
}

// work does a chunk's part of the phase.
func (l *learner) work(thread, i int) {
	if c := l.chunks[i]; c.boards > 0 {
		c.work = l.workspaces[thread]
		l.phase.chunk(c)
	}
}
