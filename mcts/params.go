package mcts

import (
	"errors"
	"fmt"
)

// Params are the numbers of the search. Zero means zero, and what can be off is off at zero: start from
// AlphaGoZero, which is the paper's search, or from Strong, which adds what was found since.
type Params struct {
	// Simulations is the number of new descents for a move, >= 1; the paper: 1600. Visits kept from the
	// move before come on top. The callers of Run pass it, or fewer for a cheap search.
	Simulations int
	// StopDecided ends a search early once the rest of its descents could not change the most visited move.
	// It is for playing: the visits it saves are missing from a policy target.
	StopDecided bool

	// CPuct is c of U = c·P·sqrt(ΣN)/(1+N), > 0. The paper tunes but does not give it.
	CPuct float32
	// CPuctGrowth lets c grow with the visits of the node, >= 0: c = CPuct + CPuctGrowth·log((1+ΣN+CPuctBase)/CPuctBase).
	// AlphaZero (Silver et al. 2018, pseudocode): 1.25, 1 and 19652.
	CPuctGrowth float32
	// CPuctBase is > 0 if CPuctGrowth is not 0.
	CPuctBase float32
	// FPUReduction sets the first play urgency, Q of an edge without visits: the node's own value
	// estimate less FPUReduction·sqrt(prior mass of the visited edges), >= 0. 0 takes unvisited moves to
	// be as good as the position; more makes the search deeper and narrower. (The paper starts edges at
	// Q = 0, a draw: that makes a losing player try every move once and a winning player none, so values
	// near resignation swing with the number of simulations.)
	FPUReduction float32
	// RootFPUReduction is FPUReduction at the root; KataGo has 0 there when it learns, so that noise is tried out.
	RootFPUReduction float32

	// NoiseFraction is ε, the share of Dirichlet noise in the root's priors, in [0, 1]; the paper: 0.25.
	NoiseFraction float32
	// NoiseTotal is the Dirichlet distribution's total concentration, shared among the legal
	// moves, > 0 if there is noise; the paper's 0.03 a move on an empty 19x19 board: 0.03·361 = 10.83.
	NoiseTotal float32
	// NoiseShape is the part of the concentration that goes to moves whose prior is above the ordinary, in [0, 1]:
	// 0 shares it equally, as the paper; KataGo: 0.5 (shaped Dirichlet noise, see noise.go).
	NoiseShape float32
	// RootTemperature flattens the root's priors before noise, P^(1/T), > 0 where noise is asked for; 1 leaves them. It
	// starts a game at EarlyRootTemperature and comes near RootTemperature by half every RootTemperatureHalflife plies
	// (0: it is RootTemperature throughout). KataGo: 1.1, 1.25 and the length of the board.
	RootTemperature, EarlyRootTemperature float32
	RootTemperatureHalflife               float32
	// ForcedPlayouts is k: with noise, a visited move of the root has at least sqrt(k·P·ΣN) visits, and those that it does
	// not deserve are taken off the policy target again (Wu 2019, Accelerating Self-Play Learning in Go, 3.2: 2). 0: off.
	ForcedPlayouts float32

	// Gumbel replaces PUCT by the search of Danihelka et al. 2022, Policy improvement by planning with Gumbel: see
	// gumbel.go. Noise, temperatures and forced playouts of the root then have no effect.
	Gumbel bool
	// GumbelActions is m, the moves that sequential halving starts with, >= 1; the paper: 16.
	GumbelActions int
	// GumbelVisits and GumbelScale are c_visit and c_scale of σ(q) = (c_visit + max N)·c_scale·q, with q in [0, 1];
	// >= 0 and > 0; the paper: 50 and 1.
	GumbelVisits, GumbelScale float32

	// Solve marks nodes whose outcome is proven, and never searches below them again: lost moves are left out, and draws
	// are worth 0 for certain (Winands et al. 2008, Monte-Carlo tree search solver).
	Solve bool
	// SolveAhead also tries each legal move of a new node for one that wins at once: such a node is proven without an
	// evaluation. It costs a Play for each move, and is of use where games end in a line or a connection. It does nothing without Solve.
	SolveAhead bool
	// LCBDeviations makes Best take the move whose mean less so many standard errors is highest, among those with at least
	// LCBShare of the most visits; 0: the most visited. KataGo: 5 and 0.15.
	LCBDeviations, LCBShare float32

	// Leaves is the number of leaves that one worker has evaluated at a time, >= 1. At 1, with one worker, the search is
	// exactly the sequential one.
	Leaves int
	// VirtualLoss is the number of lost visits that each descent under way counts as, >= 0: it sends
	// the next descents elsewhere. It matters only if descents are under way side by side.
	VirtualLoss float32
}

// AlphaGoZero returns the paper's numbers, and for what the paper does not give or what it leaves to
// the draw, values in use elsewhere: CPuct as in AlphaZero's pseudocode, FPUReduction 0.25 and
// one visit of virtual loss as Leela Zero and KataGo have them.
func AlphaGoZero() Params {
	return Params{
		Simulations: 1600, CPuct: 1.25, CPuctBase: 19652, FPUReduction: 0.25, RootFPUReduction: 0.25,
		NoiseFraction: 0.25, NoiseTotal: 10.83, RootTemperature: 1, EarlyRootTemperature: 1,
		GumbelActions: 16, GumbelVisits: 50, GumbelScale: 1,
		LCBShare: 0.15,
		Leaves:   8, VirtualLoss: 1,
	}
}

// Strong returns the numbers to play with: AlphaGoZero's with the solver, growing exploration and choice by lower
// confidence bound, one leaf at a time.
func Strong() Params {
	p := AlphaGoZero()
	p.CPuctGrowth = 1
	p.Solve, p.StopDecided, p.LCBDeviations, p.Leaves = true, true, 5, 1
	return p
}

// Validate says everything that is wrong with the parameters.
func (p Params) Validate() error {
	var errs []error
	want := func(ok bool, name string, v any, want string) {
		if !ok {
			errs = append(errs, fmt.Errorf("search parameter %s is %v, want %s", name, v, want))
		}
	}
	// Written so that NaN fails; the upper limits only keep infinities out of the sums.
	in := func(v float32, name string, low, high float32, usual string) {
		want(v >= low && v <= high, name, v, fmt.Sprintf("%v to %v (%s)", low, high, usual))
	}
	want(p.Simulations >= 1, "Simulations", p.Simulations, "at least 1 (AlphaGo Zero: 1600)")
	want(p.CPuct > 0 && p.CPuct <= 1000, "CPuct", p.CPuct, "above 0 and at most 1000 (AlphaZero: 1.25)")
	in(p.CPuctGrowth, "CPuctGrowth", 0, 1000, "AlphaZero: 1")
	want(p.CPuctBase >= 0 && p.CPuctBase <= 1e9 && (p.CPuctBase > 0 || p.CPuctGrowth == 0),
		"CPuctBase", p.CPuctBase, "above 0 and at most 1e9 if CPuctGrowth is not 0 (AlphaZero: 19652)")
	in(p.FPUReduction, "FPUReduction", 0, 1000, "common: 0.25")
	in(p.RootFPUReduction, "RootFPUReduction", 0, 1000, "KataGo: 0 in self-play")
	in(p.NoiseFraction, "NoiseFraction", 0, 1, "AlphaGo Zero: 0.25")
	want(p.NoiseTotal >= 0 && p.NoiseTotal <= 1e6 && (p.NoiseTotal > 0 || p.NoiseFraction == 0),
		"NoiseTotal", p.NoiseTotal, "above 0 and at most 1e6 if NoiseFraction is not 0 (AlphaGo Zero on 19x19: 10.83)")
	in(p.NoiseShape, "NoiseShape", 0, 1, "KataGo: 0.5")
	in(p.RootTemperature, "RootTemperature", 0.01, 100, "1 leaves priors as they are; KataGo: 1.1")
	in(p.EarlyRootTemperature, "EarlyRootTemperature", 0.01, 100, "KataGo: 1.25")
	in(p.RootTemperatureHalflife, "RootTemperatureHalflife", 0, 1e6, "KataGo: the length of the board")
	in(p.ForcedPlayouts, "ForcedPlayouts", 0, 100, "KataGo: 2")
	want(p.GumbelActions >= 1 || !p.Gumbel, "GumbelActions", p.GumbelActions, "at least 1 (the paper: 16)")
	in(p.GumbelVisits, "GumbelVisits", 0, 1e6, "the paper: 50")
	want(p.GumbelScale > 0 && p.GumbelScale <= 1000 || !p.Gumbel, "GumbelScale", p.GumbelScale, "above 0 and at most 1000 (the paper: 1)")
	in(p.LCBDeviations, "LCBDeviations", 0, 1000, "KataGo: 5")
	in(p.LCBShare, "LCBShare", 0, 1, "KataGo: 0.15")
	want(p.Leaves >= 1 && p.Leaves <= maxLeaves, "Leaves", p.Leaves, "1 to 65535 (AlphaGo Zero: 8)")
	in(p.VirtualLoss, "VirtualLoss", 0, 1000, "common: 1 to 3")
	return errors.Join(errs...)
}
