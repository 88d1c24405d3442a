package rating

import "gonum.org/v1/gonum/mat"

// minDecisive is the number of games won or lost that each player needs for the sandwich estimate: from
// fewer one cannot tell how much the games vary, and from none the estimate would be an error of 0.
const minDecisive = 5

// sandwichHolds reports whether there are draws, which make the inverse information too large, and enough
// other games to estimate how much smaller the variance is.
func sandwichHolds(scores [][]Score) bool {
	draws := false
	for i := range scores {
		sum := total(scores[i])
		if sum.Wins+sum.Losses < minDecisive {
			return false
		}
		draws = draws || sum.Draws > 0
	}
	return draws
}

// sandwich returns the covariance of the log-odds theta with the variance that the games really had (Huber
// 1967): inverse · sum of squared residuals · inverse. Where the inverse has zeros, for anchors, so has it.
func sandwich(scores [][]Score, theta []float64, inverse *mat.Dense) *mat.Dense {
	n := len(scores)
	middle := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			s := scores[i][j]
			if i == j || s.Games() == 0 {
				continue
			}
			p := expected(theta[i], theta[j])
			v := s.Wins*(1-p)*(1-p) + s.Draws*(0.5-p)*(0.5-p) + s.Losses*p*p
			middle.Set(i, i, middle.At(i, i)+v)
			middle.Set(i, j, middle.At(i, j)-v)
		}
	}
	var c mat.Dense
	c.Product(inverse, middle, inverse)
	return &c
}

// inElo returns the covariance of the first n players' Elo from that of log-odds.
func inElo(logOdds *mat.Dense, n int) *mat.SymDense {
	c := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			c.SetSym(i, j, (logOdds.At(i, j)+logOdds.At(j, i))/2/(perElo*perElo))
		}
	}
	return c
}

// relativeToMean returns the covariance of each rating less the mean of all.
func relativeToMean(c *mat.SymDense) *mat.SymDense {
	n := c.SymmetricDim()
	with, mean := make([]float64, n), 0.0 // each rating's covariance with the mean, and the mean's variance
	for i := range n {
		for j := range n {
			with[i] += c.At(i, j) / float64(n)
		}
		mean += with[i] / float64(n)
	}
	out := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			out.SetSym(i, j, c.At(i, j)-with[i]-with[j]+mean)
		}
	}
	return out
}
