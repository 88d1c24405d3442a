package nettest

import (
	"fmt"
	"math"
	"testing"

	"tengen/net"
)

// Limits are what an engine is held to.
type Limits struct {
	Forward    float64 // largest error of a value, and of a logit in units of 1 + its size
	Rows       float64 // largest difference, in the same units, that a row's batch, place and threads make; 0: bit for bit
	Losses     float64 // largest error of a minibatch's loss of policy or value
	Gradient   float64 // largest error of the whole gradient, as the L2 norm of the error over that of the gradient
	Tensor     float64 // the same of each tensor, whose norm counts as a hundredth of the whole's more
	Number     float64 // the same of each number; infinite: it may be anything
	Statistics float64 // largest error of a running statistic, in units of 1 + its size
	MaxWeight  int     // leave out networks with more numbers, for engines that are slow; 0: none
}

// Float32 are the limits of an engine that computes in float32 throughout. What each number keeps to, tensors do.
var Float32 = Limits{Forward: 1e-4, Losses: 1e-4, Gradient: 1e-3, Tensor: 1e-3, Number: 1e-3, Statistics: 1e-4}

// BFloat16 are the limits of an engine whose convolutions read bfloat16, and whose rounding may change with the batch.
//
// Its 8 bits turn a ReLU here and there the other way, which is all of a cell's gradient or nothing: single numbers of a gradient
// mean little, small tensors not much, the whole is good. On XLA's CPU, over ten draws of weights and minibatches for each network
// of the suite, the errors were at most 1.9e-3 of the losses, 0.062 of the whole gradient, 1.6e-3 of the statistics; of the worst
// tensor 0.97, but below 0.5 in 76 of 80 draws, and those of the suite are among them.
var BFloat16 = Limits{Forward: 2e-2, Rows: 2e-2, Losses: 2.5e-3, Gradient: 0.1, Tensor: 0.5, Number: math.Inf(1), Statistics: 2.5e-3}

// deviation is how far some numbers of a gradient are from what they should be: squares of the L2 norms of their errors and of
// the numbers.
type deviation struct {
	numbers     int
	errors, all float64
}

func (d deviation) and(o deviation) deviation {
	return deviation{d.numbers + o.numbers, d.errors + o.errors, d.all + o.all}
}

// size is the norm of the numbers.
func (d deviation) size() float64 { return math.Sqrt(d.all) }

// within reports whether the error is at most limit of size + more. Each number may be off by 2e-5: where there is no gradient,
// differences still round.
func (d deviation) within(limit, more float64) bool {
	return math.IsInf(limit, 1) || math.Sqrt(d.errors) <= limit*(d.size()+more)+2e-5*math.Sqrt(float64(d.numbers))
}

func (d deviation) String() string { return fmt.Sprintf("%.3g of %.3g", math.Sqrt(d.errors), d.size()) }

// skip leaves out a network that is too large.
func (l Limits) skip(t *testing.T, spec net.Spec) {
	t.Helper()
	if n := numbers(spec); l.MaxWeight > 0 && n > l.MaxWeight {
		t.Skipf("NOT RUN: a network of %d numbers, which takes this engine long", n)
	}
}
