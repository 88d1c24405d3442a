package perfect

import (
	"context"
	"math/rand/v2"

	"tengen/game"
	"tengen/game/connect4/solver"
)

// solved plays Connect Four by the solver, which always answers a position alike.
type solved struct {
	solver *solver.Solver
}

// logPositions is the logarithm of the positions that the solver remembers: 64 MiB.
const logPositions = 23

func newSolved() *solved { return &solved{solver.New(logPositions, nil)} }

func (c *solved) choose(ctx context.Context, _ game.State, played []game.Action, _ *rand.Rand) (game.Action, error) {
	x, err := c.solver.Best(ctx, positionOf(played))
	return game.Action(x), err
}

// positionOf returns the position after moves.
func positionOf(moves []game.Action) (p solver.Position) {
	for _, a := range moves {
		p = p.Play(int(a))
	}
	return p
}
