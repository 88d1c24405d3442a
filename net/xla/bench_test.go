//go:build xla && cgo

package xla

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"tengen/net"
)

// bench is 9x9 Go's network of 6 blocks of 64 channels.
var bench = net.Spec{Planes: 17, Height: 9, Width: 9, Actions: 82, Blocks: 6, Channels: 64,
	Head: net.HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 256}

// benchEvaluate evaluates batches of 64 on several evaluators at a time.
func benchEvaluate(b *testing.B, e net.Engine, evaluators, threads int) {
	const batch = 64
	p := prepare(b, e, net.RandomWeights(bench, rand.New(rand.NewPCG(1, 1))))
	in := randomInputs(bench, batch, rand.New(rand.NewPCG(2, 2)))
	var vs []net.Evaluator
	for range evaluators {
		v, err := e.NewEvaluator(bench, batch, threads)
		if err != nil {
			b.Fatal(err)
		}
		defer v.Close()
		vs = append(vs, v)
	}
	for b.Loop() {
		var wg sync.WaitGroup
		for _, v := range vs {
			wg.Go(func() {
				if err := v.Evaluate(p, in, make([]float32, batch*bench.Actions), make([]float32, batch)); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
	}
	b.ReportMetric(float64(b.N*batch*evaluators)/b.Elapsed().Seconds(), "evals/s")
}

// benchStep makes steps on minibatches of 256.
func benchStep(b *testing.B, e net.Engine, threads int) {
	const batch = 256
	l, err := e.NewLearner(net.RandomWeights(bench, rand.New(rand.NewPCG(1, 1))),
		net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, ValueWeight: 1, StatsMomentum: 0.05, Threads: threads})
	if err != nil {
		b.Fatal(err)
	}
	mb := randomMinibatch(bench, batch, rand.New(rand.NewPCG(2, 2)))
	step := func() {
		if _, err := l.Step(mb, 0.001); err != nil {
			b.Fatal(err)
		}
	}
	step() // compiles
	for b.Loop() {
		step()
	}
	b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "samples/s")
}

func benchmark(b *testing.B, engines map[string]net.Engine) {
	for name, e := range engines {
		b.Run("step/engine="+name, func(b *testing.B) { benchStep(b, e, 2) })
		for _, n := range []int{1, 2} {
			b.Run(fmt.Sprintf("evaluate/engine=%s/evaluators=%d", name, n), func(b *testing.B) { benchEvaluate(b, e, n, 2/n) })
		}
	}
}
