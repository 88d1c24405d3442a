package mcts

import (
	"fmt"
	"math"
	"math/rand/v2"

	"tengen/game"
)

// Level is a way to play below one's strength that leaves sense in the moves: less thought, moves drawn among those that
// were thought about, and not those that throw much away, and a network that has learnt less. The zero value is full strength.
type Level struct {
	// Simulations is the most descents for a move; 0: as many as are asked for.
	Simulations int
	// Temperature draws the move by its visits to the power of 1/Temperature; 0: the best move.
	Temperature float32
	// Loss is how much less than the best move's Q that of a drawn one may be, 0 to 2. 0.2 are 10 % of win rate. Below 2, a move
	// that is lost for certain is not drawn.
	Loss float32
	// Training is the checkpoint of a run that plays: the first that has had this share of the steps of the last; 0: the best.
	Training float32
}

// levels are the levels of play from 1, a beginner, to full strength, the last. How far apart they are stands in
// docs/results.md.
var levels = []Level{
	{Simulations: 8, Temperature: 20, Loss: 2, Training: 0.1},
	{Simulations: 12, Temperature: 3, Loss: 2, Training: 0.2},
	{Simulations: 16, Temperature: 2.2, Loss: 1, Training: 0.35},
	{Simulations: 20, Temperature: 1.5, Loss: 0.6, Training: 0.6},
	{Simulations: 28, Temperature: 1, Loss: 0.4, Training: 0.8},
	{Simulations: 50, Temperature: 0.5, Loss: 0.2},
	{Simulations: 140},
	{},
}

// MaxLevel is the level of full strength.
var MaxLevel = len(levels)

// LevelOf returns a level from 1 to MaxLevel.
func LevelOf(n int) (Level, error) {
	if n < 1 || n > MaxLevel {
		return Level{}, fmt.Errorf("level %d: want 1 (a beginner) to %d (full strength)", n, MaxLevel)
	}
	return levels[n-1], nil
}

// Limit returns how many descents to make where so many are asked for; 0: as many as there is time for.
func (l Level) Limit(simulations int) int {
	if l.Simulations > 0 && (simulations == 0 || l.Simulations < simulations) {
		return l.Simulations
	}
	return simulations
}

// Choose draws one of the moves of a root, of which best is the best. A pass is not drawn, since to pass is to play well or
// to play nonsense; pass is -1 in games without.
func (l Level) Choose(rng *rand.Rand, moves []Visit, best, pass game.Action) game.Action {
	if l.Temperature == 0 || best == pass {
		return best
	}
	floor, most := float32(-1), int32(0)
	for _, m := range moves {
		if m.Action == best && m.Visits > 0 {
			floor = max(floor, m.Q-l.Loss)
		}
		most = max(most, m.Visits)
	}
	weight := func(m Visit) float64 {
		if m.Visits == 0 || m.Action == pass || m.Action != best && (m.Q < floor || m.Q == -1 && l.Loss < 2) {
			return 0
		}
		return math.Pow(float64(m.Visits)/float64(most), 1/float64(l.Temperature))
	}
	sum := 0.0
	for _, m := range moves {
		sum += weight(m)
	}
	left := rng.Float64() * sum
	for _, m := range moves {
		if w := weight(m); w > 0 {
			if left -= w; left < 0 {
				return m.Action
			}
		}
	}
	return best // nothing has visits, or rounding left a crumb
}
