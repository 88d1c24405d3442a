package rating

import (
	"fmt"
	"math"
)

// SPRT is a sequential test of a player's Elo against one opponent: play goes on until the games are so many
// times likelier under one hypothesis than under the other that the errors are as rare as asked for (Wald 1945).
// It is the generalised test (GSPRT): how often draws come, and how the two games of an opening hang together,
// is whatever fits best under each hypothesis (M. Van den Bergh's notes on the GSPRT).
type SPRT struct {
	Elo0  float64 `json:"elo0"`  // of H0, logistic
	Elo1  float64 `json:"elo1"`  // of H1, above Elo0
	Alpha float64 `json:"alpha"` // chance to accept H1 at Elo0, above 0 and below 1/2
	Beta  float64 `json:"beta"`  // chance to accept H0 at Elo1, likewise
}

// Verdict is what a sequential test says: H0, H1 or Undecided.
type Verdict string

// The verdicts.
const (
	Undecided Verdict = "undecided" // more games are needed
	H0        Verdict = "H0"        // accepted: the player is no better than Elo0
	H1        Verdict = "H1"        // accepted: the player is as good as Elo1
)

// check says what is wrong with the test, or returns nil.
func (s SPRT) check() error {
	if !(s.Elo0 < s.Elo1) || math.Abs(s.Elo0) > 2000 || math.Abs(s.Elo1) > 2000 {
		return fmt.Errorf("a sequential test of %g against %g Elo, want the first below the second, both from -2000 to 2000", s.Elo0, s.Elo1)
	}
	if !(s.Alpha > 0 && s.Alpha < 0.5 && s.Beta > 0 && s.Beta < 0.5) {
		return fmt.Errorf("a sequential test with errors of %g and %g, want both above 0 and below 0.5 (usual: 0.05)", s.Alpha, s.Beta)
	}
	return nil
}

// Bounds returns the log-likelihood ratios from which on H0 and H1 are accepted.
func (s SPRT) Bounds() (lower, upper float64) {
	return math.Log(s.Beta / (1 - s.Alpha)), math.Log((1 - s.Beta) / s.Alpha)
}

// Verdict returns the verdict of a log-likelihood ratio.
func (s SPRT) Verdict(llr float64) Verdict {
	switch lower, upper := s.Bounds(); {
	case llr <= lower:
		return H0
	case llr >= upper:
		return H1
	}
	return Undecided
}

// emptyClass is what a class that has not been seen counts as, so that it is not taken to be impossible.
const emptyClass = 1e-3

// LLR returns the logarithm of how many times likelier the results are under H1 than under H0. The counts are of
// results whose points are spread evenly from none to all: [loss, draw, win] of games, or the number of pairs of
// games that brought [0, 1/2, 1, 3/2, 2] points.
func (s SPRT) LLR(counts []int) float64 {
	weights := weigh(counts)
	x0, x1 := tilt(weights, shareAt(s.Elo0)), tilt(weights, shareAt(s.Elo1))
	llr := 0.0
	for i, n := range weights {
		// The likeliest distribution of a mean of s is p/(1+x(a-s)), with p the frequencies.
		llr += n * (math.Log1p(x0*(classShare(i, len(weights))-shareAt(s.Elo0))) - math.Log1p(x1*(classShare(i, len(weights))-shareAt(s.Elo1))))
	}
	return llr
}

// weigh returns the counts with none of them 0.
func weigh(counts []int) []float64 {
	weights := make([]float64, len(counts))
	for i, n := range counts {
		weights[i] = max(float64(n), emptyClass)
	}
	return weights
}

// tilt returns x of the likeliest distribution p/(1+x(a-mean)) of that mean: where the sum of its p(a-mean) is 0.
// The sum falls in x, from above 0 to below it, between the two x that make a probability infinite.
func tilt(weights []float64, mean float64) float64 {
	low, high := -1/(1-mean), 1/mean
	for range 64 { // halved to less than a number of these has digits
		x, sum := (low+high)/2, 0.0
		for i, n := range weights {
			a := classShare(i, len(weights)) - mean
			sum += n * a / (1 + x*a)
		}
		if sum > 0 {
			low = x
		} else {
			high = x
		}
	}
	return (low + high) / 2
}

// classShare returns the share of points of a class of results.
func classShare(i, classes int) float64 { return float64(i) / float64(classes-1) }

// shareAt returns the share of points that is expected of a player so many Elo above its opponent.
func shareAt(elo float64) float64 { return expected(elo*perElo, 0) }

// eloAt is the inverse of shareAt.
func eloAt(share float64) float64 { return math.Log(share/(1-share)) / perElo }

// eloInterval returns the Elo of the results that LLR counts, with its 95 % interval, which is that of the mean by
// the variance that the results have. ok is false if there is none: the results are all alike, or so few that the
// interval includes a share of 0 or 1.
func eloInterval(counts []int) (low, elo, high float64, ok bool) {
	n, mean, variance, seen := 0.0, 0.0, 0.0, 0
	weights := weigh(counts)
	for i, w := range weights {
		n += w
		mean += w * classShare(i, len(weights))
		if counts[i] > 0 {
			seen++
		}
	}
	mean /= n
	for i, w := range weights {
		d := classShare(i, len(weights)) - mean
		variance += w * d * d / n
	}
	spread := z95 * math.Sqrt(variance/n)
	if seen < 2 || mean-spread <= 0 || mean+spread >= 1 {
		return 0, 0, 0, false
	}
	return eloAt(mean - spread), eloAt(mean), eloAt(mean + spread), true
}
