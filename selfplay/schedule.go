package selfplay

import (
	"math"
	"math/rand/v2"
)

// effort is how one move is searched, and whether its position is a sample.
type effort struct {
	simulations int
	noise       bool
	fast        bool
	weight      float32 // 0 or 1
}

// effort decides on the next move. finished games drive the ramp; values are the root values of all plies
// so far, for the first player.
//
// A part of the moves is searched quickly, to play on and not to learn from: a game is one result, however well each of
// its moves was thought out, so more games teach the value, and few good searches the policy (Wu 2019, 3.1, playout cap
// randomization). Where a full search makes no more than a quick one, as early on the ramp, all moves are full and samples.
func (p Params) effort(rng *rand.Rand, finished int64, values []float32) effort {
	full := p.simulations(finished)
	if p.FastFraction > 0 && p.FastSimulations < full && rng.Float64() < p.FastFraction {
		return effort{simulations: p.FastSimulations, fast: true}
	}
	e := effort{simulations: full, noise: true, weight: 1}
	if t := p.taper(values); t > 0 {
		e.simulations -= int(math.Round(t * float64(full-min(p.TaperSimulations, full))))
		// A sample with this probability, not with this weight: a step of learning costs the same for every weight.
		if rng.Float64() >= 1-t*(1-float64(p.TaperWeight)) {
			e.weight = 0
		}
	}
	return e
}

// simulations returns how many a full search makes when so many games have been finished.
func (p Params) simulations(finished int64) int {
	if finished >= p.RampGames {
		return p.Search.Simulations
	}
	more := float64(p.Search.Simulations-p.InitialSimulations) * float64(finished) / float64(p.RampGames)
	return p.InitialSimulations + int(more)
}

// taper returns how far a search is shortened, 0 (not at all) to 1: 0 unless the last TaperPlies values are all beyond
// TaperValue for the same player, and then the square of how far the weakest of them is on the way from there to 1, as
// KataGo does (cpp/program/play.cpp), which plays decided games to their end quickly instead of resigning.
func (p Params) taper(values []float32) float64 {
	if p.TaperPlies == 0 || len(values) < p.TaperPlies {
		return 0
	}
	low, high := float32(1), float32(-1)
	for _, v := range values[len(values)-p.TaperPlies:] {
		low, high = min(low, v), max(high, v)
	}
	beyond := float64(max(low, -high) - p.TaperValue)
	if beyond <= 0 {
		return 0
	}
	way := min(1, beyond/(1-float64(p.TaperValue)))
	return way * way
}

// temperature returns the temperature of the move at a ply: one step after TemperaturePlies (AlphaGo Zero), or
// a decay by half every TemperatureHalflife plies (KataGo).
func (p Params) temperature(ply int) float32 {
	if p.TemperatureHalflife > 0 {
		left := math.Exp2(-float64(ply) / float64(p.TemperatureHalflife))
		return p.FinalTemperature + (p.Temperature-p.FinalTemperature)*float32(left)
	}
	if ply < p.TemperaturePlies {
		return p.Temperature
	}
	return p.FinalTemperature
}
