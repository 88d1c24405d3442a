package nettest

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"

	"tengen/net"
)

// Exchange checks that two engines do each other's work: ten steps on the same minibatches have the same losses, what one has
// learnt the other goes on with, and plays. limits are those of the less exact of the two.
func Exchange(t *testing.T, a, b net.Engine, limits Limits) {
	for _, spec := range specs() {
		t.Run(spec.String(), func(t *testing.T) {
			limits.skip(t, spec.Spec)
			exchange(t, a, b, spec, limits.Forward)
		})
	}
}

func exchange(t *testing.T, a, b net.Engine, spec network, within float64) {
	rng := rand.New(rand.NewPCG(8, 8))
	w := randomWeights(spec.Spec, rng)
	p := net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, WeightDecay: 1e-4, ValueWeight: 1, ClipNorm: 5, StatsMomentum: 0.05, Threads: 1}
	one, other := newLearner(t, a, w, p), newLearner(t, b, w, p)
	follower := newLearner(t, b, net.NewWeights(spec.Spec), p)
	for n := range 10 {
		mb := randomMinibatch(spec, 13, rng)
		first := step(t, one, mb, 0.01)
		alike(t, n, "from the start", first, step(t, other, mb, 0.01), within)
		if n == 5 {
			var state bytes.Buffer
			if err := one.Save(&state); err != nil {
				t.Fatal(err)
			}
			if err := follower.Restore(&state); err != nil {
				t.Fatalf("what %s saved, %s does not restore: %v", a.Name(), b.Name(), err)
			}
		}
		if n > 5 {
			alike(t, n, "after a restore", first, step(t, follower, mb, 0.01), within)
		}
	}
	if one.Steps() != follower.Steps() {
		t.Errorf("steps are %d and, after a restore, %d", one.Steps(), follower.Steps())
	}
	in := randomMinibatch(spec, 5, rng).Inputs
	for _, learner := range []net.Learner{one, other} {
		x, y := evaluate(t, a, learner.Weights(), in, 1), evaluate(t, b, learner.Weights(), in, 1)
		for i := range x.policy {
			if !near(float64(x.policy[i]), float64(y.policy[i]), 2*within) {
				t.Fatalf("logit %d is %g on %s and %g on %s", i, x.policy[i], a.Name(), y.policy[i], b.Name())
			}
		}
		for i := range x.value {
			if !near(float64(x.value[i]), float64(y.value[i]), 2*within) {
				t.Fatalf("value %d is %g on %s and %g on %s", i, x.value[i], a.Name(), y.value[i], b.Name())
			}
		}
	}
}

// alike compares the losses of a step.
func alike(t *testing.T, n int, when string, x, y net.Losses, within float64) {
	t.Helper()
	for _, pair := range [][2]float32{{x.Policy, y.Policy}, {x.Value, y.Value}, {x.Entropy, y.Entropy}, {x.GradNorm, y.GradNorm}} {
		if d := math.Abs(float64(pair[0] - pair[1])); !(d <= 10*within*(1+math.Abs(float64(pair[0])))) {
			t.Fatalf("step %d %s: losses %+v and %+v", n, when, x, y)
		}
	}
}
