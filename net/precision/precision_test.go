package precision_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/game/games"
	"tengen/net"
	"tengen/net/cpu"
	"tengen/net/nettest"
	"tengen/net/precision"
)

func newModel(t testing.TB) *net.Model {
	t.Helper()
	g, err := games.New(game.Params{Name: "tictactoe"})
	if err != nil {
		t.Fatal(err)
	}
	return &net.Model{Game: g.Params(), Weights: net.RandomWeights(net.PaperSpec(g, 1, 4), rand.New(rand.NewPCG(1, 2)))}
}

// positions are n random planes of 0 and 1, of which the last has a 3.
func positions(m *net.Model, n int) net.Inputs {
	rng, planes := rand.New(rand.NewPCG(3, 4)), make([]float32, n*m.Weights.Spec.InputLen())
	for i := range planes {
		planes[i] = float32(rng.IntN(2))
	}
	planes[len(planes)-1] = 3
	return net.Inputs{Planes: planes}
}

// has are the precisions that quantized has.
var has = []net.Precision{net.Float32, net.BFloat16, net.Int16}

func quantized(off map[net.Precision]nettest.Off) *nettest.Quantized {
	return &nettest.Quantized{Engine: cpu.New(), Has: has, Off: off}
}

// wantKL is the mean divergence of the model's policies from those whose first logit has d added: with the share s of that
// action it is log(1 − s + s·eᵈ) − s·d.
func wantKL(t *testing.T, m *net.Model, in net.Inputs, d float64) float64 {
	t.Helper()
	e, spec, n := cpu.New(), m.Weights.Spec, in.Positions(m.Weights.Spec)
	p, err := e.Prepare(m)
	if err != nil {
		t.Fatal(err)
	}
	ev, err := e.NewEvaluator(spec, n, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer ev.Close()
	policy, value := make([]float32, n*spec.Actions), make([]float32, n)
	if err := ev.Evaluate(p, in, policy, value); err != nil {
		t.Fatal(err)
	}
	kl := 0.0
	for row := range slices.Chunk(policy, spec.Actions) {
		sum := 0.0
		for _, v := range row {
			sum += math.Exp(float64(v))
		}
		s := math.Exp(float64(row[0])) / sum
		kl += math.Log(1-s+s*math.Exp(d)) - s*d
	}
	return kl / float64(n)
}

func TestCheck(t *testing.T) {
	m := newModel(t)
	test := positions(m, 150) // more than a batch, and no multiple of it
	q := quantized(map[net.Precision]nettest.Off{net.BFloat16: {Logit: 0.25, Value: -0.01}, net.Int16: {Logit: 2, Value: 0.5}})
	last, first := positions(m, 100), positions(m, 100) // two batches: the 3 is in the last alone
	planes := first.Planes
	planes[0], planes[len(planes)-1] = 3, 0
	var reports []net.PrecisionReport
	for _, calibration := range []net.Inputs{last, first} {
		ranges, found, err := precision.Check(t.Context(), q, m, calibration, test, 2)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ranges, []float32{3, 4}) {
			t.Errorf("ranges %v, want 3 and 4", ranges)
		}
		reports = found
	}
	want := []net.PrecisionReport{
		{Precision: net.BFloat16, Positions: 150, PolicyKL: float32(wantKL(t, m, test, 0.25)), ValueRMS: 0.01},
		{Precision: net.Int16, Positions: 150, PolicyKL: float32(wantKL(t, m, test, 2)), ValueRMS: 0.5},
	}
	near := func(a, b float32) bool { return math.Abs(float64(a-b)) <= 1e-4*float64(b) }
	for i, r := range reports {
		w := want[i]
		if r.Precision != w.Precision || r.Positions != w.Positions || !near(r.PolicyKL, w.PolicyKL) || !near(r.ValueRMS, w.ValueRMS) || r.Passed() != (i == 0) {
			t.Errorf("report %+v\nwant %+v, of which the first passes alone", r, w)
		}
	}
	if len(reports) != 2 || m.Ranges != nil {
		t.Errorf("%d reports, want 2; the model's ranges are %v, want them untouched", len(reports), m.Ranges)
	}
}

// Rows that do not lie side by side, and boards smaller than the network, whose logits beyond are −Inf.
func TestCheckOfSmallerBoards(t *testing.T) {
	g, err := games.New(game.Params{Name: "go", Width: 5, Height: 5})
	if err != nil {
		t.Fatal(err)
	}
	spec := net.PaperSpec(g, 1, 4)
	spec.Head = net.HeadConv
	m := &net.Model{Game: g.Params(), Weights: net.RandomWeights(spec, rand.New(rand.NewPCG(1, 2)))}
	in, n := positions(m, 70), 70
	rows := net.Inputs{Sizes: make([]net.Size, n)}
	for i := range n {
		rows.Rows = append(rows.Rows, in.Row(i, spec.InputLen()))
		rows.Sizes[i] = net.Size{Height: 3 + i%3, Width: 4}
	}
	q := quantized(map[net.Precision]nettest.Off{net.BFloat16: {Value: 0.01}, net.Int16: {Logit: float32(math.Inf(-1))}})
	_, reports, err := precision.Check(t.Context(), q, m, rows, rows, 1)
	if err != nil {
		t.Fatal(err)
	}
	if r := reports[0]; r.PolicyKL != 0 || !r.Passed() {
		t.Errorf("logits that are the same: %+v, want no divergence", r)
	}
	if r := reports[1]; r.PolicyKL != math.MaxFloat32 || r.Passed() {
		t.Errorf("a precision that leaves out a move: %+v, want divergence without bound", r)
	}
}

func TestWhatIsNotFiniteFails(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	m := newModel(t)
	for _, off := range []nettest.Off{{Logit: nan}, {Logit: inf}, {Value: nan}, {Value: inf}, {Value: -inf}} {
		_, reports, err := precision.Check(t.Context(), quantized(map[net.Precision]nettest.Off{net.BFloat16: off}), m, positions(m, 3), positions(m, 3), 1)
		if err != nil {
			t.Fatal(err)
		}
		if r := reports[0]; r.Passed() || max(r.PolicyKL, r.ValueRMS) != math.MaxFloat32 {
			t.Errorf("off by %+v: %+v, want a report that fails", off, r)
		}
		m.Reports = reports
		if err := net.WriteModel(t.TempDir()+"/m.tengen", m); err != nil {
			t.Errorf("off by %+v: %v", off, err)
		}
	}
}

// A range that the engine refuses fails its precision, and that alone.
func TestWhatIsRefusedFails(t *testing.T) {
	m := newModel(t)
	_, reports, err := precision.Check(t.Context(), broken{quantized(nil), []float32{0, 1}, nil}, m, positions(m, 3), positions(m, 3), 1)
	if err != nil || len(reports) != 2 || !reports[0].Passed() || reports[1].Passed() || reports[1].PolicyKL != math.MaxFloat32 {
		t.Errorf("reports %+v, %v, want bfloat16 to pass and int16 to fail", reports, err)
	}
}

// broken errs, or finds ranges that are none.
type broken struct {
	*nettest.Quantized
	ranges []float32
	err    error
}

func (b broken) Ranges(*net.Model, net.Inputs) ([]float32, error) { return b.ranges, b.err }

func TestCheckErrs(t *testing.T) {
	m, q := newModel(t), quantized(nil)
	some, onFire := positions(m, 3), errors.New("on fire")
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, tt := range []struct {
		name              string
		q                 net.Quantizer
		calibration, test net.Inputs
		want              string
	}{
		{"nothing to calibrate on", q, net.Inputs{}, some, "want one or more"},
		{"nothing to test on", q, some, net.Inputs{}, "want one or more"},
		{"an engine that fails", broken{q, nil, onFire}, some, some, "on fire"},
		{"too few ranges", broken{q, []float32{1}, nil}, some, some, "found 1 ranges, want 2"},
		{"an infinite range", broken{q, []float32{1, inf}, nil}, some, some, "layer 1 of the network's blocks reads +Inf"},
		{"a range of NaN", broken{q, []float32{nan, 1}, nil}, some, some, "layer 0 of the network's blocks reads NaN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, err := precision.Check(t.Context(), tt.q, m, tt.calibration, tt.test, 1); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(onFire)
	if _, _, err := precision.Check(ctx, q, m, some, some, 1); !errors.Is(err, onFire) {
		t.Errorf("cancelled: %v, want the cause", err)
	}
}

func TestEngineNamed(t *testing.T) {
	m, q := newModel(t), quantized(nil)
	if e, err := precision.Engine(q, net.Float32); err != nil || e != net.Engine(q) {
		t.Errorf("float32 gives %v, %v, want the engine itself", e, err)
	}
	for _, p := range []net.Precision{net.Int8, net.Int16} {
		e, err := precision.Engine(q, p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Prepare(m); err == nil || !strings.Contains(err.Error(), "tengen calibrate MODEL --games RUN") {
			t.Errorf("a model without ranges in %s: %v", p, err)
		}
	}
	e, err := precision.Engine(q, net.Int16)
	if err != nil {
		t.Fatal(err)
	}
	m.Ranges = []float32{0, 1}
	if _, err := e.Prepare(m); err == nil || !strings.Contains(err.Error(), "prepare the model in int16") {
		t.Errorf("a range of 0: %v", err)
	}
	m.Ranges[0] = 1 // no report, but it was asked for
	p, err := e.Prepare(m)
	if err != nil || precision.Of(p) != net.Int16 || p.Model() != m {
		t.Errorf("prepared %v, %v, want int16", p, err)
	}
}

// What a file says that passed, and cannot be, is said, and how to mend it.
func TestEngineAutoOfAWrongReport(t *testing.T) {
	e, m := precision.Passed(quantized(nil), has...), newModel(t)
	m.Ranges, m.Reports = []float32{0, 1}, []net.PrecisionReport{passed(net.Int16)}
	if _, err := e.Prepare(m); err == nil || !strings.Contains(err.Error(), "passed in int16, but: ranges [0 1], want 2 above 0; measure it anew with tengen calibrate") {
		t.Errorf("got %v", err)
	}
}

func passed(p net.Precision) net.PrecisionReport {
	return net.PrecisionReport{Precision: p, Positions: 2000, PolicyKL: net.MostPolicyKL, ValueRMS: net.MostValueRMS}
}

func failed(p net.Precision) net.PrecisionReport {
	return net.PrecisionReport{Precision: p, Positions: 2000, PolicyKL: math.Nextafter32(net.MostPolicyKL, 1)}
}

func TestEngineAuto(t *testing.T) {
	const ms = time.Millisecond
	slow := map[net.Precision]nettest.Off{net.Float32: {Delay: 4 * ms}, net.BFloat16: {Delay: 2 * ms}, net.Int16: {Delay: ms}}
	none := map[net.Precision]nettest.Off{net.Float32: {Delay: 100 * ms}, net.BFloat16: {Delay: 98 * ms}, net.Int16: {Delay: 101 * ms}}
	huge := map[net.Precision]nettest.Off{net.Float32: {Delay: 900 * ms}, net.BFloat16: {Delay: 800 * ms}, net.Int16: {Delay: 700 * ms}}
	ranges := []float32{1, 1}
	for _, tt := range []struct {
		name    string
		has     []net.Precision
		off     map[net.Precision]nettest.Off
		ranges  []float32
		reports []net.PrecisionReport
		among   []net.Precision
		want    net.Precision
		spent   time.Duration // timing precisions, for a spec's first model
	}{
		{"nobody has measured", has, slow, ranges, nil, has, net.Float32, 0},
		{"both passed", has, slow, ranges, []net.PrecisionReport{passed(net.Int16), passed(net.BFloat16)}, has, net.Int16, 307 * ms},
		{"the fastest failed", has, slow, ranges, []net.PrecisionReport{failed(net.Int16), passed(net.BFloat16)}, has, net.BFloat16, 307 * ms},
		{"all failed", has, slow, ranges, []net.PrecisionReport{failed(net.Int16), failed(net.BFloat16)}, has, net.Float32, 0},
		{"a machine without instructions for it", has[:2], slow, ranges, []net.PrecisionReport{passed(net.Int16), passed(net.BFloat16)}, has, net.BFloat16, 206 * ms},
		{"only one is asked for", has, slow, ranges, []net.PrecisionReport{passed(net.Int16), passed(net.BFloat16)}, []net.Precision{net.BFloat16}, net.BFloat16, 307 * ms},
		{"ranges were lost", has, slow, nil, []net.PrecisionReport{passed(net.Int16), passed(net.BFloat16)}, has, net.BFloat16, 206 * ms},
		{"nothing is gained", has, none, ranges, []net.PrecisionReport{passed(net.Int16), passed(net.BFloat16)}, has, net.Float32, 5 * 299 * ms},
		{"a large network", has, huge, ranges, []net.PrecisionReport{passed(net.Int16), passed(net.BFloat16)}, has, net.Int16, 2 * 2400 * ms},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := quantized(tt.off)
				q.Has = tt.has
				e := precision.Passed(q, tt.among...)
				m := newModel(t)
				m.Ranges, m.Reports = tt.ranges, tt.reports
				for _, want := range []time.Duration{tt.spent, 0} {
					start := time.Now()
					p, err := e.Prepare(m)
					if err != nil {
						t.Fatal(err)
					}
					if got := precision.Of(p); got != tt.want {
						t.Errorf("plays in %s, want %s", got, tt.want)
					}
					if spent := time.Since(start); spent != want {
						t.Errorf("timing took %v, want %v", spent, want)
					}
				}
			})
		})
	}
}

// A precision that fails in one model and passes in the next is not timed anew, one that could not be timed before is.
func TestEngineAutoRemembers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const ms = time.Millisecond
		e, err := precision.Engine(quantized(map[net.Precision]nettest.Off{net.Float32: {Delay: 4 * ms}, net.BFloat16: {Delay: 2 * ms}, net.Int16: {Delay: ms}}), net.Auto)
		if err != nil {
			t.Fatal(err)
		}
		m := newModel(t)
		for i, step := range []struct {
			ranges  []float32
			reports []net.PrecisionReport
			want    net.Precision
			spent   time.Duration
		}{
			{nil, []net.PrecisionReport{passed(net.BFloat16)}, net.BFloat16, 206 * ms},
			{[]float32{1, 1}, []net.PrecisionReport{passed(net.BFloat16), passed(net.Int16)}, net.Int16, 307 * ms},
			{[]float32{1, 1}, []net.PrecisionReport{passed(net.BFloat16), failed(net.Int16)}, net.BFloat16, 0},
		} {
			start := time.Now()
			m.Ranges, m.Reports = step.ranges, step.reports
			p, err := e.Prepare(m)
			if err != nil {
				t.Fatal(err)
			}
			if got, spent := precision.Of(p), time.Since(start); got != step.want || spent != step.spent {
				t.Errorf("model %d plays in %s, chosen in %v; want %s in %v", i, got, spent, step.want, step.spent)
			}
		}
	})
}

// Of many who prepare at the same time one times the precisions, and the others wait for it.
func TestEngineAutoOfMany(t *testing.T) {
	q := &counting{Quantized: quantized(map[net.Precision]nettest.Off{net.Float32: {Delay: time.Millisecond}})}
	e, m := precision.Passed(q, has...), newModel(t)
	m.Ranges, m.Reports = []float32{1, 1}, []net.PrecisionReport{passed(net.Int16)}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if p, err := e.Prepare(m); err != nil || precision.Of(p) != net.Int16 {
				t.Errorf("prepared %v, %v, want int16", p, err)
			}
		})
	}
	all.Wait()
	if n := q.evaluators.Load(); n != 1 {
		t.Errorf("precisions were timed %d times, want once", n)
	}
}

// counting counts the evaluators that it makes.
type counting struct {
	*nettest.Quantized
	evaluators atomic.Int64
}

func (c *counting) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	c.evaluators.Add(1)
	return c.Quantized.NewEvaluator(spec, maxBatch, threads)
}

// Evaluators take what the engine prepared and what the engine inside did, and allocate nothing.
func TestEvaluatorOfEngine(t *testing.T) {
	m := newModel(t)
	q := quantized(map[net.Precision]nettest.Off{net.BFloat16: {Value: 0.125}})
	e, err := precision.Engine(q, net.BFloat16)
	if err != nil {
		t.Fatal(err)
	}
	if inner, ok := precision.Quantizer(e); !ok || inner != net.Quantizer(q) {
		t.Errorf("its quantizer is %v, want the one it was made of", inner)
	}
	ev, err := e.NewEvaluator(m.Weights.Spec, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer ev.Close()
	chosen, err := e.Prepare(m)
	if err != nil {
		t.Fatal(err)
	}
	exact, err := q.Prepare(m)
	if err != nil {
		t.Fatal(err)
	}
	in, policy := positions(m, 2), make([]float32, 2*m.Weights.Spec.Actions)
	values := map[net.Prepared][]float32{chosen: make([]float32, 2), exact: make([]float32, 2)}
	for p, value := range values {
		if err := ev.Evaluate(p, in, policy, value); err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(10, func() { _ = ev.Evaluate(p, in, policy, value) }); n != 0 {
			t.Errorf("%g allocations in %s, want none", n, precision.Of(p))
		}
	}
	if d := values[chosen][0] - values[exact][0]; d < 0.1249 || d > 0.1251 {
		t.Errorf("bfloat16's value is off by %g, want 0.125", d)
	}
}

// noQuantizer hides what an engine has besides.
type noQuantizer struct{ net.Engine }

func TestEngineOfFloat32Alone(t *testing.T) {
	plain := noQuantizer{cpu.New()}
	if e, err := precision.Engine(plain, net.Auto); err != nil || e != net.Engine(plain) {
		t.Errorf("auto gives %v, %v, want the engine itself", e, err)
	}
	if _, err := precision.Engine(plain, net.BFloat16); err == nil || !strings.Contains(err.Error(), "cpu has no precision bfloat16") {
		t.Errorf("bfloat16: %v", err)
	}
	if _, ok := precision.Quantizer(plain); ok {
		t.Error("it is a quantizer")
	}
}

// BenchmarkCheck measures what publishing a model waits for: 500 positions for ranges, 2,000 in each precision.
func BenchmarkCheck(b *testing.B) {
	for _, tt := range []struct{ size, blocks, channels int }{{9, 4, 32}, {9, 6, 64}, {19, 10, 128}} {
		b.Run(fmt.Sprintf("net=%dx%d/size=%d", tt.blocks, tt.channels, tt.size), func(b *testing.B) {
			g, err := games.New(game.Params{Name: "go", Width: tt.size, Height: tt.size})
			if err != nil {
				b.Fatal(err)
			}
			m := &net.Model{Game: g.Params(), Weights: net.RandomWeights(net.PaperSpec(g, tt.blocks, tt.channels), rand.New(rand.NewPCG(1, 2)))}
			calibration, test := positions(m, 500), positions(m, 2000)
			for b.Loop() {
				if _, _, err := precision.Check(b.Context(), cpu.New(), m, calibration, test, runtime.GOMAXPROCS(0)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
