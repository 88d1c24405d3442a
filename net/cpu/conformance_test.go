package cpu_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
)

func TestConformance(t *testing.T) {
	limits := nettest.Float32
	limits.MaxWeight = conformingNumbers
	nettest.Conformance(t, cpu.New(), limits)
}

func benchSpec(blocks, channels int) net.Spec {
	return net.Spec{Planes: 17, Height: 9, Width: 9, Actions: 82, Blocks: blocks, Channels: channels,
		Head: net.HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 256}
}

func prepare(tb testing.TB, spec net.Spec, precision net.Precision, batch, threads int) (net.Evaluator, net.Prepared, []float32, []float32, []float32) {
	rng := rand.New(rand.NewPCG(1, 1))
	planes := make([]float32, batch*spec.InputLen())
	for i := range planes {
		planes[i] = float32(rng.IntN(2))
	}
	e, m := cpu.New(), &net.Model{Weights: net.RandomWeights(spec, rng)}
	var err error
	if m.Ranges, err = e.Ranges(m, net.Inputs{Planes: planes}); err != nil {
		tb.Fatal(err)
	}
	p, err := e.PrepareAs(m, precision)
	if err != nil {
		tb.Fatal(err)
	}
	ev, err := e.NewEvaluator(spec, batch, threads)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { ev.Close() })
	return ev, p, planes, make([]float32, batch*spec.Actions), make([]float32, batch)
}

func BenchmarkEvaluate(b *testing.B) {
	for _, n := range []struct{ blocks, channels int }{{4, 32}, {6, 64}} {
		for _, batch := range []int{1, 16, 64} {
			for _, precision := range cpu.New().Precisions() {
				b.Run(fmt.Sprintf("net=%dx%d/batch=%d/precision=%s", n.blocks, n.channels, batch, precision), func(b *testing.B) {
					spec := benchSpec(n.blocks, n.channels)
					ev, p, planes, policy, value := prepare(b, spec, precision, batch, 1)
					for b.Loop() {
						ev.Evaluate(p, net.Inputs{Planes: planes}, policy, value)
					}
					perSecond := float64(b.N*batch) / b.Elapsed().Seconds()
					b.ReportMetric(perSecond, "evals/s")
					b.ReportMetric(perSecond*spec.ConvFLOPs()/1e9, "GFLOP/s")
				})
			}
		}
	}
}

func BenchmarkStep(b *testing.B) {
	for _, n := range []struct{ blocks, channels int }{{4, 32}, {6, 64}} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("net=%dx%d/threads=%d", n.blocks, n.channels, threads), func(b *testing.B) {
				const batch = 256
				spec := benchSpec(n.blocks, n.channels)
				rng := rand.New(rand.NewPCG(1, 1))
				l, err := cpu.New().NewLearner(net.RandomWeights(spec, rng), net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, ValueWeight: 1, StatsMomentum: 0.05, Threads: threads})
				if err != nil {
					b.Fatal(err)
				}
				mb := nettest.Minibatch(spec, batch, 1)
				for b.Loop() {
					if _, err := l.Step(mb, 0.001); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "samples/s")
			})
		}
	}
}

// A board of one tile cannot be shared: where positions are fewer than threads, some have nothing to do.
func TestFewerPositionsThanThreads(t *testing.T) {
	spec := smallSpec()
	spec.Height, spec.Width, spec.Actions = 3, 3, 9
	for _, threads := range []int{1, 2, 5} {
		ev, p, planes, policy, value := prepare(t, spec, net.Float32, 5, threads)
		if err := ev.Evaluate(p, net.Inputs{Planes: planes}, policy, value); err != nil {
			t.Fatal(err)
		}
		for n := range 5 {
			few := make([]float32, n*spec.Actions)
			if err := ev.Evaluate(p, net.Inputs{Planes: planes[:n*spec.InputLen()]}, few, make([]float32, n)); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(few, policy[:len(few)]) {
				t.Errorf("%d positions on %d threads have other logits than among 5", n, threads)
			}
		}
	}
}
