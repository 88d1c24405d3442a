package xla

import (
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"tengen/net"
	"tengen/net/cpu"
)

// mixed is a small network of boards of several sizes.
var mixed = net.Spec{Planes: 3, Height: 4, Width: 4, Actions: 17, Blocks: 1, Channels: 8, PoolingEvery: 1, PoolingChannels: 3,
	Head: net.HeadConv, PolicyChannels: 4, ValueChannels: 3, ValueHidden: 8}

func randomInputs(spec net.Spec, n int, rng *rand.Rand) net.Inputs {
	in := net.Inputs{Planes: make([]float32, n*spec.InputLen())}
	for i := range in.Planes {
		in.Planes[i] = float32(rng.IntN(2))
	}
	return in
}

func prepare(tb testing.TB, e net.Engine, w *net.Weights) net.Prepared {
	tb.Helper()
	p, err := e.Prepare(&net.Model{Weights: w})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func newEvaluator(tb testing.TB, e net.Engine, spec net.Spec, batch int) net.Evaluator {
	tb.Helper()
	v, err := e.NewEvaluator(spec, batch, 1)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { v.Close() })
	return v
}

// Once there is an evaluator, neither other batches nor other models nor other evaluators compile anything, and
// each model is played by its own weights.
func testCompilations(t *testing.T, e *Engine) {
	rng := rand.New(rand.NewPCG(1, 1))
	v := newEvaluator(t, e, mixed, 20)
	before := e.programs.compilations()
	if before != 4 { // 1, 8, 16, 20
		t.Errorf("batches of up to 20 compiled %d programs, want 4", before)
	}
	var last float32
	for n := 1; n <= 20; n++ {
		w := net.RandomWeights(mixed, rng)
		for _, ev := range []net.Evaluator{v, newEvaluator(t, e, mixed, 20)} {
			in := randomInputs(mixed, n, rand.New(rand.NewPCG(2, 2)))
			policy, value := make([]float32, n*mixed.Actions), make([]float32, n)
			if err := ev.Evaluate(prepare(t, e, w), in, policy, value); err != nil {
				t.Fatal(err)
			}
			if ev == v && value[0] == last {
				t.Errorf("model %d has the value of the one before, %g", n, last)
			}
			last = value[0]
		}
	}
	if after := e.programs.compilations(); after != before {
		t.Errorf("evaluations compiled %d programs", after-before)
	}
}

func TestCompilations(t *testing.T) { testCompilations(t, golang(t)) }

// Evaluators at work side by side, on models that change, give what one alone does.
func testSideBySide(t *testing.T, e *Engine) {
	const n = 8
	rng := rand.New(rand.NewPCG(3, 3))
	in := randomInputs(mixed, n, rng)
	var models []net.Prepared
	var want [][]float32
	run := func(v net.Evaluator, p net.Prepared) []float32 {
		policy, value := make([]float32, n*mixed.Actions), make([]float32, n)
		if err := v.Evaluate(p, in, policy, value); err != nil {
			t.Error(err)
		}
		return append(policy, value...)
	}
	alone := newEvaluator(t, e, mixed, n)
	for range 3 {
		models = append(models, prepare(t, e, net.RandomWeights(mixed, rng)))
		want = append(want, run(alone, models[len(models)-1]))
	}
	var wg sync.WaitGroup
	for k := range 4 {
		v := newEvaluator(t, e, mixed, n)
		wg.Go(func() {
			for i := range 12 {
				m := (i + k) % len(models)
				for j, got := range run(v, models[m]) {
					if math.Abs(float64(got-want[m][j])) > 1e-5 {
						t.Errorf("evaluator %d, model %d: number %d is %g, alone %g", k, m, j, got, want[m][j])
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestSideBySide(t *testing.T) { testSideBySide(t, golang(t)) }

// NaN beyond a smaller board counts for nothing, in learning too.
func TestBeyondCountsForNothing(t *testing.T) {
	e := golang(t)
	in := randomInputs(mixed, 1, rand.New(rand.NewPCG(4, 4)))
	in.Sizes = []net.Size{{Height: 3, Width: 3}}
	in.Planes[3] = float32(math.NaN()) // x = 3
	w := net.RandomWeights(mixed, rand.New(rand.NewPCG(5, 5)))
	policy, value := make([]float32, mixed.Actions), make([]float32, 1)
	if err := newEvaluator(t, e, mixed, 1).Evaluate(prepare(t, e, w), in, policy, value); err != nil {
		t.Fatal(err)
	}
	if math.IsNaN(float64(value[0])) || !math.IsInf(float64(policy[3]), -1) {
		t.Errorf("value %g, logit beyond %g, want a number and -Inf", value[0], policy[3])
	}
	l, err := e.NewLearner(w, net.LearnerParams{Optimizer: net.SGD, ValueWeight: 1, StatsMomentum: 0.1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	mb := &net.Minibatch{Inputs: in, Policy: make([]float32, mixed.Actions), Value: []float32{1}, Weight: []float32{1}}
	mb.Policy[0] = 1
	if _, err := l.Step(mb, 0.1); err != nil {
		t.Error(err)
	}
}

// An engine that plays in bfloat16 learns in float32 where that is asked for.
func TestLearnsInItsOwnPrecision(t *testing.T) {
	whole, half := golang(t), golang(t)
	half.precision = net.BFloat16
	rng := rand.New(rand.NewPCG(8, 8))
	w := net.RandomWeights(mixed, rng)
	mb := &net.Minibatch{Inputs: randomInputs(mixed, 2, rng), Policy: make([]float32, 2*mixed.Actions), Value: []float32{1, -1}, Weight: []float32{1, 1}}
	mb.Policy[3], mb.Policy[mixed.Actions] = 1, 1
	losses := func(e *Engine, p net.Precision) net.Losses {
		l, err := e.NewLearner(w, net.LearnerParams{Optimizer: net.SGD, ValueWeight: 1, StatsMomentum: 0.1, Threads: 1, Precision: p})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := l.Step(mb, 0.1)
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	want := losses(whole, net.Float32)
	if got := losses(half, net.Float32); got != want {
		t.Errorf("losses %+v, want float32's, %+v", got, want)
	}
	if got := losses(half, ""); got == want {
		t.Errorf("losses %+v, want bfloat16's", got)
	}
}

// A model of one engine is not for another, and bad calls are refused.
func TestRefusals(t *testing.T) {
	e := golang(t)
	w := net.RandomWeights(mixed, rand.New(rand.NewPCG(6, 6)))
	in := randomInputs(mixed, 1, rand.New(rand.NewPCG(7, 7)))
	v := newEvaluator(t, e, mixed, 1)
	for name, p := range map[string]net.Prepared{"another engine": prepare(t, golang(t), w), "another kind": prepare(t, cpu.New(), w)} {
		if err := v.Evaluate(p, in, make([]float32, mixed.Actions), make([]float32, 1)); err == nil {
			t.Errorf("a model of %s was evaluated", name)
		}
	}
	if _, err := e.NewEvaluator(mixed, 0, 1); err == nil {
		t.Error("an evaluator of no positions was made")
	}
	for _, o := range []Options{{Precision: "float8"}, {Devices: -1}, {Plugin: "/nowhere.so"}} {
		if _, err := Open(o); err == nil || !strings.Contains(err.Error(), "open xla") {
			t.Errorf("open %+v: %v", o, err)
		}
	}
}
