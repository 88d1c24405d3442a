package gorgonia_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/gorgonia"
	"tengen/net/nettest"
)

var params = net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, ValueWeight: 1, StatsMomentum: 0.05, Threads: 1}

func smallSpec() net.Spec {
	return net.Spec{Planes: 3, Height: 5, Width: 4, Actions: 21, Blocks: 2, Channels: 8, PoolingEvery: 2, PoolingChannels: 3,
		Head: net.HeadConv, PolicyChannels: 4, ValueChannels: 3, ValueHidden: 16}
}

func learner(t *testing.T, e net.Engine, w *net.Weights) net.Learner {
	t.Helper()
	l, err := e.NewLearner(w, params)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func step(t *testing.T, l net.Learner, mb *net.Minibatch) net.Losses {
	t.Helper()
	losses, err := l.Step(mb, 0.01)
	if err != nil {
		t.Fatal(err)
	}
	return losses
}

// values evaluates one after the other batches of the given sizes with the same evaluator.
func values(t *testing.T, e net.Engine, models []*net.Weights, sizes []int) (all []float32) {
	t.Helper()
	spec := models[0].Spec
	ev, err := e.NewEvaluator(spec, 11, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer ev.Close()
	for i, n := range sizes {
		p, err := e.Prepare(&net.Model{Weights: models[i%len(models)]})
		if err != nil {
			t.Fatal(err)
		}
		policy, value := make([]float32, n*spec.Actions), make([]float32, n)
		if err := ev.Evaluate(p, nettest.Minibatch(spec, n, 7).Inputs, policy, value); err != nil {
			t.Fatal(err)
		}
		all = append(append(all, policy...), value...)
	}
	return all
}

// Smaller minibatches and batches follow larger ones, down to a single position, and models take turns: nothing of one is left
// in the next.
func TestSizesAndModelsTakeTurns(t *testing.T) {
	smallest := net.Spec{Planes: 1, Height: 1, Width: 1, Actions: 2, Channels: 1, Head: net.HeadConv, PolicyChannels: 1, ValueChannels: 1, ValueHidden: 1}
	smallestFC := smallest
	smallestFC.Head, smallestFC.Actions = net.HeadFC, 1
	line := smallSpec()
	line.Height, line.Width, line.Actions = 1, 5, 5
	for _, spec := range []net.Spec{smallSpec(), line, smallest, smallestFC} {
		w, other := net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1))), net.RandomWeights(spec, rand.New(rand.NewPCG(1, 2)))
		got := values(t, gorgonia.New(), []*net.Weights{w, other}, []int{9, 1, 3, 11, 2, 1})
		for i, want := range values(t, cpu.New(), []*net.Weights{w, other}, []int{9, 1, 3, 11, 2, 1}) {
			if math.Abs(float64(got[i]-want)) > 1e-4*(1+math.Abs(float64(want))) {
				t.Fatalf("%+v: number %d is %g, of the CPU engine %g", spec, i, got[i], want)
			}
		}
		one, two := learner(t, gorgonia.New(), w), learner(t, cpu.New(), w)
		for i, n := range []int{9, 1, 5, 9} {
			got, want := step(t, one, nettest.Minibatch(spec, n, uint64(i))), step(t, two, nettest.Minibatch(spec, n, uint64(i)))
			if math.Abs(float64(got.Total(1)-want.Total(1))) > 1e-4 || math.Abs(float64(got.GradNorm-want.GradNorm)) > 1e-3*float64(1+want.GradNorm) {
				t.Errorf("%+v, step %d: losses %+v, of the CPU engine %+v", spec, i, got, want)
			}
		}
	}
}

// Logits of hundreds, of both signs, have finite losses.
func TestLogitsFarApart(t *testing.T) {
	spec := smallSpec()
	spec.Head = net.HeadFC
	w := net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1)))
	for i, ts := range spec.Tensors() {
		if ts.Name == "policy/dense/b" {
			copy(w.Tensors[i], []float32{300, -300, 0, 290})
		}
	}
	for _, from := range []float32{0, -1000} {
		for i, ts := range spec.Tensors() {
			if ts.Name == "policy/dense/b" {
				for j := range w.Tensors[i] {
					w.Tensors[i][j] += from
				}
			}
		}
		mb := nettest.Minibatch(spec, 4, 1)
		got, want := step(t, learner(t, gorgonia.New(), w), mb), step(t, learner(t, cpu.New(), w), mb)
		if math.Abs(float64(got.Policy-want.Policy)) > 1e-5*float64(want.Policy) || math.Abs(float64(got.GradNorm-want.GradNorm)) > 1e-4*float64(want.GradNorm) {
			t.Errorf("biases from %g: losses %+v, of the CPU engine %+v", from, got, want)
		}
	}
}

// An engine's evaluators and learners work at the same time, and come to the same as alone.
func TestTogether(t *testing.T) {
	e, spec := gorgonia.New(), smallSpec()
	w := net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1)))
	learn := func() *net.Weights {
		l := learner(t, e, w)
		for i := range 3 {
			step(t, l, nettest.Minibatch(spec, 6+i, uint64(i)))
		}
		return l.Weights()
	}
	evaluate := func() []float32 { return values(t, e, []*net.Weights{w}, []int{2, 7, 11}) }
	wantWeights, wantValues := learn(), evaluate()
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if !reflect.DeepEqual(learn(), wantWeights) {
				t.Error("a learner among others comes to other weights than alone")
			}
		})
		wg.Go(func() {
			if !reflect.DeepEqual(evaluate(), wantValues) {
				t.Error("an evaluator among others comes to other values than alone")
			}
		})
	}
	wg.Wait()
}

// A run that asks for float32 gets it, and none learns in less than it asked for.
func TestLearningPrecision(t *testing.T) {
	w := net.RandomWeights(smallSpec(), rand.New(rand.NewPCG(1, 1)))
	for p, fits := range map[net.Precision]bool{"": true, net.Float32: true, net.BFloat16: false} {
		asked := params
		asked.Precision = p
		if _, err := gorgonia.New().NewLearner(w, asked); (err == nil) != fits {
			t.Errorf("precision %q: %v", p, err)
		}
	}
}
