package cpu_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
)

// limitsOf returns a precision's limits. Where the machine has no instructions for it, its emulation takes long for large networks.
func limitsOf(p net.Precision, l nettest.Limits) nettest.Limits {
	l.Rows = 0 // rows do not depend on each other
	if !slices.Contains(cpu.New().Precisions(), p) {
		l.MaxWeight = emulatedNumbers
	}
	return l
}

// In float32 models are what they are in TestConformance.
func TestPrecision(t *testing.T) {
	for p, limits := range map[net.Precision]nettest.Limits{net.BFloat16: limitsOf(net.BFloat16, nettest.BFloat16), net.Int16: nettest.Int16, net.Int8: limitsOf(net.Int8, nettest.Int8)} {
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
	limits := limitsOf(net.BFloat16, nettest.BFloat16)
	limits.Tensor, limits.Statistics = 1, 6e-3
	nettest.Conformance(t, learning{cpu.New()}, limits)
}

// Models take turns in one evaluator, in other precisions and on boards of other sizes: none sees what another has left.
func TestPrecisionsTakeTurns(t *testing.T) {
	spec := net.Spec{
		Planes: 3, Height: 7, Width: 6, Actions: 43, Blocks: 3, Channels: 20, PoolingEvery: 2, PoolingChannels: 8,
		Head: net.HeadConv, PolicyChannels: 8, ValueChannels: 4, ValueHidden: 16,
	}
	const batch = 3
	rng := rand.New(rand.NewPCG(1, 2))
	m := &net.Model{Weights: net.RandomWeights(spec, rng)}
	in := net.Inputs{Planes: make([]float32, batch*spec.InputLen())}
	for i := range in.Planes {
		in.Planes[i] = float32(rng.IntN(2))
	}
	e := cpu.New()
	var err error
	if m.Ranges, err = e.Ranges(m, in); err != nil {
		t.Fatal(err)
	}
	evaluate := func(ev net.Evaluator, p net.Precision, size net.Size) []float32 {
		packed, err := e.PrepareAs(m, p)
		if err != nil {
			t.Fatal(err)
		}
		sized := in
		for range batch {
			sized.Sizes = append(sized.Sizes, size)
		}
		policy, value := make([]float32, batch*spec.Actions), make([]float32, batch)
		if err := ev.Evaluate(packed, sized, policy, value); err != nil {
			t.Fatal(err)
		}
		return append(policy, value...)
	}
	fresh := func(threads int) net.Evaluator {
		ev, err := e.NewEvaluator(spec, batch, threads)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ev.Close() })
		return ev
	}
	type turnOf struct {
		net.Precision
		net.Size
	}
	wants := map[turnOf][]float32{}
	for threads := 1; threads <= 4; threads++ { // four are a team
		one := fresh(threads)
		for turn := range 24 {
			p := net.Precisions[turn%len(net.Precisions)]
			size := []net.Size{{Height: 7, Width: 6}, {Height: 3, Width: 4}, {Height: 7, Width: 2}}[turn/4%3]
			want, ok := wants[turnOf{p, size}]
			if !ok {
				want = evaluate(fresh(1), p, size)
				wants[turnOf{p, size}] = want
			}
			if got := evaluate(one, p, size); !slices.Equal(got, want) {
				t.Fatalf("%d threads, turn %d: %s on %dx%d differs from that of a new evaluator", threads, turn, p, size.Height, size.Width)
			}
		}
	}
}
