package rating

import (
	"context"

	"tengen/game"
)

// Player is one side of a match: a search, or an engine that speaks GTP. It is for one goroutine at a time.
type Player interface {
	// Name is what tables call it.
	Name() string
	// NewGame starts a game by the rules of g.
	NewGame(ctx context.Context, g game.Game, seed uint64) error
	// Play tells that a was played, by whichever side, the player's own moves included.
	Play(ctx context.Context, a game.Action) error
	// Genmove chooses a move for the side to move, or resigns. The match then calls Play.
	Genmove(ctx context.Context) (a game.Action, resign bool, err error)
	// Close ends the player.
	Close() error
}

// FinalScorer is a Player that can count a finished game: First's points less Second's, komi included.
type FinalScorer interface {
	FinalScore(ctx context.Context) (float32, error)
}

// Entrant takes part in a tournament. New makes a player of its own for each goroutine.
type Entrant struct {
	Name string
	Step int64 // optimizer step of a checkpoint; -1 for others
	New  func() (Player, error)
}
