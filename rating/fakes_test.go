package rating

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"tengen/game"
	"tengen/game/games"
)

// fake plays random moves, or the first legal ones, and fails in a chosen way.
type fake struct {
	RandomPlayer
	name string
	fail string
}

func (f *fake) Name() string { return f.name }

func (f *fake) NewGame(ctx context.Context, g game.Game, seed uint64) error {
	if f.fail == "start" || f.fail == "unlucky" && seed%3 == 0 {
		return errors.New("it does not start")
	}
	return f.RandomPlayer.NewGame(ctx, g, seed)
}

func (f *fake) Play(ctx context.Context, a game.Action) error {
	if f.fail == "refuse" && f.state.Ply() == 1 {
		return errors.New("it refuses a legal move")
	}
	return f.RandomPlayer.Play(ctx, a)
}

func (f *fake) Genmove(ctx context.Context) (game.Action, bool, error) {
	switch f.fail {
	case "crash":
		return 0, false, errors.New("it crashed")
	case "illegal":
		return 99, false, nil
	case "taken":
		for a := range game.Action(f.state.Game().Actions()) {
			if !f.state.Legal(a) {
				return a, false, nil
			}
		}
	case "resign":
		return 0, true, nil
	case "hang":
		<-ctx.Done()
		return 0, false, ctx.Err()
	case "first":
		return f.state.LegalActions(nil)[0], false, nil
	}
	return f.RandomPlayer.Genmove(ctx)
}

// counter is a fake that counts finished games, a bit off or not at all.
type counter struct {
	fake
	off float32
	err error
}

func (c *counter) FinalScore(context.Context) (float32, error) {
	return c.state.(game.Scorer).Score() + c.off, c.err
}

// entrants makes players p0, p1, ... that fail as told.
func entrants(fails ...string) []Entrant {
	var all []Entrant
	for i, fail := range fails {
		name := fmt.Sprintf("p%d", i)
		all = append(all, Entrant{name, int64(1000 * i), func() (Player, error) { return &fake{name: name, fail: fail}, nil }})
	}
	return all
}

func newGame(t *testing.T, p game.Params) game.Game {
	t.Helper()
	g, err := games.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}
