package rating

import (
	"context"
	"fmt"

	"tengen/game"
	"tengen/sgf"
)

// played is a finished game.
type played struct {
	moves    []game.Action
	outcome  int8   // for First
	result   string // as SGF writes it
	forfeit  string // why a side lost without playing on: illegal move, crash; "" if it did not
	disputed string // what a player's own count said, if it differs from the rules'
}

// playGame plays one game from an opening. A player that errs loses; only the end of ctx is an error.
func playGame(ctx context.Context, g game.Game, players [2]Player, opening []game.Action, seed uint64) (*played, error) {
	s, out := g.New(), &played{}
	forfeit := func(p game.Player, err error) (*played, error) {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		out.outcome, out.result = outcomeOf(p.Opponent()), sgf.Won(p.Opponent(), sgf.Forfeit)
		out.forfeit = fmt.Sprintf("%s: %v", players[p].Name(), err)
		return out, nil
	}
	for side, p := range players {
		if err := p.NewGame(ctx, g, seed+uint64(side)); err != nil {
			return forfeit(game.Player(side), err)
		}
	}
	for !s.Terminal() {
		mover := s.ToPlay()
		a, resign := game.Action(0), false
		if n := s.Ply(); n < len(opening) {
			a = opening[n]
		} else {
			var err error
			if a, resign, err = players[mover].Genmove(ctx); err != nil {
				return forfeit(mover, err)
			}
		}
		if resign {
			out.outcome, out.result = outcomeOf(mover.Opponent()), sgf.Won(mover.Opponent(), sgf.Resignation)
			return out, nil
		}
		if a < 0 || int(a) >= g.Actions() || !s.Legal(a) {
			return forfeit(mover, fmt.Errorf("illegal move %d on\n%s", a, s))
		}
		for side, p := range players {
			if err := p.Play(ctx, a); err != nil {
				return forfeit(game.Player(side), err)
			}
		}
		out.moves = append(out.moves, a)
		s.Play(a)
	}
	out.outcome, out.result = int8(game.OutcomeFor(s, game.First)), sgf.Result(s)
	out.disputed = dispute(ctx, s, players)
	return out, nil
}

// dispute asks the players that can count for the score, and returns where they differ from the rules.
func dispute(ctx context.Context, s game.State, players [2]Player) string {
	ours, ok := s.(game.Scorer)
	if !ok {
		return ""
	}
	for _, p := range players {
		counter, ok := p.(FinalScorer)
		if !ok {
			continue
		}
		theirs, err := counter.FinalScore(ctx)
		if err != nil {
			return fmt.Sprintf("%s: %v", p.Name(), err)
		}
		if theirs != ours.Score() {
			return fmt.Sprintf("%s counts %+g, the rules %+g", p.Name(), theirs, ours.Score())
		}
	}
	return ""
}

func outcomeOf(winner game.Player) int8 {
	if winner == game.First {
		return 1
	}
	return -1
}
