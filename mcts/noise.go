package mcts

import (
	"math"
	"math/rand/v2"
)

// addNoise mixes Dirichlet noise into the root's priors, P' = (1-ε)·P + ε·η (AlphaGo Zero, Methods,
// Self-play), unless it is there already. η is drawn with a concentration of NoiseTotal shared equally
// among the legal actions.
func (s *Search) addNoise() {
	n := &s.tree.nodes[root]
	if n.noisy || s.params.NoiseFraction == 0 {
		return
	}
	n.noisy = true
	n.visitedPrior = 0
	edges := s.tree.edgesOf(n)
	s.noise = dirichlet(s.rng, s.noise[:0], len(edges), float64(s.params.NoiseTotal)/float64(len(edges)))
	fraction := s.params.NoiseFraction
	for i := range edges {
		e := &edges[i]
		e.prior = (1-fraction)*e.prior + fraction*float32(s.noise[i])
		if e.visits > 0 {
			n.visitedPrior += e.prior
		}
	}
}

// dirichlet appends to dst a draw of n shares from the symmetric Dirichlet distribution: gamma variates
// divided by their sum. It works with their logarithms, because with a small concentration all the
// variates may be too small for a float64.
func dirichlet(rng *rand.Rand, dst []float64, n int, concentration float64) []float64 {
	highest := math.Inf(-1)
	for range n {
		g := logGamma(rng, concentration)
		highest = max(highest, g)
		dst = append(dst, g)
	}
	shares := dst[len(dst)-n:]
	sum := 0.0
	for i, g := range shares {
		shares[i] = math.Exp(g - highest)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return dst
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
