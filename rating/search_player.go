package rating

import (
	"context"
	"math/rand/v2"

	"tengen/game"
	"tengen/mcts"
)

// SearchParams say how a SearchPlayer plays. It adds no noise, and after SamplePlies it takes the most
// visited move.
type SearchParams struct {
	Search      mcts.Params
	SamplePlies int     // plies of the game in which moves are drawn by their visits, at temperature 1
	Resign      float32 // resign at a root value below it; -1: never
}

// Seeder is an evaluator with randomness of its own, such as a rollout or one that turns boards.
type Seeder interface{ Seed(seed uint64) }

// SearchPlayer is a Player that searches.
type SearchPlayer struct {
	name      string
	evaluator mcts.Evaluator
	params    SearchParams
	close     func() error
	search    *mcts.Search
	state     game.State
}

// NewSearchPlayer returns a player that searches with the evaluator. close, if not nil, is called by Close.
func NewSearchPlayer(name string, e mcts.Evaluator, p SearchParams, close func() error) *SearchPlayer {
	return &SearchPlayer{name: name, evaluator: e, params: p, close: close}
}

// Name implements Player.
func (p *SearchPlayer) Name() string { return p.name }

// NewGame implements Player.
func (p *SearchPlayer) NewGame(_ context.Context, g game.Game, seed uint64) (err error) {
	if p.search == nil || p.search.State().Game().Params() != g.Params() {
		if p.search, err = mcts.New(g, p.evaluator, p.params.Search, seed); err != nil {
			return err
		}
	}
	if s, ok := p.evaluator.(Seeder); ok {
		s.Seed(seed)
	}
	p.search.Seed(seed)
	p.state = g.New()
	p.search.Reset(p.state)
	return nil
}

// Play implements Player.
func (p *SearchPlayer) Play(_ context.Context, a game.Action) error {
	p.state.Play(a)
	if !p.state.Terminal() {
		p.search.Advance(a)
	}
	return nil
}

// Genmove implements Player.
func (p *SearchPlayer) Genmove(ctx context.Context) (game.Action, bool, error) {
	if err := p.search.Run(ctx, p.params.Search.Simulations, false); err != nil {
		return 0, false, err
	}
	if p.params.Resign > -1 && p.search.Value() < p.params.Resign {
		return 0, true, nil
	}
	temperature := float32(0)
	if p.state.Ply() < p.params.SamplePlies {
		temperature = 1
	}
	return p.search.Choose(temperature), false, nil
}

// Close implements Player.
func (p *SearchPlayer) Close() error {
	if p.close == nil {
		return nil
	}
	return p.close()
}

// RandomPlayer plays uniformly random legal moves.
type RandomPlayer struct {
	rng   *rand.Rand
	state game.State
	legal []game.Action
}

// Name implements Player.
func (p *RandomPlayer) Name() string { return "random" }

// NewGame implements Player.
func (p *RandomPlayer) NewGame(_ context.Context, g game.Game, seed uint64) error {
	p.state, p.rng = g.New(), rand.New(rand.NewPCG(seed, 3))
	return nil
}

// Play implements Player.
func (p *RandomPlayer) Play(_ context.Context, a game.Action) error { p.state.Play(a); return nil }

// Genmove implements Player.
func (p *RandomPlayer) Genmove(context.Context) (game.Action, bool, error) {
	p.legal = p.state.LegalActions(p.legal[:0])
	return p.legal[p.rng.IntN(len(p.legal))], false, nil
}

// Close implements Player.
func (p *RandomPlayer) Close() error { return nil }
