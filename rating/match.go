package rating

import (
	"context"
	"fmt"
	"strings"

	"tengen/game"
	"tengen/sgf"
)

// played is a finished game.
type played struct {
	moves    []game.Action
	outcome  int8     // for First
	result   string   // as SGF writes it
	score    *float32 // First's points less Second's of a game played to its end; nil if there are no points
	forfeit  string   // why a side lost without playing on: illegal move, crash; "" if it did not
	disputed string   // what players and the referee said, where they differ from the rules
	referee  *verdict // nil without one
}

// playGame plays one game from an opening, which must be legal. A player that errs or chooses an illegal
// move loses; only the end of ctx is an error, with its cause.
func playGame(ctx context.Context, g game.Game, players [2]Player, watch *watcher, opening []game.Action, seeds [2]uint64) (*played, error) {
	m := &match{state: g.New(), players: players, watch: watch}
	watch.newGame(ctx, g)
	for side, p := range players {
		if err := p.NewGame(ctx, g, seeds[side]); err != nil {
			return m.forfeit(ctx, game.Player(side), err)
		}
	}
	for !m.state.Terminal() {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		mover := m.state.ToPlay()
		a, resign, err := m.next(ctx, opening)
		switch {
		case err != nil:
			return m.forfeit(ctx, mover, err)
		case resign:
			return m.won(mover.Opponent(), sgf.Resignation), nil
		}
		if loser, err := m.play(ctx, a); err != nil {
			return m.forfeit(ctx, loser, err)
		}
	}
	return m.finish(ctx)
}

// match is a game under way.
type match struct {
	state   game.State
	players [2]Player
	watch   *watcher
	out     played
}

// next returns the opening's move as long as it lasts, then that of the side to move.
func (m *match) next(ctx context.Context, opening []game.Action) (a game.Action, resign bool, err error) {
	if n := m.state.Ply(); n < len(opening) {
		return opening[n], false, nil
	}
	a, resign, err = m.players[m.state.ToPlay()].Genmove(ctx)
	if err == nil && !resign && (a < 0 || int(a) >= m.state.Game().Actions() || !m.state.Legal(a)) {
		err = fmt.Errorf("illegal move %s on\n%s", nameAction(m.state, a), m.state)
	}
	return a, resign, err
}

// play tells both players and the referee of a. If a player refuses it, that one has lost; a referee's refusal is noted.
func (m *match) play(ctx context.Context, a game.Action) (loser game.Player, err error) {
	for side, p := range m.players {
		if err := p.Play(ctx, a); err != nil {
			return game.Player(side), err
		}
	}
	m.dispute(m.watch.play(ctx, m.state, a))
	m.out.moves = append(m.out.moves, a)
	m.state.Play(a)
	return 0, nil
}

// forfeit ends a game in which loser has failed, unless ctx has ended and that is why.
func (m *match) forfeit(ctx context.Context, loser game.Player, err error) (*played, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	m.out.forfeit = fmt.Sprintf("%s: %v", m.players[loser].Name(), err)
	return m.won(loser.Opponent(), sgf.Forfeit), nil
}

// won ends a game that is won, but not on the board.
func (m *match) won(winner game.Player, by sgf.Reason) *played {
	m.out.outcome, m.out.result = outcomeOf(winner), sgf.Won(winner, by)
	return &m.out
}

// finish ends a game that is over by the rules.
func (m *match) finish(ctx context.Context) (*played, error) {
	m.out.outcome, m.out.result = int8(game.OutcomeFor(m.state, game.First)), sgf.Result(m.state)
	if s, ok := m.state.(game.Scorer); ok {
		score := s.Score()
		m.out.score = &score
		m.dispute(m.askPlayers(ctx, score))
		m.dispute(m.watch.finish(ctx, m.state, score))
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx) // a player that was stopped while it counted has not disputed anything
	}
	return &m.out, nil
}

// dispute notes an objection, if it is one.
func (m *match) dispute(text string) {
	if text != "" {
		m.out.disputed = strings.TrimPrefix(m.out.disputed+"; "+text, "; ")
	}
}

// askPlayers asks the players that can count for the score, and returns where they differ from the rules.
func (m *match) askPlayers(ctx context.Context, ours float32) string {
	var all []string
	for _, p := range m.players {
		counter, ok := p.(FinalScorer)
		if !ok {
			continue
		}
		switch theirs, err := counter.FinalScore(ctx); {
		case err != nil:
			all = append(all, fmt.Sprintf("%s: %v", p.Name(), err))
		case theirs != ours:
			all = append(all, fmt.Sprintf("%s counts %+g, the rules %+g", p.Name(), theirs, ours))
		}
	}
	return strings.Join(all, "; ")
}

// nameAction names an action for people, also one that does not exist.
func nameAction(s game.State, a game.Action) string {
	if a < 0 || int(a) >= s.Game().Actions() {
		return fmt.Sprintf("%d (actions are 0 to %d)", a, s.Game().Actions()-1)
	}
	return s.FormatAction(a)
}

func outcomeOf(winner game.Player) int8 {
	if winner == game.First {
		return 1
	}
	return -1
}
