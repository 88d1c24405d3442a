package rating

import "math"

// Score counts games from one side. Counts are whole, but for the virtual draws that Rate may add.
type Score struct {
	Wins   float64 `json:"wins"`
	Draws  float64 `json:"draws"`
	Losses float64 `json:"losses"`
}

// Games returns their number.
func (s Score) Games() float64 { return s.Wins + s.Draws + s.Losses }

// Points returns wins and half the draws.
func (s Score) Points() float64 { return s.Wins + s.Draws/2 }

// Share returns the share of points, a half if there are no games.
func (s Score) Share() float64 {
	if s.Games() == 0 {
		return 0.5
	}
	return s.Points() / s.Games()
}

// z95 is the standard normal quantile of 0.975: 95 % lie within as many standard errors on both sides.
const z95 = 1.959963984540054

// Interval returns Wilson's 95 % interval of the share of points (Wilson 1927), a draw being half a win.
// With draws it is wider than it need be, since a draw varies less than a win or a loss.
func (s Score) Interval() (low, high float64) {
	n := s.Games()
	if n == 0 {
		return 0, 1
	}
	p := s.Points() / n
	centre, spread := p+z95*z95/(2*n), z95*math.Sqrt(p*(1-p)/n+z95*z95/(4*n*n))
	return max(0, (centre-spread)/(1+z95*z95/n)), min(1, (centre+spread)/(1+z95*z95/n))
}

// add counts a game of outcome -1, 0 or 1.
func (s *Score) add(outcome int) {
	switch {
	case outcome > 0:
		s.Wins++
	case outcome < 0:
		s.Losses++
	default:
		s.Draws++
	}
}

// plus returns the sum of two counts.
func (s Score) plus(other Score) Score {
	return Score{s.Wins + other.Wins, s.Draws + other.Draws, s.Losses + other.Losses}
}

// total sums up counts.
func total(scores []Score) (sum Score) {
	for _, s := range scores {
		sum = sum.plus(s)
	}
	return sum
}
