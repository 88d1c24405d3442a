package nettest

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/net"
	"tengen/net/reference"
)

// specs are networks of every shape that matters: square and not, channels that fill a vector and that do
// not, no block and several, both kinds of heads, blocks that pool, boards of one size and mixed.
func specs() []network {
	make := func(planes, h, w, actions, blocks, channels, hidden int) net.Spec {
		return net.Spec{Planes: planes, Height: h, Width: w, Actions: actions, Blocks: blocks, Channels: channels,
			Head: net.HeadFC, PolicyChannels: 2, ValueChannels: 1, ValueHidden: hidden}
	}
	conv := func(s net.Spec, policy, value, every, channels int) net.Spec {
		s.Head, s.PolicyChannels, s.ValueChannels, s.PoolingEvery, s.PoolingChannels = net.HeadConv, policy, value, every, channels
		return s
	}
	pools := make(2, 4, 6, 24, 2, 8, 16)
	pools.PoolingEvery, pools.PoolingChannels = 2, 3
	return []network{
		{make(3, 3, 3, 9, 0, 8, 16), nil},
		{make(3, 6, 7, 7, 2, 32, 64), nil},
		{make(17, 5, 5, 26, 1, 20, 32), nil},
		{make(17, 9, 9, 82, 2, 40, 256), nil},
		{pools, nil},
		{conv(make(3, 4, 4, 16, 0, 8, 16), 5, 4, 0, 0), nil},
		{conv(make(3, 5, 5, 26, 2, 16, 16), 8, 4, 1, 8), []net.Size{{Height: 5, Width: 5}, {Height: 3, Width: 4}, {Height: 1, Width: 5}, {Height: 5, Width: 2}}},
		{conv(make(17, 9, 9, 82, 1, 40, 32), 20, 18, 1, 33), []net.Size{{Height: 9, Width: 9}, {Height: 7, Width: 7}}},
	}
}

// network is a Spec, and the sizes of the boards in its batches, in turn; nil: its own.
type network struct {
	net.Spec
	sizes []net.Size
}

// of returns the sizes of n boards.
func (w network) of(n int) []net.Size {
	var sizes []net.Size
	for i := range n {
		if w.sizes != nil {
			sizes = append(sizes, w.sizes[i%len(w.sizes)])
		}
	}
	return sizes
}

func (w network) String() string {
	return fmt.Sprintf("%dx%dx%d/blocks=%d/channels=%d/head=%s/pooling=%d/sizes=%d",
		w.Planes, w.Height, w.Width, w.Blocks, w.Channels, w.Head, w.PoolingEvery, max(1, len(w.sizes)))
}

// randomWeights draws weights with nothing at its neutral value.
func randomWeights(spec net.Spec, rng *rand.Rand) *net.Weights {
	w := net.RandomWeights(spec, rng)
	for i, t := range spec.Tensors() {
		for j := range w.Tensors[i] {
			switch t.Kind {
			case net.KindGamma:
				w.Tensors[i][j] = float32(0.5 + rng.Float64())
			case net.KindStatistic:
				w.Tensors[i][j] = float32(0.3 + rng.Float64())
			case net.KindBeta, net.KindBias:
				w.Tensors[i][j] = float32(0.2 * rng.NormFloat64())
			}
		}
	}
	return w
}

// randomMinibatch draws n samples with stones, a policy and an outcome each.
func randomMinibatch(w network, n int, rng *rand.Rand) *net.Minibatch {
	mb := &net.Minibatch{
		Inputs: net.Inputs{Planes: make([]float32, n*w.InputLen()), Sizes: w.of(n)}, Policy: make([]float32, n*w.Actions),
		Value: make([]float32, n), Weight: make([]float32, n),
	}
	for i := range mb.Planes {
		mb.Planes[i] = float32(rng.IntN(2)) // beyond smaller boards too
	}
	for b := range n {
		row := mb.Policy[b*w.Actions:][:w.Actions]
		sum := float32(0)
		for a := range row {
			row[a] = rng.Float32() * float32(rng.IntN(2))
			if mb.Sizes != nil && a < w.Cells() && (a/w.Width >= mb.Sizes[b].Height || a%w.Width >= mb.Sizes[b].Width) {
				row[a] = 0
			}
			sum += row[a]
		}
		row[0] += 0.1
		for a := range row {
			row[a] /= sum + 0.1
		}
		mb.Value[b] = float32(rng.IntN(3) - 1)
		mb.Weight[b] = 0.5 + rng.Float32()
	}
	return mb
}

// part returns the inputs of rows from to to.
func part(w network, in net.Inputs, from, to int) net.Inputs {
	p := net.Inputs{Planes: in.Planes[from*w.InputLen() : to*w.InputLen()]}
	if in.Sizes != nil {
		p.Sizes = in.Sizes[from:to]
	}
	return p
}

// apart returns the same inputs, each position in memory of its own.
func apart(w network, in net.Inputs) net.Inputs {
	rows := net.Inputs{Sizes: in.Sizes}
	for i := range in.Positions(w.Spec) {
		rows.Rows = append(rows.Rows, slices.Clone(in.Row(i, w.InputLen())))
	}
	return rows
}

// Conformance checks an engine against the reference.
func Conformance(t *testing.T, e net.Engine, limits Limits) {
	for _, spec := range specs() {
		t.Run(spec.String(), func(t *testing.T) {
			limits.skip(t, spec.Spec)
			t.Run("forward", func(t *testing.T) { forward(t, e, spec, limits.Forward) })
			t.Run("rows", func(t *testing.T) { rows(t, e, spec, limits.Rows) })
			t.Run("gradient", func(t *testing.T) { gradient(t, e, spec, limits) })
			t.Run("statistics", func(t *testing.T) { statistics(t, e, spec, limits.Statistics) })
			for _, kind := range []net.Optimizer{net.SGD, net.Adam} {
				t.Run("optimizer="+string(kind), func(t *testing.T) { optimizer(t, e, spec, kind) })
				t.Run("resume="+string(kind), func(t *testing.T) { resume(t, e, spec, kind) })
			}
			t.Run("notfinite", func(t *testing.T) { notFinite(t, e, spec) })
		})
	}
}

type evaluation struct {
	policy, value []float32
}

func evaluate(t *testing.T, e net.Engine, w *net.Weights, in net.Inputs, threads int) evaluation {
	t.Helper()
	n := in.Positions(w.Spec)
	p, err := e.Prepare(&net.Model{Weights: w})
	if err != nil {
		t.Fatal(err)
	}
	ev, err := e.NewEvaluator(w.Spec, n, threads)
	if err != nil {
		t.Fatal(err)
	}
	defer ev.Close()
	out := evaluation{make([]float32, n*w.Spec.Actions), make([]float32, n)}
	if err := ev.Evaluate(p, in, out.policy, out.value); err != nil {
		t.Fatal(err)
	}
	return out
}

// forward: the reference's results.
func forward(t *testing.T, e net.Engine, spec network, within float64) {
	rng := rand.New(rand.NewPCG(1, 1))
	w, mb := randomWeights(spec.Spec, rng), randomMinibatch(spec, 5, rng)
	got := evaluate(t, e, w, mb.Inputs, 1)
	logits, values, _ := reference.New(w).Forward(mb.Inputs, false)
	for b := range values {
		if d := math.Abs(values[b] - float64(got.value[b])); !(d < within) {
			t.Errorf("value of row %d is %g, want %g", b, got.value[b], values[b])
		}
		for a, want := range logits[b] {
			if v := float64(got.policy[b*spec.Actions+a]); !near(v, want, within) {
				t.Fatalf("logit %d of row %d is %g, want %g", a, b, v, want)
			}
		}
	}
}

// near reports whether a logit is within so many units of 1 + its size of another. Both may be -Inf.
func near(a, b, within float64) bool { return a == b || math.Abs(a-b) < within*(1+math.Abs(b)) }

// numbers returns how many numbers a network's tensors hold.
func numbers(spec net.Spec) (n int) {
	for _, ts := range spec.Tensors() {
		n += ts.Len()
	}
	return n
}

// rows: a row's result is the same in any batch, at any place, side by side or apart, on any number of threads.
func rows(t *testing.T, e net.Engine, spec network, within float64) {
	rng := rand.New(rand.NewPCG(2, 2))
	w, mb := randomWeights(spec.Spec, rng), randomMinibatch(spec, 33, rng)
	all := evaluate(t, e, w, mb.Inputs, 1)
	for _, tt := range []struct{ from, to, threads int }{{0, 1, 1}, {7, 8, 1}, {3, 33, 1}, {0, 33, 2}, {5, 6, 2}, {0, 16, 3}} {
		in := part(spec, mb.Inputs, tt.from, tt.to)
		for name, in := range map[string]net.Inputs{"side by side": in, "apart": apart(spec, in)} {
			got := evaluate(t, e, w, in, tt.threads)
			for b := tt.from; b < tt.to; b++ {
				if !near(float64(got.value[b-tt.from]), float64(all.value[b]), within) {
					t.Fatalf("row %d of rows %d to %d %s on %d threads: value %g, in all %g", b, tt.from, tt.to, name, tt.threads, got.value[b-tt.from], all.value[b])
				}
				for a := range spec.Actions {
					if !near(float64(got.policy[(b-tt.from)*spec.Actions+a]), float64(all.policy[b*spec.Actions+a]), within) {
						t.Fatalf("row %d of rows %d to %d %s on %d threads: logit %d differs", b, tt.from, tt.to, name, tt.threads, a)
					}
				}
			}
		}
	}
}

var plainSGD = net.LearnerParams{Optimizer: net.SGD, ValueWeight: 1.5, StatsMomentum: 0.25, Threads: 2}

func newLearner(t *testing.T, e net.Engine, w *net.Weights, p net.LearnerParams) net.Learner {
	t.Helper()
	l, err := e.NewLearner(w, p)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func step(t *testing.T, l net.Learner, mb *net.Minibatch, rate float32) net.Losses {
	t.Helper()
	losses, err := l.Step(mb, rate)
	if err != nil {
		t.Fatal(err)
	}
	return losses
}

// gradient: a step without momentum moves the weights by rate times the gradient, which is taken here by
// central differences at a few elements of every tensor.
func gradient(t *testing.T, e net.Engine, spec network, limits Limits) {
	const rate = 1
	samples, each := 6, 6
	if spec.Height*spec.Channels > 200 {
		samples, each = 2, 1 // the differences are slow
	}
	rng := rand.New(rand.NewPCG(3, 3))
	w, mb := randomWeights(spec.Spec, rng), randomMinibatch(spec, samples, rng)
	l := newLearner(t, e, w, plainSGD)
	losses := step(t, l, mb, rate)
	ref := reference.New(w)
	policy, value := ref.Loss(mb)
	if !(math.Abs(policy-float64(losses.Policy)) <= limits.Losses && math.Abs(value-float64(losses.Value)) <= limits.Losses) {
		t.Errorf("losses are %g and %g, want %g and %g", losses.Policy, losses.Value, policy, value)
	}
	after := l.Weights()
	all, tensors := deviation{}, map[string]deviation{}
	for i, ts := range spec.Tensors() {
		if ts.Kind == net.KindStatistic {
			continue
		}
		tensor := deviation{}
		for range each {
			j := rng.IntN(ts.Len())
			got := (float64(w.Tensors[i][j]) - float64(after.Tensors[i][j])) / rate
			want := ref.Gradient(mb, float64(plainSGD.ValueWeight), ts.Name, j)
			number := deviation{1, (got - want) * (got - want), want * want}
			if !number.within(limits.Number, 0) {
				t.Errorf("gradient of %s at %d is %g, want %g", ts.Name, j, got, want)
			}
			tensor = tensor.and(number)
		}
		tensors[ts.Name], all = tensor, all.and(tensor)
	}
	if !all.within(limits.Gradient, 0) {
		t.Errorf("the gradient is off by %v", all)
	}
	for name, tensor := range tensors {
		if !tensor.within(limits.Tensor, all.size()/100) {
			t.Errorf("gradient of %s is off by %v, the whole by %v", name, tensor, all)
		}
	}
}

// statistics: running mean and variance move towards those of the minibatch.
func statistics(t *testing.T, e net.Engine, spec network, within float64) {
	rng := rand.New(rand.NewPCG(4, 4))
	w, mb := randomWeights(spec.Spec, rng), randomMinibatch(spec, 9, rng)
	l := newLearner(t, e, w, plainSGD)
	step(t, l, mb, 0.1)
	_, _, stats := reference.New(w).Forward(mb.Inputs, true)
	after := l.Weights()
	for i, ts := range spec.Tensors() {
		if ts.Kind != net.KindStatistic {
			continue
		}
		name, which := ts.Name[:len(ts.Name)-len("/mean")], 0
		if ts.Name[len(ts.Name)-len("variance"):] == "variance" {
			name, which = ts.Name[:len(ts.Name)-len("/variance")], 1
		}
		for c, batch := range stats[name][which] {
			before := float64(w.Tensors[i][c])
			want := before + 0.25*(batch-before)
			if got := float64(after.Tensors[i][c]); !near(got, want, within) {
				t.Fatalf("%s[%d] is %g, want %g", ts.Name, c, got, want)
			}
		}
	}
}

// optimizer: momentum, decay and clipping follow net.Optimizer's documentation: from the gradients of plain steps
// the weights after three steps are computed here.
func optimizer(t *testing.T, e net.Engine, spec network, kind net.Optimizer) {
	rng := rand.New(rand.NewPCG(5, 5))
	w, mb := randomWeights(spec.Spec, rng), randomMinibatch(spec, 8, rng)
	p := net.LearnerParams{Optimizer: kind, Momentum: 0.9, SquareMomentum: 0.95, WeightDecay: 0.01, ValueWeight: 1, ClipNorm: 0.5, StatsMomentum: 0.1, Threads: 1}
	l := newLearner(t, e, w, p)
	const rate = 0.05
	current, ms, vs := w, net.NewWeights(spec.Spec), net.NewWeights(spec.Spec)
	for n := 1; n <= 3; n++ {
		plain := newLearner(t, e, current, net.LearnerParams{Optimizer: net.SGD, ValueWeight: 1, StatsMomentum: 0.1, Threads: 1})
		norm := step(t, plain, mb, 1).GradNorm
		moved := plain.Weights()
		if got := step(t, l, mb, rate); math.Abs(float64(got.GradNorm-norm)) > 1e-3*float64(norm) {
			t.Errorf("step %d: gradient norm %g, want %g", n, got.GradNorm, norm)
		}
		clip := min(1, p.ClipNorm/norm)
		after := l.Weights()
		for i, ts := range spec.Tensors() {
			if ts.Kind == net.KindStatistic {
				continue
			}
			for j, theta := range current.Tensors[i] {
				g := clip * (theta - moved.Tensors[i][j])
				decay := float32(0)
				if ts.Kind == net.KindWeight {
					decay = 2 * p.WeightDecay * theta
				}
				m, v := &ms.Tensors[i][j], &vs.Tensors[i][j]
				// plain shows a gradient only to the rounding of the weight it moved: Adam divides by it.
				var want, within float64
				if kind == net.SGD {
					*m = p.Momentum**m + g + decay
					want, within = float64(theta-rate**m), 1e-4
				} else {
					*m = p.Momentum**m + (1-p.Momentum)*g
					*v = p.SquareMomentum**v + (1-p.SquareMomentum)*g*g
					mean := float64(*m) / (1 - math.Pow(float64(p.Momentum), float64(n)))
					root := math.Sqrt(float64(*v) / (1 - math.Pow(float64(p.SquareMomentum), float64(n))))
					want = float64(theta) - rate*(mean/(root+net.AdamEpsilon)+float64(decay))
					within = rate * min(2, 1e-3+1e-6/(root+1e-12))
				}
				if got := float64(after.Tensors[i][j]); math.Abs(got-want) > within {
					t.Fatalf("step %d: %s[%d] is %g, want %g", n, ts.Name, j, got, want)
				}
			}
		}
		current = after
	}
}

// resume: saved and restored, a learner goes on bit for bit, on any number of threads; a damaged state is
// refused and changes nothing, and it does not matter whether inputs lie side by side. Meanwhile ten steps on the same minibatch bring its loss down.
func resume(t *testing.T, e net.Engine, spec network, kind net.Optimizer) {
	rng := rand.New(rand.NewPCG(6, 6))
	w, mb := randomWeights(spec.Spec, rng), randomMinibatch(spec, 21, rng)
	p := net.LearnerParams{Optimizer: kind, Momentum: 0.9, SquareMomentum: 0.999, WeightDecay: 1e-4, ValueWeight: 1, ClipNorm: 5, StatsMomentum: 0.05, Threads: 1}
	loose := *mb
	loose.Inputs = apart(spec, mb.Inputs)
	rate := float32(0.02)
	if kind == net.Adam {
		rate = 0.001
	}
	one := newLearner(t, e, w, p)
	p.Threads = 3
	other := newLearner(t, e, net.NewWeights(spec.Spec), p)
	var first, last float32
	for n := range 10 {
		if n == 4 {
			var state bytes.Buffer
			if err := one.Save(&state); err != nil {
				t.Fatal(err)
			}
			damaged := bytes.Clone(state.Bytes())
			damaged[len(damaged)/2] ^= 4
			before := other.Weights()
			for _, bad := range [][]byte{damaged, damaged[:len(damaged)/3], damaged[:5], nil} {
				if err := other.Restore(bytes.NewReader(bad)); err == nil {
					t.Error("a damaged state was restored")
				}
			}
			same(t, spec.Spec, before, other.Weights(), "after refused states")
			if err := other.Restore(&state); err != nil {
				t.Fatal(err)
			}
		}
		losses := step(t, one, mb, rate)
		if n == 0 {
			first = losses.Total(1)
		}
		last = losses.Total(1)
		if n >= 4 {
			if again := step(t, other, &loose, rate); again != losses {
				t.Fatalf("step %d: losses %+v after a restore, want %+v", n, again, losses)
			}
		}
	}
	same(t, spec.Spec, one.Weights(), other.Weights(), "after ten steps")
	if one.Steps() != 10 || other.Steps() != 10 {
		t.Errorf("steps are %d and %d, want 10", one.Steps(), other.Steps())
	}
	if !(last < first) {
		t.Errorf("ten steps on one minibatch took the loss from %g to %g", first, last)
	}
}

func same(t *testing.T, spec net.Spec, a, b *net.Weights, when string) {
	t.Helper()
	for i, ts := range spec.Tensors() {
		for j := range a.Tensors[i] {
			if a.Tensors[i][j] != b.Tensors[i][j] {
				t.Fatalf("%s: %s[%d] is %g and %g", when, ts.Name, j, a.Tensors[i][j], b.Tensors[i][j])
			}
		}
	}
}

// notFinite: a step that meets NaN changes nothing and says so.
func notFinite(t *testing.T, e net.Engine, spec network) {
	rng := rand.New(rand.NewPCG(7, 7))
	w, mb := randomWeights(spec.Spec, rng), randomMinibatch(spec, 9, rng)
	l := newLearner(t, e, w, plainSGD)
	mb.Planes[3] = float32(math.NaN())
	if _, err := l.Step(mb, 0.1); !errors.Is(err, net.ErrNotFinite) {
		t.Errorf("a step on NaN: %v, want net.ErrNotFinite", err)
	}
	same(t, spec.Spec, w, l.Weights(), "after a step on NaN")
	if l.Steps() != 0 {
		t.Errorf("a refused step counts: %d steps", l.Steps())
	}
}
