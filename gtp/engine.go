package gtp

import (
	"context"
	"slices"

	"tengen/game"
	"tengen/mcts"
)

// Engine chooses moves for a Server. It is used by one goroutine at a time.
type Engine interface {
	// NewGame tells that a game starts by the rules of g: whatever is known of the last is void. It errs
	// if the engine cannot play g; the reason is shown to the person who asked for that board, and the
	// last game goes on.
	NewGame(g game.Game) error
	// Genmove chooses a legal action, or to resign, for q.State.ToPlay(). It does not play it. q.State is never
	// terminal. If ctx ends it returns soon, with an error.
	Genmove(ctx context.Context, q Question) (a game.Action, resign bool, err error)
}

// Ponderer is an Engine that can think while its opponent does.
type Ponderer interface {
	// Ponder thinks about what may follow q, for nobody and for no answer, until ctx ends or nothing is left to
	// find out. The end of ctx is no error, and Ponder then returns within milliseconds.
	Ponder(ctx context.Context, q Question) error
}

// Question is a position in which a move is asked for.
type Question struct {
	State   game.State   // to be read, and not kept
	History History      // of State
	Budget  *mcts.Budget // how long the answer may take; nil if there is no clock
	// Restriction is of the moves that are thought about, and leaves at least one. nil: all legal ones. Only an Analyzer is asked
	// with one.
	Restriction *mcts.Restriction
}

// History is how a position came about: an engine that keeps what it knows from move to move sees by it whether
// the game goes on from where it was. The zero value is the start of a game.
type History struct {
	setup []setupStone // see position
	first game.Player
	moves []move
}

// move is a move with the colour that made it, which need not alternate over GTP.
type move struct {
	player game.Player
	action game.Action
}

// after returns the moves by which h goes on from an earlier position, or false if it does not.
func (h History) after(earlier History) ([]move, bool) {
	n := len(earlier.moves)
	if h.first != earlier.first || !slices.Equal(h.setup, earlier.setup) || len(h.moves) < n || !slices.Equal(h.moves[:n], earlier.moves) {
		return nil, false
	}
	return h.moves[n:], true
}

// history returns the way to p, which stays as it is when the game goes on.
func (p *position) history() History {
	return History{setup: p.setup, first: p.first, moves: slices.Clone(p.moves)}
}
