package cpu_test

import (
	"slices"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
)

// bfloat16 are the limits of an engine whose rows do not depend on each other.
var bfloat16 = func() nettest.Limits {
	l := nettest.BFloat16
	l.Rows = 0
	if !slices.Contains(cpu.New().Precisions(), net.BFloat16) {
		l.MaxWeight = emulatedNumbers
	}
	return l
}()

var int8s = func() nettest.Limits {
	l := nettest.Int8
	if !slices.Contains(cpu.New().Precisions(), net.Int8) {
		l.MaxWeight = emulatedNumbers
	}
	return l
}()

// Where the machine has no instructions for a precision, this is its emulation.
func TestPrecision(t *testing.T) {
	for p, limits := range map[net.Precision]nettest.Limits{net.Float32: nettest.Float32, net.BFloat16: bfloat16, net.Int16: nettest.Int16, net.Int8: int8s} {
		t.Run(string(p), func(t *testing.T) { nettest.Precision(t, cpu.New(), p, limits) })
	}
}

// learning is an engine that learns in bfloat16, and plays in it.
type learning struct{ *cpu.Engine }

func (e learning) NewLearner(w *net.Weights, p net.LearnerParams) (net.Learner, error) {
	p.Precision = net.BFloat16
	return e.Engine.NewLearner(w, p)
}

func (e learning) Prepare(m *net.Model) (net.Prepared, error) { return e.PrepareAs(m, net.BFloat16) }

// Transforms of the tiles make bfloat16's errors a few times as large as in convolutions without them: of the suite's networks the
// worst tensor's gradient is off by half of itself and a hundredth of the whole, the worst statistic by 3.5e-3.
func TestLearningInBFloat16(t *testing.T) {
	limits := bfloat16
	limits.Tensor, limits.Statistics = 1, 6e-3
	nettest.Conformance(t, learning{cpu.New()}, limits)
}
