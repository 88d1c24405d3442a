package selfplay

import (
	"errors"
	"fmt"

	"tengen/mcts"
	"tengen/net"
)

// Params say how games are played.
type Params struct {
	Search     mcts.Params
	Symmetries int        // in which each position is evaluated, drawn anew, and the mean taken; 0: as it is; AlphaGo Zero: 1
	Cache      *net.Cache // remembers evaluations; nil: none does

	GamesInFlight      int
	InitialSimulations int // a move in the first game; Search.Simulations from RampGames on
	RampGames          int64

	Temperature      float32 // of the first TemperaturePlies moves; AlphaGo Zero: 1 for 30 moves
	TemperaturePlies int
	FinalTemperature float32 // of the others; AlphaGo Zero: 0

	ResignThreshold  float32 // resign at a root value below it; -1: never
	NoResignFraction float64 // of games played to the end all the same; AlphaGo Zero: 0.1

	StaggerPlies int    // the pool's first games start after up to so many random moves, so that they don't all end at once
	Seed         uint64 // of the run
	Program      string // version that stands in records
}

// Validate says everything that is wrong with the parameters.
func (p Params) Validate() error {
	errs := []error{p.Search.Validate()}
	want := func(ok bool, name string, v any, want string) {
		if !ok {
			errs = append(errs, fmt.Errorf("self-play parameter %s is %v, want %s", name, v, want))
		}
	}
	want(p.Symmetries >= 0, "Symmetries", p.Symmetries, "0 or more (AlphaGo Zero: 1)")
	want(p.GamesInFlight >= 1, "GamesInFlight", p.GamesInFlight, "at least 1")
	want(p.InitialSimulations >= 1 && p.InitialSimulations <= p.Search.Simulations, "InitialSimulations", p.InitialSimulations, "1 to the search's simulations")
	want(p.RampGames >= 0, "RampGames", p.RampGames, "0 or more")
	want(p.Temperature >= 0 && p.FinalTemperature >= 0, "Temperature", p.Temperature, "0 or more (AlphaGo Zero: 1)")
	want(p.ResignThreshold >= -1 && p.ResignThreshold <= 0, "ResignThreshold", p.ResignThreshold, "-1 (never) to 0")
	want(p.NoResignFraction >= 0 && p.NoResignFraction <= 1, "NoResignFraction", p.NoResignFraction, "0 to 1 (AlphaGo Zero: 0.1)")
	want(p.StaggerPlies >= 0, "StaggerPlies", p.StaggerPlies, "0 or more")
	return errors.Join(errs...)
}

// simulations returns how many simulations a move gets when so many games have been finished.
func (p Params) simulations(finished int64) int {
	if finished >= p.RampGames {
		return p.Search.Simulations
	}
	more := float64(p.Search.Simulations-p.InitialSimulations) * float64(finished) / float64(p.RampGames)
	return p.InitialSimulations + int(more)
}
