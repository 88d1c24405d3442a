package rating

import (
	"context"
	"math/rand/v2"

	"tengen/game"
)

// RandomPlayer plays uniformly random legal moves.
type RandomPlayer struct {
	rng   *rand.Rand
	state game.State // nil before the first game
	legal []game.Action
}

// Name implements Player.
func (p *RandomPlayer) Name() string { return "random" }

// NewGame implements Player.
func (p *RandomPlayer) NewGame(_ context.Context, g game.Game, seed uint64) error {
	p.state, p.rng = g.New(), rand.New(rand.NewPCG(seed, 3))
	return nil
}

// Play implements Player. It errs if a is illegal.
func (p *RandomPlayer) Play(_ context.Context, a game.Action) error {
	return playOn(p.state, p.Name(), a)
}

// Genmove implements Player. It errs if the game is over.
func (p *RandomPlayer) Genmove(context.Context) (game.Action, bool, error) {
	if err := mayMove(p.state, p.Name()); err != nil {
		return 0, false, err
	}
	p.legal = p.state.LegalActions(p.legal[:0])
	return p.legal[p.rng.IntN(len(p.legal))], false, nil
}

// Close implements Player.
func (p *RandomPlayer) Close() error { return nil }
