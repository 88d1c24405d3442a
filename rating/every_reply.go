package rating

import (
	"context"
	"errors"
	"fmt"

	"tengen/game"
)

// errResigned is what EveryReply says of a player that resigns.
var errResigned = errors.New("it resigns: it must play every game to its end")

// Replies counts the ends of a player's games against every sequence of legal replies.
type Replies struct {
	Games, Wins, Draws, Losses int
}

// EveryReply plays p, on the given side, against all that an opponent could do: the whole tree of its moves.
// That is feasible for the smallest games only. p must always answer a position alike and never resign. It
// errs if p fails or chooses an illegal move.
func EveryReply(ctx context.Context, g game.Game, p Player, side game.Player) (Replies, error) {
	t := &replyTree{game: g, player: p, side: side}
	err := t.walk(ctx, g.New(), nil)
	return t.count, err
}

type replyTree struct {
	game   game.Game
	player Player
	side   game.Player
	count  Replies
}

// walk counts the games that begin with moves, which lead to s.
func (t *replyTree) walk(ctx context.Context, s game.State, moves []game.Action) error {
	if s.Terminal() {
		t.count.Games++
		switch outcome := game.OutcomeFor(s, t.side); {
		case outcome > 0:
			t.count.Wins++
		case outcome < 0:
			t.count.Losses++
		default:
			t.count.Draws++
		}
		return nil
	}
	replies := s.LegalActions(nil)
	if s.ToPlay() == t.side {
		a, err := t.ask(ctx, moves)
		if err == nil && (a < 0 || int(a) >= t.game.Actions() || !s.Legal(a)) {
			err = fmt.Errorf("illegal move %s", nameAction(s, a))
		}
		if err != nil {
			return fmt.Errorf("player %s: %w on\n%s", t.player.Name(), err, s)
		}
		replies = []game.Action{a}
	}
	for _, a := range replies {
		next := t.game.New()
		next.CopyFrom(s)
		next.Play(a)
		if err := t.walk(ctx, next, append(moves[:len(moves):len(moves)], a)); err != nil {
			return err
		}
	}
	return nil
}

// ask replays the moves and takes the player's answer.
func (t *replyTree) ask(ctx context.Context, moves []game.Action) (game.Action, error) {
	if err := t.player.NewGame(ctx, t.game, 1); err != nil {
		return 0, err
	}
	for _, a := range moves {
		if err := t.player.Play(ctx, a); err != nil {
			return 0, err
		}
	}
	a, resign, err := t.player.Genmove(ctx)
	if resign {
		err = errResigned
	}
	return a, err
}
