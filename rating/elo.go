package rating

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Score counts one pairing's games.
type Score struct {
	Wins, Draws, Losses float64
}

// Games returns their number.
func (s Score) Games() float64 { return s.Wins + s.Draws + s.Losses }

// Points returns wins and half the draws.
func (s Score) Points() float64 { return s.Wins + s.Draws/2 }

// Interval returns Wilson's 95 % interval of the share of points (Wilson 1927), a draw being half a win.
func (s Score) Interval() (low, high float64) {
	n := s.Games()
	if n == 0 {
		return 0, 1
	}
	const z = 1.959964
	p := s.Points() / n
	centre, spread := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return (centre - spread) / (1 + z*z/n), (centre + spread) / (1 + z*z/n)
}

// Ratings are Elo ratings with mean 0.
type Ratings struct {
	Elo        []float64
	Covariance *mat.SymDense // of Elo
	Prior      bool          // some players had won or lost everything, so each pairing got one virtual draw
}

// StdErr returns the standard error of player i's rating.
func (r *Ratings) StdErr(i int) float64 { return math.Sqrt(max(r.Covariance.At(i, i), 0)) }

// Superiority returns the probability that i is stronger than j.
func (r *Ratings) Superiority(i, j int) float64 {
	v := r.Covariance.At(i, i) + r.Covariance.At(j, j) - 2*r.Covariance.At(i, j)
	if v <= 0 {
		return 0.5
	}
	return 0.5 * math.Erfc(-(r.Elo[i]-r.Elo[j])/math.Sqrt(2*v))
}

// perElo turns Elo into natural log-odds.
const perElo = math.Ln10 / 400

// Rate computes Bradley-Terry ratings by maximum likelihood, a draw being half a win to each (Bradley and
// Terry 1952): scores[i][j] is i's score against j. Errors are from the inverse Fisher information, with
// draws the sandwich estimate with the variance that the games really had.
func Rate(scores [][]Score) (*Ratings, error) {
	n := len(scores)
	r := &Ratings{Elo: make([]float64, n)}
	if !connected(scores) {
		scores, r.Prior = withDraws(scores), true
		if !connected(scores) {
			return nil, errors.New("the players fall into groups that have not met, so that they cannot be compared")
		}
	}
	theta := make([]float64, n)
	var inverse mat.Dense
	for range 100 {
		gradient, information := derivatives(scores, theta)
		if err := inverse.Inverse(information); err != nil {
			return nil, err
		}
		var step mat.VecDense
		step.MulVec(&inverse, gradient)
		longest := mat.Norm(&step, math.Inf(1))
		scale := math.Min(1, 2/math.Max(longest, 1e-300)) // Newton overshoots from far away
		for i := range theta {
			theta[i] += scale * step.AtVec(i)
		}
		if longest < 1e-12 {
			break
		}
	}
	for i := range theta {
		r.Elo[i] = theta[i] / perElo
	}
	r.Covariance = covariance(scores, theta, &inverse)
	return r, nil
}

// connected reports whether everybody has taken points from everybody else, perhaps by way of others: only
// then is there a likeliest rating (Ford 1957).
func connected(scores [][]Score) bool {
	reach := func(forward bool) int {
		seen, queue := map[int]bool{0: true}, []int{0}
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			for j := range scores {
				s := scores[i][j]
				if !forward {
					s = scores[j][i]
				}
				if !seen[j] && s.Points() > 0 {
					seen[j] = true
					queue = append(queue, j)
				}
			}
		}
		return len(seen)
	}
	return reach(true) == len(scores) && reach(false) == len(scores)
}

// withDraws gives one draw to every pairing that has met.
func withDraws(scores [][]Score) [][]Score {
	out := make([][]Score, len(scores))
	for i := range scores {
		out[i] = append([]Score(nil), scores[i]...)
		for j := range out[i] {
			if out[i][j].Games() > 0 {
				out[i][j].Draws++
			}
		}
	}
	return out
}

// derivatives returns the gradient of the log-likelihood and its information, to which a matrix of 1/n is
// added: it holds the sum of the ratings at 0 and leaves the rest as it is.
func derivatives(scores [][]Score, theta []float64) (*mat.VecDense, *mat.Dense) {
	n := len(theta)
	gradient, information := mat.NewVecDense(n, nil), mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			information.Set(i, j, information.At(i, j)+1/float64(n))
			games := scores[i][j].Games()
			if i == j || games == 0 {
				continue
			}
			p := 1 / (1 + math.Exp(theta[j]-theta[i]))
			gradient.SetVec(i, gradient.AtVec(i)+scores[i][j].Points()-games*p)
			w := games * p * (1 - p)
			information.Set(i, i, information.At(i, i)+w)
			information.Set(i, j, information.At(i, j)-w)
		}
	}
	return gradient, information
}

// covariance returns that of the ratings in Elo.
func covariance(scores [][]Score, theta []float64, inverse *mat.Dense) *mat.SymDense {
	n := len(theta)
	middle, draws := mat.NewDense(n, n, nil), false
	for i := range n {
		for j := range n {
			s := scores[i][j]
			if i == j || s.Games() == 0 {
				continue
			}
			p := 1 / (1 + math.Exp(theta[j]-theta[i]))
			v := s.Wins*(1-p)*(1-p) + s.Draws*(0.5-p)*(0.5-p) + s.Losses*p*p
			middle.Set(i, i, middle.At(i, i)+v)
			middle.Set(i, j, middle.At(i, j)-v)
			draws = draws || s.Draws > 0
		}
	}
	var c mat.Dense
	if draws {
		c.Product(inverse, middle, inverse)
	} else {
		// The inverse of the information alone: without the direction that derivatives added.
		c.CloneFrom(inverse)
		for i := range n {
			for j := range n {
				c.Set(i, j, c.At(i, j)-1/float64(n))
			}
		}
	}
	out := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			out.SetSym(i, j, c.At(i, j)/(perElo*perElo))
		}
	}
	return out
}
