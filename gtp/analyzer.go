package gtp

import (
	"context"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// Analyzer is an Engine that can tell what it thinks while it does.
type Analyzer interface {
	// Analyze thinks about q until ctx ends, and tells w of it. It goes on telling when nothing is left to find out. The end
	// of ctx is no error, and Analyze then returns within milliseconds. q's Budget does not matter.
	Analyze(ctx context.Context, q Question, w Watch) error
	// GenmoveAnalyze is Engine.Genmove that tells w of it, also at its end.
	GenmoveAnalyze(ctx context.Context, q Question, w Watch) (a game.Action, resign bool, err error)
}

// Watch says what an Analyzer has to tell, how often and to whom.
type Watch struct {
	Interval  time.Duration // between two calls of Report; above 0
	MaxMoves  int           // the best ones; 0: all that have visits
	Ownership bool          // Findings.Ownership are asked for
	// Report is called by one goroutine at a time, and not after the Analyzer's method has returned. An error from it
	// ends that method, which returns it.
	Report func(*Findings) error
}

// Findings are what an Analyzer knows of a position, all for the player to move. They are the Report's until it returns.
type Findings struct {
	State     game.State // to be read
	Visits    int        // descents from the root
	Value     float32    // in [-1, 1]
	Moves     []Variation
	Ownership []float32 // [H, W]: who owns each cell at the end, -1 (the opponent) to 1; nil if nothing is known yet
}

// Variation is a move and what is likely to follow: each is described for the player who makes it. Its first move is the one
// that it is about.
type Variation []mcts.Move
