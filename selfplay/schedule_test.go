package selfplay

import (
	"math"
	"math/rand/v2"
	"testing"

	"tengen/mcts"
)

func scheduleParams() Params {
	search := mcts.AlphaGoZero()
	search.Simulations = 100
	return Params{
		Search: search, GamesInFlight: 1, InitialSimulations: 10, RampGames: 10, Temperature: 1, TemperaturePlies: 4, FinalTemperature: 0.2,
		FastFraction: 0.75, FastSimulations: 20, TaperPlies: 3, TaperValue: 0.9, TaperSimulations: 12, TaperWeight: 0.1,
	}
}

func TestTaper(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []float32
		want   float64
	}{
		{"nothing yet", nil, 0},
		{"too few", []float32{1, 1}, 0},
		{"at the value", []float32{0.9, 0.9, 0.9}, 0},
		{"half way", []float32{0.95, 0.95, 0.95}, 0.25},
		{"the weakest of the last", []float32{0, 1, 0.95, 1}, 0.25},
		{"a doubt", []float32{1, 1, 0.5, 1, 1}, 0},
		{"second player", []float32{-1, -1, -0.95}, 0.25},
		{"both think that they win", []float32{1, -1, 1}, 0},
		{"certain", []float32{0.2, 1, 1, 1}, 1},
		{"a sum of float32 beyond 1", []float32{1.00001, 1, 1.00001}, 1},
	} {
		if got := scheduleParams().taper(tt.values); math.Abs(got-tt.want) > 1e-5 {
			t.Errorf("%s: %v is tapered by %v, want %v", tt.name, tt.values, got, tt.want)
		}
	}
	off := scheduleParams()
	off.TaperPlies = 0
	if got := off.taper([]float32{1, 1, 1, 1}); got != 0 {
		t.Errorf("switched off, it tapers by %v", got)
	}
}

func TestTemperature(t *testing.T) {
	step := scheduleParams()
	decay := scheduleParams()
	decay.TemperatureHalflife = 8
	for _, tt := range []struct {
		name string
		p    Params
		ply  int
		want float32
	}{
		{"step: last of the first", step, 3, 1}, {"step: first of the others", step, 4, 0.2},
		{"decay: start", decay, 0, 1}, {"decay: half way", decay, 8, 0.6}, {"decay: twice", decay, 16, 0.4}, {"decay: end", decay, 1000, 0.2},
	} {
		if got := tt.p.temperature(tt.ply); math.Abs(float64(got-tt.want)) > 1e-6 {
			t.Errorf("%s: %v at ply %d, want %v", tt.name, got, tt.ply, tt.want)
		}
	}
}

// tally makes n efforts and returns what they have in common, and how many are fast and samples.
func tally(t *testing.T, p Params, n int, finished int64, values []float32, full int) (fast, samples int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	for range n {
		e := p.effort(rng, finished, values)
		want := effort{simulations: full, noise: true, weight: e.weight}
		if e.fast {
			want = effort{simulations: p.FastSimulations, fast: true}
		}
		if e != want {
			t.Fatalf("effort is %+v, want %+v", e, want)
		}
		if e.fast {
			fast++
		}
		samples += int(e.weight)
	}
	return fast, samples
}

// within fails if got is further from n draws of probability p than four standard deviations.
func within(t *testing.T, what string, got, n int, p float64) {
	t.Helper()
	if math.Abs(float64(got)-float64(n)*p) > 4*math.Sqrt(float64(n)*p*(1-p)) {
		t.Errorf("%d of %d %s, want about %g", got, n, what, float64(n)*p)
	}
}

func TestEffort(t *testing.T) {
	const n = 10000
	p := scheduleParams()
	decided := []float32{1, 1, 1}

	fast, samples := tally(t, p, n, 10, nil, 100)
	within(t, "are fast", fast, n, 0.75)
	if samples != n-fast {
		t.Errorf("%d samples of %d full searches", samples, n-fast)
	}
	// On the ramp: 10 simulations at first, 19 in the game before the last that is not beyond the fast ones' 20.
	if fast, samples := tally(t, p, n, 1, nil, 19); fast != 0 || samples != n {
		t.Errorf("of searches that are no longer than fast ones, %d are fast and %d samples, want 0 and %d", fast, samples, n)
	}
	// Decided: the shortest searches, of which a tenth are samples.
	fast, samples = tally(t, p, n, 10, decided, 12)
	within(t, "of a decided game are fast", fast, n, 0.75)
	within(t, "of a decided game are samples", samples, n, 0.25*0.1)
	// Half way to certainty, a quarter of the reduction: 100 - 22, and 1 - 0.225 are samples.
	p.FastFraction = 0
	_, samples = tally(t, p, n, 10, []float32{-0.95, -1, -1}, 78)
	within(t, "of a nearly decided game are samples", samples, n, 0.775)
	// A tapered search is never longer than the ramp's.
	p.InitialSimulations, p.TaperSimulations = 5, 50
	tally(t, p, n, 0, decided, 5)
}

// A switched-off schedule draws nothing: games are those of before.
func TestEffortDrawsNothing(t *testing.T) {
	p := scheduleParams()
	p.FastFraction, p.TaperPlies = 0, 0
	a, b := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2))
	for ply := range 10 {
		p.effort(a, 10, make([]float32, ply))
	}
	if a.Uint64() != b.Uint64() {
		t.Error("the random source has moved on")
	}
}
