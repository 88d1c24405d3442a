//go:build xla && cgo

package xla

import (
	"bytes"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/net"
	"tengen/net/nettest"
)

// several opens four devices, or as many as there are from two on.
func several(t *testing.T) *Engine {
	e := device(t, Options{Devices: 4})
	if n := len(e.Devices()); n < 2 {
		t.Skipf("NOT RUN: %d device", n)
	}
	return e
}

// randomMinibatch draws n samples, each sure of one move in the corner that boards of at least 2x2 have.
func randomMinibatch(spec net.Spec, n int, rng *rand.Rand) *net.Minibatch {
	mb := &net.Minibatch{Inputs: randomInputs(spec, n, rng), Policy: make([]float32, n*spec.Actions),
		Value: make([]float32, n), Weight: make([]float32, n)}
	for i := range n {
		mb.Policy[i*spec.Actions+rng.IntN(2)+rng.IntN(2)*spec.Width] = 1
		mb.Value[i], mb.Weight[i] = float32(rng.IntN(3)-1), 0.5+rng.Float32()
	}
	return mb
}

// Four devices share minibatches of 8 samples evenly, of 6, 9 and 21 unevenly, and of 2 with nothing for some.
func TestParallelConformance(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN with -short: the suite of engines on four devices")
	}
	nettest.Conformance(t, several(t), small())
}

// Several devices learn what one does, even if some have no part of a minibatch: the moments of batch normalisation and the
// gradient are those of the whole minibatch, which holds boards of several sizes. They learn the same bits again, every
// device has the same state, and one goes on with what several have saved.
func TestParallel(t *testing.T) {
	several, single := several(t), device(t, Options{Devices: 1})
	rng := rand.New(rand.NewPCG(1, 1))
	spec := mixed
	spec.Blocks, spec.PoolingEvery, spec.PoolingChannels = 0, 0, 0 // compiles in half the time; the suite has the rest
	w := net.RandomWeights(spec, rng)
	start := func(e *Engine) *learner {
		l, err := e.NewLearner(w, net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, WeightDecay: 1e-3, ValueWeight: 1, ClipNorm: 2, StatsMomentum: 0.2, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		return l.(*learner)
	}
	one, all, again, follower := start(single), start(several), start(several), start(single)
	for i, n := range []int{8, 5, 8, 8} {
		mb := randomMinibatch(spec, n, rng)
		for range n {
			mb.Sizes = append(mb.Sizes, net.Size{Height: 2 + rng.IntN(3), Width: 2 + rng.IntN(3)})
		}
		step := func(l *learner) net.Losses {
			losses, err := l.Step(mb, 0.1)
			if err != nil {
				t.Fatal(err)
			}
			return losses
		}
		want, got := step(one), step(all)
		alike(t, i, "on several devices", want, got)
		if repeated := step(again); repeated != got {
			t.Errorf("step %d: losses %+v, and again %+v", i, got, repeated)
		}
		if i == 1 {
			var saved bytes.Buffer
			if err := all.Save(&saved); err != nil {
				t.Fatal(err)
			}
			if err := follower.Restore(&saved); err != nil {
				t.Fatal(err)
			}
		} else if i > 1 {
			alike(t, i, "on one device after a restore", want, step(follower))
		}
	}
	states := fetchAll(t, all)
	for d, s := range append(states, fetchAll(t, again)...) {
		if !slices.Equal(s, states[0]) {
			t.Errorf("state %d is not that of the first device", d)
		}
	}
	followed := fetchAll(t, follower)[0]
	for i, v := range fetchAll(t, one)[0] {
		for _, got := range []float32{states[0][i], followed[i]} {
			if d := math.Abs(float64(got - v)); !(d <= 1e-5) {
				t.Fatalf("number %d of the state is %g, on one device %g", i, got, v)
			}
		}
	}
}

// alike compares the losses of a step on one device with others.
func alike(t *testing.T, i int, where string, want, got net.Losses) {
	t.Helper()
	for _, pair := range [][2]float32{{want.Policy, got.Policy}, {want.Value, got.Value}, {want.GradNorm, got.GradNorm}} {
		if d := math.Abs(float64(pair[0] - pair[1])); !(d <= 1e-5*math.Abs(float64(pair[0]))) {
			t.Fatalf("step %d %s: losses %+v, want %+v", i, where, got, want)
		}
	}
}

// fetchAll returns each device's state, all numbers one after the other.
func fetchAll(t *testing.T, l *learner) (states [][]float32) {
	for _, buffers := range l.state {
		s := net.NewLearnerState(net.NewWeights(l.spec), l.params.Optimizer)
		parts := l.parts(s)
		for i, p := range parts {
			if err := l.engine.fetch(buffers[i], p); err != nil {
				t.Fatal(err)
			}
		}
		states = append(states, slices.Concat(parts...))
	}
	return states
}
