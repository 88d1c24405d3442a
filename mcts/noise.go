package mcts

import (
	"math"
	"math/rand/v2"
)

// addNoise flattens the root's priors by the root's temperature and mixes Dirichlet noise into them, unless that is done
// already: P' = (1-ε)·P + ε·η (AlphaGo Zero, Methods, Self-play), where η is drawn with a total concentration of
// NoiseTotal.
func (s *Search) addNoise() {
	p := &s.params
	temperature := p.rootTemperature(s.state.Ply())
	if s.noisy || p.NoiseFraction == 0 && temperature == 1 && p.ForcedPlayouts == 0 {
		return
	}
	s.noisy = true
	edges := s.rootEdges()
	flatten(edges, temperature)
	if p.NoiseFraction > 0 {
		s.noise = concentrations(s.noise[:0], edges, p)
		dirichlet(s.rng, s.noise)
		for i, share := range s.noise {
			edges[i].prior = (1-p.NoiseFraction)*edges[i].prior + p.NoiseFraction*float32(share)
		}
	}
	s.setPriors(edges)
}

// rootTemperature returns the temperature of the root's priors at a ply: it goes from EarlyRootTemperature to
// RootTemperature by half every RootTemperatureHalflife plies.
func (p *Params) rootTemperature(ply int) float32 {
	if p.RootTemperatureHalflife == 0 {
		return p.RootTemperature
	}
	left := math.Exp2(-float64(ply) / float64(p.RootTemperatureHalflife))
	return p.RootTemperature + (p.EarlyRootTemperature-p.RootTemperature)*float32(left)
}

// flatten raises priors to the power of 1/temperature and lets them sum to 1 again.
func flatten(edges []rootEdge, temperature float32) {
	if temperature == 1 {
		return
	}
	sum := 0.0
	for i, e := range edges {
		x := math.Pow(float64(e.prior), 1/float64(temperature))
		edges[i].prior = float32(x)
		sum += x
	}
	for i := range edges {
		edges[i].prior /= float32(sum)
	}
}

// concentrations appends to dst the concentration of each move's share of the noise. Together they are NoiseTotal, of which
// NoiseShape goes to moves with a high prior: in proportion to how far the logarithm of the prior, capped at 1 %,
// is above the mean of all (KataGo's shaped Dirichlet noise). The rest is shared equally.
func concentrations(dst []float64, edges []rootEdge, p *Params) []float64 {
	mean := 0.0
	for _, e := range edges {
		x := math.Log(min(0.01, float64(e.prior)) + 1e-20)
		dst = append(dst, x)
		mean += x / float64(len(edges))
	}
	sum := 0.0
	for i, x := range dst {
		dst[i] = max(0, x-mean)
		sum += dst[i]
	}
	shaped := float64(p.NoiseShape)
	if sum <= 0 { // all priors are alike
		shaped, sum = 0, 1
	}
	for i := range dst {
		dst[i] = float64(p.NoiseTotal) * (shaped*dst[i]/sum + (1-shaped)/float64(len(dst)))
	}
	return dst
}

// dirichlet replaces concentrations by shares drawn from their Dirichlet distribution: gamma variates
// divided by their sum. It works with their logarithms, because with a small concentration all the
// variates may be too small for a float64.
func dirichlet(rng *rand.Rand, shares []float64) {
	highest := math.Inf(-1)
	for i, concentration := range shares {
		shares[i] = logGamma(rng, concentration)
		highest = max(highest, shares[i])
	}
	sum := 0.0
	for i, g := range shares {
		shares[i] = math.Exp(g - highest)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
}

// logGamma returns the logarithm of a gamma variate of the given shape and scale 1, by the rejection of
// Marsaglia and Tsang (A simple method for generating gamma variables, 2000). A shape below 1 is raised by 1
// and the variate multiplied by U^(1/shape), as they propose.
func logGamma(rng *rand.Rand, shape float64) float64 {
	boost := 0.0
	if shape < 1 {
		boost = -rng.ExpFloat64() / shape // log U is minus an exponential variate
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-rng.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return boost + math.Log(d*v)
		}
	}
}
