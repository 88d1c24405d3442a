package rating

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Ratings are Elo ratings, with mean 0 or relative to anchors, whose ratings are given.
type Ratings struct {
	Elo        []float64
	Covariance *mat.SymDense // of Elo; an anchor has no error
	// VirtualDraws says that the games alone had no likeliest ratings, because somebody has won or lost
	// everything against the rest, so that each pairing that met was given a draw more.
	VirtualDraws bool
	// Groups is the number of groups of players that have not met each other, not even by way of others. If
	// there are several, each player was given a draw against a player of 0 Elo, which puts the groups at the
	// same level: ratings compare within a group, hardly between groups.
	Groups int
}

// StdErr returns the standard error of player i's rating.
func (r *Ratings) StdErr(i int) float64 { return math.Sqrt(max(r.Covariance.At(i, i), 0)) }

// Superiority returns the probability that i is stronger than j.
func (r *Ratings) Superiority(i, j int) float64 {
	v := r.Covariance.At(i, i) + r.Covariance.At(j, j) - 2*r.Covariance.At(i, j)
	switch lead := r.Elo[i] - r.Elo[j]; {
	case v > 0:
		return 0.5 * math.Erfc(-lead/math.Sqrt(2*v))
	case lead > 0: // of one anchor over another
		return 1
	case lead < 0:
		return 0
	}
	return 0.5
}

// perElo turns Elo into natural log-odds.
const perElo = math.Ln10 / 400

// Rate computes Bradley-Terry ratings by maximum likelihood, a draw being half a win to each (Bradley and
// Terry 1952): scores[i][j] is i's score against j, and the mirror image of scores[j][i]. anchors holds the Elo of
// players whose rating is given: those of the others are the likeliest beside them, and errors are relative to
// them. Without anchors the mean is 0, and errors are relative to that. Where the games have no likeliest ratings
// it adds draws, and says so; it errs only if the numbers do not settle.
func Rate(scores [][]Score, anchors map[int]float64) (*Ratings, error) {
	n := len(scores)
	known := withAnchorsLinked(scores, anchors)
	r := &Ratings{Elo: make([]float64, n), Groups: groups(known)}
	likely := scores
	switch {
	case r.Groups > 1:
		likely = withCommonOpponent(scores)
	case !connected(known):
		likely, r.VirtualDraws = withDraws(scores), true
	}
	theta, inverse, err := newton(likely, anchors)
	if err != nil {
		return nil, err
	}
	mean := 0.0
	for _, t := range theta[:n] {
		mean += t / float64(n)
	}
	for i := range n {
		if elo, fixed := anchors[i]; fixed {
			r.Elo[i] = elo
		} else if len(anchors) > 0 {
			r.Elo[i] = theta[i] / perElo
		} else {
			r.Elo[i] = (theta[i] - mean) / perElo
		}
	}
	c := inverse
	if r.Groups == 1 && !r.VirtualDraws && sandwichHolds(scores) {
		c = sandwich(scores, theta, inverse)
	}
	r.Covariance = inElo(c, n)
	if len(anchors) == 0 {
		r.Covariance = relativeToMean(r.Covariance)
	}
	return r, nil
}

// newton finds the maximum of the log-likelihood, in natural log-odds, and the inverse of its information there
// (that of derivatives), with zeros for anchors. Without anchors the sum is 0.
func newton(scores [][]Score, anchors map[int]float64) (theta []float64, inverse *mat.Dense, err error) {
	theta, inverse = start(len(scores), anchors), &mat.Dense{}
	const (
		iterations = 200   // a dozen are usual; an odd tournament may need some tens
		settled    = 1e-10 // log-odds: far below any rating's error
		longest    = 2.0   // log-odds: Newton overshoots from far away
	)
	for range iterations {
		gradient, information := derivatives(scores, theta)
		hold(gradient, information, anchors)
		if err := inverse.Inverse(information); err != nil {
			return nil, nil, fmt.Errorf("rate %d players: %w", len(scores), err)
		}
		for i := range anchors {
			inverse.Set(i, i, 0)
		}
		var step mat.VecDense
		step.MulVec(inverse, gradient)
		length := mat.Norm(&step, math.Inf(1))
		if length < settled {
			return theta, inverse, nil
		}
		for i := range theta {
			theta[i] += min(1, longest/length) * step.AtVec(i)
		}
	}
	return nil, nil, fmt.Errorf("rate %d players: the ratings do not settle in %d iterations", len(scores), iterations)
}

// start returns log-odds to begin with: the anchors' own, and for the others the mean of these, or 0.
func start(n int, anchors map[int]float64) []float64 {
	mean, theta := 0.0, make([]float64, n)
	for i := range n { // in order, so that the sum is always the same
		mean += anchors[i] * perElo / float64(max(1, len(anchors)))
	}
	for i := range theta {
		theta[i] = mean
		if elo, fixed := anchors[i]; fixed {
			theta[i] = elo * perElo
		}
	}
	return theta
}

// derivatives returns the gradient of the log-likelihood and its information.
func derivatives(scores [][]Score, theta []float64) (*mat.VecDense, *mat.Dense) {
	n := len(theta)
	gradient, information := mat.NewVecDense(n, nil), mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			games := scores[i][j].Games()
			if i == j || games == 0 {
				continue
			}
			p := expected(theta[i], theta[j])
			gradient.SetVec(i, gradient.AtVec(i)+scores[i][j].Points()-games*p)
			w := games * p * (1 - p)
			information.Set(i, i, information.At(i, i)+w)
			information.Set(i, j, information.At(i, j)-w)
		}
	}
	return gradient, information
}

// hold makes the information one that can be inverted: it keeps the anchors where they are. Without anchors a
// matrix of 1/n is added, which holds the sum of the ratings at 0 and leaves the rest as it is.
func hold(gradient *mat.VecDense, information *mat.Dense, anchors map[int]float64) {
	n := gradient.Len()
	for i := range n {
		_, fixed := anchors[i]
		for j := range n {
			switch _, also := anchors[j]; {
			case len(anchors) == 0:
				information.Set(i, j, information.At(i, j)+1/float64(n))
			case fixed && i == j:
				information.Set(i, j, 1)
			case fixed || also:
				information.Set(i, j, 0)
			}
		}
		if fixed {
			gradient.SetVec(i, 0)
		}
	}
}

// expected returns the share of points that a player of log-odds a takes from one of b.
func expected(a, b float64) float64 { return 1 / (1 + math.Exp(b-a)) }
