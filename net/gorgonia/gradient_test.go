package gorgonia_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/gorgonia"
	"tengen/net/nettest"
)

// gradient is what a step without momentum takes from weights.
func gradient(t *testing.T, e net.Engine, w *net.Weights, mb *net.Minibatch) *net.Weights {
	t.Helper()
	l, err := e.NewLearner(w, net.LearnerParams{Optimizer: net.SGD, ValueWeight: 1.5, StatsMomentum: 1, Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	// Momenta are the gradient itself, without the rounding of weights.
	if _, err := l.Step(mb, 0); err != nil {
		t.Fatal(err)
	}
	return momenta(t, l, w.Spec)
}

// Every number of the gradient, and of the batch's statistics, is that of the CPU engine's hand-written backward pass, to the
// rounding of float32: with AVX2 they differ by up to 9e-6 of a tensor's largest.
func TestWholeGradient(t *testing.T) {
	fc := smallSpec()
	fc.Head, fc.PolicyChannels, fc.ValueChannels, fc.Planes, fc.Channels = net.HeadFC, 2, 1, 17, 24
	plain := smallSpec()
	plain.PoolingEvery, plain.PoolingChannels, plain.Actions = 0, 0, plain.Cells()
	sizes := []net.Size{{Height: 5, Width: 4}, {Height: 3, Width: 4}, {Height: 1, Width: 2}, {Height: 5, Width: 4}, {Height: 4, Width: 4}}
	for _, tt := range []struct {
		name  string
		spec  net.Spec
		sizes []net.Size
	}{
		{"fc heads, a block that pools", fc, nil},
		{"conv heads", plain, nil},
		{"conv heads, a block that pools, boards of five sizes", smallSpec(), sizes},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := net.RandomWeights(tt.spec, rand.New(rand.NewPCG(1, 1)))
			mb := nettest.Minibatch(tt.spec, 5, 1)
			mb.Sizes = tt.sizes
			for i := range mb.Weight {
				mb.Weight[i] = 0.5 + float32(i)/4
				if tt.sizes != nil { // its targets lie on every board
					row := mb.Policy[i*tt.spec.Actions:][:tt.spec.Actions]
					clear(row)
					row[0] = 1
				}
			}
			got, want := gradient(t, gorgonia.New(), w, mb), gradient(t, cpu.New(), w, mb)
			for i, ts := range tt.spec.Tensors() {
				largest, worst := 0.0, 0.0
				for j, v := range want.Tensors[i] {
					largest = math.Max(largest, math.Abs(float64(v)))
					worst = math.Max(worst, math.Abs(float64(v-got.Tensors[i][j])))
				}
				if worst > 5e-5*largest {
					t.Errorf("%s differs by %g, its largest is %g", ts.Name, worst, largest)
				}
			}
		})
	}
}

// momenta returns a learner's momenta; where a tensor has none, the statistics.
func momenta(t *testing.T, l net.Learner, spec net.Spec) *net.Weights {
	t.Helper()
	var state bytes.Buffer
	if err := l.Save(&state); err != nil {
		t.Fatal(err)
	}
	s, err := net.DecodeLearnerState(&state, spec, net.SGD)
	if err != nil {
		t.Fatal(err)
	}
	for i, ts := range spec.Tensors() {
		if ts.Kind == net.KindStatistic {
			s.Momenta.Tensors[i] = s.Weights.Tensors[i]
		}
	}
	return s.Momenta
}
