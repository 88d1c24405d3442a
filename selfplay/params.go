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
	// TemperatureHalflife is the number of plies in which the temperature comes half way from Temperature to
	// FinalTemperature, from the first on; 0: the step after TemperaturePlies. KataGo: the length of the board.
	TemperatureHalflife float32

	// FastFraction of the moves is searched with FastSimulations and without noise; their positions are no samples. 0: none.
	// KataGo: 0.75, and 100 of 600 simulations.
	FastFraction    float64
	FastSimulations int
	// After TaperPlies plies in a row (0: never) whose value is beyond TaperValue, searches become shorter, down to TaperSimulations
	// at a value of 1, where TaperWeight of the positions are samples. KataGo: 3, 0.9, 100 of 600 and 0.1.
	TaperPlies       int
	TaperValue       float32
	TaperSimulations int
	TaperWeight      float32

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
	want(p.Temperature >= 0, "Temperature", p.Temperature, "0 or more (AlphaGo Zero: 1)")
	want(p.FinalTemperature >= 0, "FinalTemperature", p.FinalTemperature, "0 or more (AlphaGo Zero: 0)")
	want(p.TemperatureHalflife >= 0, "TemperatureHalflife", p.TemperatureHalflife, "0 (off) or more")
	want(p.FastFraction >= 0 && p.FastFraction < 1, "FastFraction", p.FastFraction, "0 (off) to less than 1 (KataGo: 0.75)")
	want(p.FastFraction == 0 || p.FastSimulations >= 1, "FastSimulations", p.FastSimulations, "1 or more while FastFraction is not 0")
	want(p.TaperPlies >= 0, "TaperPlies", p.TaperPlies, "0 (off) or more (KataGo: 3)")
	if p.TaperPlies > 0 {
		want(p.TaperValue >= 0 && p.TaperValue < 1, "TaperValue", p.TaperValue, "0 to less than 1 (KataGo: 0.9)")
		want(p.TaperSimulations >= 1, "TaperSimulations", p.TaperSimulations, "1 or more while TaperPlies is not 0")
		want(p.TaperWeight >= 0 && p.TaperWeight <= 1, "TaperWeight", p.TaperWeight, "0 to 1 (KataGo: 0.1)")
	}
	want(p.ResignThreshold >= -1 && p.ResignThreshold <= 0, "ResignThreshold", p.ResignThreshold, "-1 (never) to 0")
	want(p.NoResignFraction >= 0 && p.NoResignFraction <= 1, "NoResignFraction", p.NoResignFraction, "0 to 1 (AlphaGo Zero: 0.1)")
	want(p.StaggerPlies >= 0, "StaggerPlies", p.StaggerPlies, "0 or more")
	return errors.Join(errs...)
}
