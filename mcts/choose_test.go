package mcts

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/game"
)

// rootWith returns a search whose root has three edges with the given visits and priors.
func rootWith(t *testing.T, visits [3]int32, priors [3]float32) *Search {
	s := makeSearch(t, pebbles{pile: 30}, Uniform{}, testParams(1), 1)
	run(t, s, 0, false)
	edges := s.rootEdges()
	for i := range edges {
		edges[i].prior = priors[i]
	}
	s.setPriors(edges)
	for i, e := range s.rootEdges() {
		if visits[i] > 0 {
			c := s.openRoot(e)
			c.visits.Store(uint64(visits[i]))
		}
	}
	return s
}

func TestChooseGreedy(t *testing.T) {
	for _, tt := range []struct {
		name   string
		visits [3]int32
		priors [3]float32
		want   game.Action
	}{
		{"most visits", [3]int32{3, 5, 4}, [3]float32{0.8, 0.1, 0.1}, 1},
		{"tie to the higher prior", [3]int32{5, 1, 5}, [3]float32{0.1, 0.8, 0.2}, 2},
		{"tie to the lower action", [3]int32{1, 5, 5}, [3]float32{0.4, 0.3, 0.3}, 1},
		{"no visits", [3]int32{}, [3]float32{0.2, 0.5, 0.3}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := rootWith(t, tt.visits, tt.priors).Choose(0); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestChooseSamples(t *testing.T) {
	visits := [3]int32{60, 30, 10}
	for _, tt := range []struct {
		temperature float32
		want        [3]float64
	}{
		{1, [3]float64{0.6, 0.3, 0.1}},
		{0.5, [3]float64{36. / 46, 9. / 46, 1. / 46}},
		{0.001, [3]float64{1, 0, 0}},
		{1e6, [3]float64{1. / 3, 1. / 3, 1. / 3}},
	} {
		s := rootWith(t, visits, [3]float32{0.2, 0.4, 0.4})
		const draws = 20000
		var got [3]float64
		for range draws {
			got[s.Choose(tt.temperature)] += 1.0 / draws
		}
		for a, want := range tt.want {
			if math.Abs(got[a]-want) > 0.015 { // over 4 standard deviations
				t.Errorf("temperature %g: shares %v, want %v", tt.temperature, got, tt.want)
			}
		}
	}
}

func TestNeverChoosesTheUnvisited(t *testing.T) {
	s := rootWith(t, [3]int32{0, 7, 0}, [3]float32{0.5, 0, 0.5})
	for range 1000 {
		if got := s.Choose(1); got != 1 {
			t.Fatalf("chose action %d, which has no visits", got)
		}
	}
}

// The shares of a symmetric Dirichlet distribution of n shares with concentration α have mean 1/n and
// variance (n-1)/(n²(nα+1)).
func TestDirichlet(t *testing.T) {
	for _, tt := range []struct {
		n     int
		alpha float64
	}{{1, 0.5}, {3, 2}, {10, 1}, {82, 10.83 / 82}, {362, 0.03}, {5, 1e-4}} {
		rng := rand.New(rand.NewPCG(1, 2))
		const draws = 4000
		var mean, square float64
		for range draws {
			dst := slices.Repeat([]float64{tt.alpha}, tt.n)
			dirichlet(rng, dst)
			sum := 0.0
			for _, x := range dst {
				if !(x >= 0 && x <= 1) {
					t.Fatalf("n %d, concentration %g: a share of %g", tt.n, tt.alpha, x)
				}
				sum += x
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Fatalf("n %d, concentration %g: shares add up to %g", tt.n, tt.alpha, sum)
			}
			mean += dst[0] / draws
			for _, x := range dst {
				square += x * x / draws / float64(tt.n)
			}
		}
		n := float64(tt.n)
		variance, want := square-1/(n*n), (n-1)/(n*n*(n*tt.alpha+1))
		if math.Abs(variance-want) > 0.05*want+1e-9 {
			t.Errorf("n %d, concentration %g: variance %g, want %g", tt.n, tt.alpha, variance, want)
		}
		if spread := math.Sqrt(want / draws); math.Abs(mean-1/n) > 5*spread+1e-9 {
			t.Errorf("n %d, concentration %g: mean of the first share %g, want %g", tt.n, tt.alpha, mean, 1/n)
		}
	}
}

func TestNoiseIsMixedInOncePerRoot(t *testing.T) {
	s := makeSearch(t, pebbles{pile: 30}, hashEvaluator{2}, testParams(1), 1)
	run(t, s, 10, false)
	quiet := s.Visits(nil)
	run(t, s, 0, true)
	noisy := s.Visits(nil)
	run(t, s, 0, true)
	again := s.Visits(nil)
	for i := range quiet {
		share := (noisy[i].Prior - 0.75*quiet[i].Prior) / 0.25
		if share < -1e-6 || share > 1+1e-6 || noisy[i].Prior == quiet[i].Prior {
			t.Errorf("action %d: prior %g became %g", i, quiet[i].Prior, noisy[i].Prior)
		}
		if again[i] != noisy[i] {
			t.Errorf("action %d: a second helping of noise, %+v became %+v", i, noisy[i], again[i])
		}
	}
	checkTree(t, s)
	s.Advance(0)
	if s.noisy {
		t.Error("the next root has noise before anyone asked for it")
	}
}

func TestParamsValidate(t *testing.T) {
	if err := AlphaGoZero().Validate(); err != nil {
		t.Error(err)
	}
	nan := float32(math.NaN())
	for name, spoil := range map[string]func(*Params){
		"simulations":    func(p *Params) { p.Simulations = 0 },
		"cpuct":          func(p *Params) { p.CPuct = 0 },
		"cpuct nan":      func(p *Params) { p.CPuct = nan },
		"fpu":            func(p *Params) { p.FPUReduction = -0.1 },
		"noise fraction": func(p *Params) { p.NoiseFraction = 1.1 },
		"noise total":    func(p *Params) { p.NoiseTotal = 0 },
		"leaves":         func(p *Params) { p.Leaves = 0 },
		"virtual loss":   func(p *Params) { p.VirtualLoss = nan },
	} {
		p := AlphaGoZero()
		spoil(&p)
		if p.Validate() == nil {
			t.Errorf("%s: %+v was accepted", name, p)
		}
	}
}

func TestExp(t *testing.T) {
	for x := float32(0); x > -90; x -= 0.0037 {
		want := math.Exp(float64(x))
		if x < -87 {
			want = 0
		}
		if got := float64(exp(x)); math.Abs(got-want) > 1e-5*want {
			t.Fatalf("exp(%g) = %g, want %g", x, got, want)
		}
	}
	if exp(0) != 1 {
		t.Error("exp(0) is not 1")
	}
}
