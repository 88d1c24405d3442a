package perfect

import (
	"context"
	"fmt"
	"math/rand/v2"

	"tengen/game"
	"tengen/game/connect4"
	"tengen/game/connect4/solver"
	"tengen/game/tictactoe"
	"tengen/rating"
)

// Name is what tables call a perfect player.
const Name = "perfect"

// chooser chooses a move that keeps what s is worth. Only players with an equal game share one.
type chooser interface {
	choose(ctx context.Context, s game.State, played []game.Action, rng *rand.Rand) (game.Action, error)
}

// New returns a maker of perfect players of g. What one of them works out the others know too. It errs if there
// is no perfect player of g.
func New(g game.Game) (func() (rating.Player, error), error) {
	var c chooser
	switch g.(type) {
	case *tictactoe.Game:
		c = &table{outcomes: map[uint64]int8{}}
	case *connect4.Game:
		c = newSolved()
	default:
		return nil, fmt.Errorf("there is no perfect player of %s: nobody has solved it, or not for play; only tictactoe and connect4 have one", g.Params().Name)
	}
	return func() (rating.Player, error) { return &Player{game: g, chooser: c}, nil }, nil
}

// Player plays perfectly. It never resigns. It is for one goroutine at a time.
type Player struct {
	game    game.Game
	chooser chooser
	state   game.State // nil before the first game
	played  []game.Action
	rng     *rand.Rand
}

// Name implements rating.Player.
func (p *Player) Name() string { return Name }

// NewGame implements rating.Player. It errs if g is not the game that the player was made for.
func (p *Player) NewGame(_ context.Context, g game.Game, seed uint64) error {
	if g.Params() != p.game.Params() {
		return fmt.Errorf("player %s: it was made for %+v, not for %+v", Name, p.game.Params(), g.Params())
	}
	p.state, p.played, p.rng = g.New(), p.played[:0], rand.New(rand.NewPCG(seed, 5))
	return nil
}

// Play implements rating.Player. It errs if a is illegal.
func (p *Player) Play(_ context.Context, a game.Action) error {
	if p.state == nil || a < 0 || int(a) >= p.game.Actions() || !p.state.Legal(a) {
		return fmt.Errorf("player %s: play action %d: no game has been started, or it is illegal", Name, a)
	}
	p.state.Play(a)
	p.played = append(p.played, a)
	return nil
}

// Genmove implements rating.Player. It errs if the game is over, or ctx ends.
func (p *Player) Genmove(ctx context.Context) (game.Action, bool, error) {
	if p.state == nil || p.state.Terminal() {
		return 0, false, fmt.Errorf("player %s: choose a move: no game has been started, or it is over", Name)
	}
	a, err := p.chooser.choose(ctx, p.state, p.played, p.rng)
	if err != nil {
		return 0, false, fmt.Errorf("player %s: %w", Name, err)
	}
	return a, false, nil
}

// Close implements rating.Player.
func (p *Player) Close() error { return nil }

// Quick reports whether there is a perfect player of g, and whether it thinks for a few seconds at most in games
// that begin with so many plies of any kind: in others it may take minutes, which is Connect Four's early moves.
func Quick(g game.Game, plies int) (quick, exists bool) {
	switch g.(type) {
	case *tictactoe.Game:
		return true, true
	case *connect4.Game:
		return solver.Covers(plies), true
	}
	return false, false
}
