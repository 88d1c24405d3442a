package replay

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"tengen/game"
)

func allSamples() WindowParams { return WindowParams{MinSamples: 1 << 40, Exponent: 1, Scale: 1} }

func newSampler(t testing.TB, s *Store, w WindowParams, cacheBytes int64) *Sampler {
	t.Helper()
	sampler, err := NewSampler(s, ticTacToe(t), SamplerParams{Window: w, CacheBytes: cacheBytes})
	if err != nil {
		t.Fatal(err)
	}
	return sampler
}

func newBatch(g game.Game, n int) *Batch {
	return &Batch{
		Planes: make([]float32, n*g.Shape().Len()), Policy: make([]float32, n*g.Actions()),
		Value: make([]float32, n), Weight: make([]float32, n),
	}
}

func TestWindow(t *testing.T) {
	katago := KataGoWindow()
	capped := katago
	capped.MaxSamples = 300_000
	for _, tt := range []struct {
		name    string
		params  WindowParams
		samples int64
		want    int64
	}{
		{"none", katago, 0, 0},
		{"fewer than the minimum", katago, 249_999, 249_999},
		{"the minimum", katago, 250_000, 250_000},
		// (1e6^0.65 - 2.5e5^0.65) / (0.65·2.5e5^-0.35) · 0.4 + 2.5e5 with 4^0.65 = 2.462289:
		// 2.5e5·(1.462289/0.65·0.4 + 1) = 474967.5
		{"four times", katago, 1_000_000, 474_967},
		{"capped", capped, 1_000_000, 300_000},
		{"linear, all", WindowParams{MinSamples: 10, Exponent: 1, Scale: 1}, 1000, 1000},
		{"linear, half", WindowParams{MinSamples: 10, Exponent: 1, Scale: 0.5}, 1010, 510},
		{"fixed", WindowParams{MinSamples: 10, Exponent: 1, Scale: 0}, 1000, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Window(tt.samples, tt.params); got != tt.want {
				t.Errorf("window of %d samples is %d, want %d", tt.samples, got, tt.want)
			}
		})
	}
	last := int64(0)
	for n := int64(0); n < 2_000_000; n += 9_999 {
		w := Window(n, katago)
		if w < last || w > n {
			t.Fatalf("window of %d is %d after %d: it must grow, and not beyond what there is", n, w, last)
		}
		last = w
	}
}

func TestSamplerParams(t *testing.T) {
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	_, err := NewSampler(s, ticTacToe(t), SamplerParams{Window: WindowParams{Exponent: math.NaN(), Scale: 2, MaxSamples: -1}, HoldOut: 1})
	for _, want := range []string{"min samples is 0", "exponent is NaN", "scale is 2", "max samples is -1", "cache has 0 bytes", "one record in 1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

// number gives every sample a weight of its own, so that a drawn row tells which one it is.
func number(records []*Record) (samples int) {
	for _, r := range records {
		for ply := range r.Weights {
			if r.Weights[ply] > 0 {
				samples++
				r.Weights[ply] = float32(samples)
			}
		}
	}
	return samples
}

// TestSamplerIsUniform: each sample of the window is drawn equally often, and no other.
func TestSamplerIsUniform(t *testing.T) {
	records := randomRecords(t, 1, 30)
	samples := number(records)
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	appendAll(t, s, records)
	for _, window := range []int{samples, samples / 2, 1} {
		for _, cacheBytes := range []int64{1, 1 << 20} { // with and without a cache of use
			sampler := newSampler(t, s, WindowParams{MinSamples: int64(window), Exponent: 1, Scale: 0}, cacheBytes)
			if sampler.Window() != int64(window) {
				t.Fatalf("window is %d, want %d", sampler.Window(), window)
			}
			const mean = 50 // draws of each sample
			counts := make([]float64, samples+1)
			rng, b := newRNG(9), newBatch(ticTacToe(t), window)
			for range mean {
				if err := sampler.Sample(rng, b); err != nil {
					t.Fatal(err)
				}
				for _, w := range b.Weight {
					counts[int(w)]++
				}
			}
			chi2 := 0.0
			for i, n := range counts {
				if i <= samples-window && n != 0 {
					t.Fatalf("sample %d, older than the window of %d, was drawn", i, window)
				}
				if i > samples-window {
					chi2 += (n - mean) * (n - mean) / mean
				}
			}
			// chi² has mean k and variance 2k for k = window-1 degrees of freedom.
			if k := float64(window - 1); chi2 > k+5*math.Sqrt(2*k) {
				t.Errorf("window %d: chi² is %.0f for %.0f degrees of freedom", window, chi2, k)
			}
		}
	}
}

// TestSamplesAreTurnedTogether rebuilds every drawn sample by hand in all symmetries: planes and policy
// must both be those of one of them, value and weight those of the ply.
func TestSamplesAreTurnedTogether(t *testing.T) {
	g := ticTacToe(t)
	records := randomRecords(t, 1, 10)
	samples := number(records)
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	appendAll(t, s, records)
	sampler := newSampler(t, s, allSamples(), 1<<20)
	b := newBatch(g, 1)
	rng := newRNG(3)
	seen := map[game.Symmetry]int{}
	for range 20 * samples {
		if err := sampler.Sample(rng, b); err != nil {
			t.Fatal(err)
		}
		sym, ok := findSymmetry(t, g, records, b)
		if !ok {
			t.Fatalf("sample %v is no turned sample of any symmetry", b.Weight[0])
		}
		seen[sym]++
	}
	if len(seen) != len(g.Symmetries()) {
		t.Errorf("symmetries drawn: %v, want all of %v", seen, g.Symmetries())
	}
}

// findSymmetry returns a symmetry that explains the one row of b.
func findSymmetry(t *testing.T, g game.Game, records []*Record, b *Batch) (found game.Symmetry, ok bool) {
	t.Helper()
	sh := g.Shape()
	for _, r := range records {
		ply := slices.Index(r.Weights, b.Weight[0])
		if ply < 0 {
			continue
		}
		err := r.Replay(g, func(p int, s game.State) error {
			if p != ply {
				return nil
			}
			value := float32(r.Result.Outcome)
			if s.ToPlay() == game.Second {
				value = -value
			}
			if b.Value[0] != value {
				t.Fatalf("value is %v, want %v", b.Value[0], value)
			}
			planes, sum := make([]float32, sh.Len()), float32(0)
			s.Planes(planes)
			for _, av := range r.Policies[ply] {
				sum += float32(av.Visits)
			}
			for _, sym := range g.Symmetries() {
				turned, policy := make([]float32, sh.Len()), make([]float32, g.Actions())
				for i, v := range planes {
					turned[i/sh.Cells()*sh.Cells()+sym.MapCell(i%sh.Cells(), sh.Width, sh.Height)] = v
				}
				for _, av := range r.Policies[ply] {
					policy[g.MapAction(sym, av.Action)] = float32(av.Visits) / sum
				}
				if slices.Equal(turned, b.Planes) && slices.EqualFunc(policy, b.Policy, near) {
					found, ok = sym, true
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found, ok
}

func near(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-6 }

func TestSamplerErrors(t *testing.T) {
	g := ticTacToe(t)
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	sampler := newSampler(t, s, allSamples(), 1<<20)
	if err := sampler.Sample(newRNG(1), newBatch(g, 2)); !errors.Is(err, ErrNoSamples) {
		t.Errorf("empty store: %v, want ErrNoSamples", err)
	}
	b := newBatch(g, 2)
	b.Policy = b.Policy[1:]
	if err := sampler.Sample(newRNG(1), b); err == nil || !strings.Contains(err.Error(), "batch of 2") {
		t.Errorf("short batch: %v", err)
	}
	r := decidedRecord(t)
	r.Weights[0], r.Game.Name = 1, "go"
	appendAll(t, s, []*Record{r})
	if err := sampler.Sample(newRNG(1), newBatch(g, 2)); err == nil || !strings.Contains(err.Error(), "is a game of") {
		t.Errorf("record of another game: %v", err)
	}
	if _, err := NewSampler(s, g, SamplerParams{Window: allSamples(), CacheBytes: 1 << 20}); err == nil {
		t.Error("a sampler was made for a store of another game")
	}
}

func TestSampleWhileAppending(t *testing.T) {
	records := randomRecords(t, 1, 60)
	s, _ := mustOpen(t, t.TempDir(), 3000)
	appendAll(t, s, records[:10])
	sampler := newSampler(t, s, allSamples(), 5000)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			rng, b := rand.New(rand.NewPCG(uint64(i), 1)), newBatch(ticTacToe(t), 32)
			for range 30 {
				if err := sampler.Sample(rng, b); err != nil {
					t.Error(err)
				}
				for _, w := range b.Weight {
					if w != 1 {
						t.Errorf("weight is %v, want 1", w)
					}
				}
			}
		})
	}
	wg.Go(func() { appendAll(t, s, records[10:]) })
	wg.Wait()
}

func TestCacheKeepsItsBudget(t *testing.T) {
	records := randomRecords(t, 1, 20)
	one := newPlan(records[0]).bytes()
	c := newPlanCache(5 * one)
	for i, r := range records {
		c.put(i, newPlan(r))
		c.get(0) // keeps the first in use
		if c.bytes > 5*one {
			t.Fatalf("cache holds %d bytes, want at most %d", c.bytes, 5*one)
		}
	}
	if c.get(0) == nil || c.get(19) == nil || c.get(5) != nil {
		t.Error("the cache dropped what was used last, or kept what was not")
	}
}

func TestSampleAllocatesNothing(t *testing.T) {
	s, _ := mustOpen(t, t.TempDir(), 1<<20)
	appendAll(t, s, randomRecords(t, 1, 5))
	sampler, b, rng := newSampler(t, s, allSamples(), 1<<20), newBatch(ticTacToe(t), 64), newRNG(1)
	draw := func() {
		if err := sampler.Sample(rng, b); err != nil {
			t.Fatal(err)
		}
	}
	draw()
	if n := testing.AllocsPerRun(20, draw); n != 0 {
		t.Errorf("%v allocations for 64 samples, want 0 once warm", n)
	}
}

func BenchmarkSample(b *testing.B) {
	s, _ := mustOpen(b, b.TempDir(), 1<<20)
	appendAll(b, s, randomRecords(b, 1, 100))
	sampler, batch, rng := newSampler(b, s, allSamples(), 1<<20), newBatch(ticTacToe(b), 128), newRNG(1)
	b.ReportAllocs()
	for b.Loop() {
		if err := sampler.Sample(rng, batch); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*128/b.Elapsed().Seconds(), "samples/s")
}
