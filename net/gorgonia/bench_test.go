package gorgonia_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/gorgonia"
	"tengen/net/nettest"
)

var engines = []net.Engine{gorgonia.New(), cpu.New()}

func benchSpec() net.Spec {
	return net.Spec{Planes: 17, Height: 9, Width: 9, Actions: 82, Blocks: 4, Channels: 32,
		Head: net.HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 64}
}

func BenchmarkEvaluate(b *testing.B) {
	for _, e := range engines {
		for _, batch := range []int{1, 8, 64} {
			b.Run(fmt.Sprintf("engine=%s/net=4x32/batch=%d", e.Name(), batch), func(b *testing.B) {
				spec := benchSpec()
				p, err := e.Prepare(&net.Model{Weights: net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1)))})
				if err != nil {
					b.Fatal(err)
				}
				ev, err := e.NewEvaluator(spec, batch, 1)
				if err != nil {
					b.Fatal(err)
				}
				defer ev.Close()
				mb := nettest.Minibatch(spec, batch, 1)
				for b.Loop() {
					if err := ev.Evaluate(p, mb.Inputs, mb.Policy, mb.Value); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "evals/s")
			})
		}
	}
}

func BenchmarkStep(b *testing.B) {
	for _, e := range engines {
		b.Run(fmt.Sprintf("engine=%s/net=4x32/batch=64", e.Name()), func(b *testing.B) {
			spec := benchSpec()
			l, err := e.NewLearner(net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1))), params)
			if err != nil {
				b.Fatal(err)
			}
			mb := nettest.Minibatch(spec, 64, 1)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := l.Step(mb, 0.001); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*64)/b.Elapsed().Seconds(), "samples/s")
		})
	}
}
