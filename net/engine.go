package net

import (
	"errors"
	"fmt"
	"io"
)

// Engine runs networks on one kind of device. It is safe for concurrent use.
type Engine interface {
	// Name is what users call it: "cpu".
	Name() string
	// Prepare packs a model for the device, once. The result is immutable and may be shared.
	Prepare(m *Model) (Prepared, error)
	// NewEvaluator makes an Evaluator for networks of spec with room for maxBatch positions that
	// uses up to threads cores for one batch.
	NewEvaluator(spec Spec, maxBatch, threads int) (Evaluator, error)
	// Batches says in which batches self-play with networks of spec does best on the device, where searches bring so many
	// leaves at a time and so many cores are there for the network.
	Batches(spec Spec, leaves, threads int) BatcherParams
	// NewLearner starts learning from a copy of w.
	NewLearner(w *Weights, p LearnerParams) (Learner, error)
}

// Prepared is a model packed for a device: immutable weights that evaluators share.
type Prepared interface {
	// Model returns the model that was prepared.
	Model() *Model
}

// Evaluator owns the workspace to run one batch. It is for one goroutine at a time.
type Evaluator interface {
	// Evaluate runs the network p on B positions.
	//
	//	policy [B, A]  logits, illegal actions included; −Inf where a smaller board has no cell
	//	value  [B]     in [-1, 1], for the player to move
	//
	// It overwrites policy and value, panics if a length or a board's size does not fit, and errs only if the
	// device fails. A row's result is the same bit for bit whatever batch and place it is evaluated in.
	Evaluate(p Prepared, in Inputs, policy, value []float32) error
	// Close frees what the Evaluator holds on the device.
	Close() error
}

// Inputs are B positions. A board that is smaller than the network lies in the upper left corner: what stands in
// its planes beyond it counts for nothing, and its actions are those of its cells in the network's numbering.
type Inputs struct {
	Planes []float32   // [B, C, H, W] as game.State.Planes lays them out
	Rows   [][]float32 // [B] of [C, H, W]: instead of Planes, where positions do not lie side by side
	Sizes  []Size      // [B]; nil: every board is as large as the network
}

// Positions returns how many there are.
func (in Inputs) Positions(s Spec) int {
	if in.Rows != nil {
		return len(in.Rows)
	}
	return len(in.Planes) / s.InputLen()
}

// Row returns the planes [C, H, W] of position i, where those of each are length numbers.
func (in Inputs) Row(i, length int) []float32 {
	if in.Rows != nil {
		return in.Rows[i]
	}
	return in.Planes[i*length:][:length]
}

// Minibatch is B samples to learn from.
type Minibatch struct {
	Inputs
	Policy []float32 // [B, A] target distributions; each row sums to 1, and is 0 where a smaller board has no cell
	Value  []float32 // [B] outcomes in [-1, 1] for the player to move
	Weight []float32 // [B] weights of the samples, mean about 1
}

// Optimizer is the rule by which gradients change weights.
type Optimizer string

// The optimizers. g is the gradient after clipping, d = 2cθ the gradient of the decay c‖θ‖² for weights, and 0 for
// biases, gamma and beta.
//
//	SGD:   v ← momentum·v + g + d;  θ ← θ − rate·v
//	Adam:  m ← momentum·m + (1−momentum)·g;  v ← β₂·v + (1−β₂)·g²;  θ ← θ − rate·(m̂/(√v̂+ε) + d)
//
// SGD is the paper's. Adam (Kingma and Ba 2015, algorithm 1) has its decay decoupled (Loshchilov and Hutter 2019,
// algorithm 2); m̂ = m/(1−momentumᵗ) and v̂ = v/(1−β₂ᵗ) at step t = 1, 2, ...; ε = AdamEpsilon.
const (
	SGD  Optimizer = "sgd"
	Adam Optimizer = "adam"
)

// AdamEpsilon keeps Adam's steps finite (Kingma and Ba 2015, section 2).
const AdamEpsilon = 1e-8

// LearnerParams are what stays the same through a run of training.
type LearnerParams struct {
	Optimizer      Optimizer
	Momentum       float32 // of SGD, the paper: 0.9; of Adam β₁
	SquareMomentum float32 // β₂ of Adam, common: 0.999
	WeightDecay    float32 // c of c‖θ‖²; the paper: 1e-4
	ValueWeight    float32 // of the value loss (z-v)²; the paper: 1
	ClipNorm       float32 // longest gradient (L2 norm over all tensors, decay left out) that a step takes; 0: no limit
	StatsMomentum  float32 // share of a batch in the running statistics of batch normalisation
	Threads        int     // cores; the results do not depend on it

	// Precision is what the products of the trunk's convolutions, forward and to the gradient of their input, are computed in:
	// Float32 or BFloat16, or "" for what the engine was opened in, float32 but where it was asked for otherwise. Weights and all
	// else that is kept are float32.
	Precision Precision
}

// Losses are what one step saw, before it changed the weights, as weighted means over the minibatch.
type Losses struct {
	Policy   float32 // cross-entropy of the policy, nats
	Value    float32 // (z-v)²
	Entropy  float32 // of the policy target, nats: the least that Policy can be
	GradNorm float32 // length of the gradient before clipping
}

// Total is what is minimised, weight decay left out.
func (l Losses) Total(valueWeight float32) float32 { return l.Policy + valueWeight*l.Value }

// Learner makes optimizer steps. It is for one goroutine at a time.
type Learner interface {
	// Step makes one step of the optimizer with the given learning rate. If a loss or the gradient is not finite
	// it changes nothing and returns ErrNotFinite.
	Step(mb *Minibatch, rate float32) (Losses, error)
	// Weights returns a copy of the weights, running statistics included.
	Weights() *Weights
	// Steps returns the number of steps made since the beginning, over saves and restores.
	Steps() int64
	// Save writes the whole state: weights, statistics, momenta, steps.
	Save(w io.Writer) error
	// Restore reads what Save wrote; after it the Learner goes on bit for bit as the saved one would have.
	Restore(r io.Reader) error
}

// Validate says everything that is wrong with the parameters.
func (p LearnerParams) Validate() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if p.Optimizer != SGD && p.Optimizer != Adam {
		fail("optimizer is %q, want %q or %q", p.Optimizer, SGD, Adam)
	}
	if !(p.Momentum >= 0 && p.Momentum < 1) {
		fail("momentum is %g, want 0 to 1, 1 excluded (AlphaGo Zero: 0.9)", p.Momentum)
	}
	if p.Optimizer == Adam && !(p.SquareMomentum > 0 && p.SquareMomentum < 1) {
		fail("square momentum is %g, want between 0 and 1 (common: 0.999)", p.SquareMomentum)
	}
	if !(p.StatsMomentum > 0 && p.StatsMomentum <= 1) {
		fail("stats momentum is %g, want above 0 and up to 1 (common: 0.05)", p.StatsMomentum)
	}
	if !(p.WeightDecay >= 0 && p.ValueWeight >= 0 && p.ClipNorm >= 0) {
		fail("weight decay %g, value weight %g and clip norm %g must not be negative", p.WeightDecay, p.ValueWeight, p.ClipNorm)
	}
	if p.Precision != "" && p.Precision != Float32 && p.Precision != BFloat16 {
		fail("precision is %q, want %q, %q or none", p.Precision, Float32, BFloat16)
	}
	if p.Threads < 1 {
		fail("threads is %d, want at least 1", p.Threads)
	}
	return errors.Join(errs...)
}
