package cpu

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"tengen/net"
)

// What a step's convolutions cost without what is between them: all layers forward, then each layer's gradient to
// its input, but the stem's, and to its weights. FLOPs are counted as if all three were computed directly.
func BenchmarkStepConvolutions(b *testing.B) {
	const batch = 256
	spec := net.Spec{Planes: 17, Height: 9, Width: 9, Actions: 82, Blocks: 6, Channels: 64,
		Head: net.HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 256}
	for _, threads := range []int{1, 2} {
		b.Run(fmt.Sprintf("net=%dx%d/threads=%d", spec.Blocks, spec.Channels, threads), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 1))
			l := newLearner(net.RandomWeights(spec, rng), net.LearnerParams{
				Optimizer: net.SGD, Momentum: 0.9, ValueWeight: 1, StatsMomentum: 0.05, Threads: threads})
			mb := &net.Minibatch{Inputs: net.Inputs{Planes: make([]float32, batch*spec.InputLen())},
				Policy: make([]float32, batch*spec.Actions), Value: make([]float32, batch), Weight: make([]float32, batch)}
			for i := range mb.Planes {
				mb.Planes[i] = float32(rng.IntN(2))
			}
			for i := range mb.Value {
				mb.Policy[i*spec.Actions+rng.IntN(spec.Actions)], mb.Weight[i] = 1, 1
			}
			if _, err := l.Step(mb, 0.001); err != nil { // fills all activations and gradients
				b.Fatal(err)
			}
			phases := l.convolutions()
			best := time.Hour // as the peak is the best of its windows: others on the machine only slow either
			for b.Loop() {
				start := time.Now()
				l.run(phases)
				best = min(best, time.Since(start))
			}
			gflops := 3 * batch * spec.ConvFLOPs() / best.Seconds() / 1e9
			b.ReportMetric(gflops, "GFLOP/s")
			b.ReportMetric(gflops/PeakGFLOPS(100*time.Millisecond, net.Float32), "R")
		})
	}
}

// convolutions are the phases of a step with the convolutions alone.
func (l *learner) convolutions() []phase {
	var phases []phase
	for i := range l.trunk {
		phases = append(phases, phase{chunk: func(c *chunk) {
			c.work.eachBlock(c.boards, func(b boards) {
				c.work.convolve(&l.trunk[i].forward, c.tiles, c.trunk[i].conv.from(b), c.under(i).from(b), b.n, nil, noFloor)
			})
		}})
	}
	for i := len(l.trunk) - 1; i >= 0; i-- {
		phases = append(phases, phase{chunk: func(c *chunk) {
			dConv := c.dConv.from(boards{}) // always the last step's: numbers that neither grow nor vanish
			c.work.eachBlock(c.boards, func(b boards) {
				if i > 0 {
					c.work.convolve(&l.trunk[i].back, c.tiles, c.gradientAt(i-1).from(b), dConv, b.n, nil, noFloor)
				}
				c.work.correlate(c.trunk[i].dW, c.tiles, c.under(i).from(b), dConv, l.trunk[i].in, b.n, b.first > 0)
			})
		}})
	}
	return phases
}

// under returns what layer i reads.
func (c *chunk) under(i int) rows {
	if i == 0 {
		return c.input
	}
	return c.trunk[i-1].out
}
