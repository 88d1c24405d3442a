package mcts

import (
	"errors"
	"fmt"
)

// Params are the numbers of the search. Zero means zero: start from AlphaGoZero.
type Params struct {
	// Simulations is the number of new descents for a move, >= 1; the paper: 1600. Visits kept from the
	// move before come on top. The callers of Run pass it, or fewer for a cheap search.
	Simulations int
	// CPuct is c of U = c·P·sqrt(ΣN)/(1+N), > 0. The paper tunes but does not give it.
	CPuct float32
	// FPUReduction sets the first play urgency, Q of an edge without visits: the node's own value
	// estimate less FPUReduction·sqrt(prior mass of the visited edges), >= 0. 0 takes unvisited moves to
	// be as good as the position; more makes the search deeper and narrower. (The paper starts edges at
	// Q = 0, a draw: that makes a losing player try every move once and a winning player none, so values
	// near resignation swing with the number of simulations.)
	FPUReduction float32
	// NoiseFraction is ε, the share of Dirichlet noise in the root's priors, in [0, 1]; the paper: 0.25.
	NoiseFraction float32
	// NoiseTotal is the Dirichlet distribution's total concentration, shared equally among the legal
	// moves, > 0 if there is noise; the paper's 0.03 a move on an empty 19x19 board: 0.03·361 = 10.83.
	NoiseTotal float32
	// Leaves is the number of leaves that one tree has evaluated at a time, >= 1. At 1 the search is
	// exactly the sequential one.
	Leaves int
	// VirtualLoss is the number of lost visits that each descent under way counts as, >= 0: it sends
	// the next descents elsewhere. It matters only if Leaves > 1.
	VirtualLoss float32
}

// AlphaGoZero returns the paper's numbers, and for what the paper does not give or what it leaves to
// the draw, values in use elsewhere: CPuct as in AlphaZero's pseudocode, FPUReduction 0.25 and
// one visit of virtual loss as Leela Zero and KataGo have them.
func AlphaGoZero() Params {
	return Params{
		Simulations: 1600, CPuct: 1.25, FPUReduction: 0.25,
		NoiseFraction: 0.25, NoiseTotal: 10.83,
		Leaves: 8, VirtualLoss: 1,
	}
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
	want(p.Simulations >= 1, "Simulations", p.Simulations, "at least 1 (AlphaGo Zero: 1600)")
	want(p.CPuct > 0 && p.CPuct <= 1000, "CPuct", p.CPuct, "above 0 and at most 1000 (AlphaZero: 1.25)")
	want(p.FPUReduction >= 0 && p.FPUReduction <= 1000, "FPUReduction", p.FPUReduction, "0 to 1000 (common: 0.25)")
	want(p.NoiseFraction >= 0 && p.NoiseFraction <= 1, "NoiseFraction", p.NoiseFraction, "0 to 1 (AlphaGo Zero: 0.25)")
	want(p.NoiseTotal >= 0 && p.NoiseTotal <= 1e6 && (p.NoiseTotal > 0 || p.NoiseFraction == 0),
		"NoiseTotal", p.NoiseTotal, "above 0 and at most 1e6 if NoiseFraction is not 0 (AlphaGo Zero on 19x19: 10.83)")
	want(p.Leaves >= 1 && p.Leaves <= maxLeaves, "Leaves", p.Leaves, "1 to 65535 (AlphaGo Zero: 8)")
	want(p.VirtualLoss >= 0 && p.VirtualLoss <= 1000, "VirtualLoss", p.VirtualLoss, "0 to 1000 (common: 1 to 3)")
	return errors.Join(errs...)
}
