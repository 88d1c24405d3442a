package rating

import (
	"context"
	"fmt"
	"math/rand/v2"

	"tengen/game"
	"tengen/mcts"
)

// SearchParams say how a SearchPlayer plays. It adds no noise, and after SamplePlies it takes the most
// visited move.
type SearchParams struct {
	Search      mcts.Params
	SamplePlies int        // plies of the game in which moves are drawn by their visits, at temperature 1
	Resign      float32    // resign at a root value below it; -1: never
	Level       mcts.Level // its Temperature, if not 0, holds for the whole game
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
	state     game.State // nil before the first game
	rng       *rand.Rand // for Level
	visits    []mcts.Visit
}

// NewSearchPlayer returns a player that searches with the evaluator. close, if not nil, is called by Close.
func NewSearchPlayer(name string, e mcts.Evaluator, p SearchParams, close func() error) *SearchPlayer {
	return &SearchPlayer{name: name, evaluator: e, params: p, close: close}
}

// Name implements Player.
func (p *SearchPlayer) Name() string { return p.name }

// NewGame implements Player. The seed decides all that the player leaves to chance.
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
	p.rng = rand.New(rand.NewPCG(seed, 0x6c6576656c))
	p.state = g.New()
	p.search.Reset(p.state)
	return nil
}

// Play implements Player. It errs if a is illegal.
func (p *SearchPlayer) Play(_ context.Context, a game.Action) error {
	if err := playOn(p.state, p.name, a); err != nil {
		return err
	}
	if !p.state.Terminal() {
		p.search.Advance(a)
	}
	return nil
}

// Genmove implements Player. It errs if the game is over.
func (p *SearchPlayer) Genmove(ctx context.Context) (game.Action, bool, error) {
	if err := mayMove(p.state, p.name); err != nil {
		return 0, false, err
	}
	if err := p.search.Run(ctx, p.params.Level.Limit(p.params.Search.Simulations), false); err != nil {
		return 0, false, err
	}
	if p.params.Resign > -1 && p.search.Value() < p.params.Resign {
		return 0, true, nil
	}
	if l := p.params.Level; l.Temperature > 0 {
		p.visits = p.search.Visits(p.visits[:0])
		return l.Choose(p.rng, p.visits, p.search.Best(), passOf(p.state)), false, nil
	}
	if p.state.Ply() < p.params.SamplePlies {
		return p.search.Choose(1), false, nil
	}
	return p.search.Best(), false, nil
}

// passOf returns the pass, -1 where there is none.
func passOf(s game.State) game.Action {
	a, err := s.ParseAction("pass")
	if err != nil {
		return -1
	}
	return a
}

// Close implements Player.
func (p *SearchPlayer) Close() error {
	if p.close == nil {
		return nil
	}
	return p.close()
}

// playOn plays a on a player's own board, or says why it cannot.
func playOn(s game.State, name string, a game.Action) error {
	if s == nil {
		return fmt.Errorf("player %s: play action %d: no game has been started: call NewGame first", name, a)
	}
	if a < 0 || int(a) >= s.Game().Actions() || !s.Legal(a) {
		return fmt.Errorf("player %s: play action %d: it is illegal on\n%s", name, a, s)
	}
	s.Play(a)
	return nil
}

// mayMove says why no move can be chosen in s, or nil.
func mayMove(s game.State, name string) error {
	if s == nil {
		return fmt.Errorf("player %s: choose a move: no game has been started: call NewGame first", name)
	}
	if s.Terminal() {
		return fmt.Errorf("player %s: choose a move: the game is over on\n%s", name, s)
	}
	return nil
}
