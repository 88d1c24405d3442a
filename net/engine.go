package net

import "io"

// Engine runs networks on one kind of device. It is safe for concurrent use.
type Engine interface {
	// Name is what users call it: "cpu".
	Name() string
	// Prepare packs a model for the device, once. The result is immutable and may be shared.
	Prepare(m *Model) (Prepared, error)
	// NewEvaluator makes an Evaluator for networks of spec with room for maxBatch positions that
	// uses up to threads cores for one batch.
	NewEvaluator(spec Spec, maxBatch, threads int) (Evaluator, error)
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
	//	planes [B, C, H, W]  as game.State.Planes lays them out
	//	policy [B, A]        logits, illegal actions included
	//	value  [B]           in [-1, 1], for the player to move
	//
	// It overwrites policy and value, panics if a length does not fit B, and errs only if the device
	// fails. A row's result is the same bit for bit whatever batch and place it is evaluated in.
	Evaluate(p Prepared, planes []float32, policy, value []float32) error
	// Close frees what the Evaluator holds on the device.
	Close() error
}

// Minibatch is B samples to learn from.
type Minibatch struct {
	Planes []float32 // [B, C, H, W]
	Policy []float32 // [B, A] target distributions; each row sums to 1
	Value  []float32 // [B] outcomes in [-1, 1] for the player to move
	Weight []float32 // [B] weights of the samples, mean about 1
}

// LearnerParams are what stays the same through a run of training.
type LearnerParams struct {
	Momentum      float32 // of SGD; the paper: 0.9
	WeightDecay   float32 // c of c‖θ‖²: its gradient 2cθ is added to weights (never biases, gamma, beta); the paper: 1e-4
	ValueWeight   float32 // of the value loss (z-v)²; the paper: 1
	ClipNorm      float32 // longest gradient (L2 norm over all tensors, decay left out) that a step takes; 0: no limit
	StatsMomentum float32 // share of a batch in the running statistics of batch normalisation
	Threads       int     // cores; the results do not depend on it
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
	// Step makes one step of momentum SGD with the given learning rate: v ← momentum·v + gradient,
	// θ ← θ - rate·v. If a loss or the gradient is not finite it changes nothing and returns ErrNotFinite.
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
