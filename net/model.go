package net

import "tengen/game"

// Model is a network that can play: the game, the weights, and where they come from.
type Model struct {
	ID       string // SHA-256 of the file, hexadecimal; "" before it is written
	Game     game.Params
	Weights  *Weights
	Training Training
}

// Training tells how a model came to be.
type Training struct {
	Run     string // name of the run
	Step    int64  // optimizer steps
	Games   int64  // finished self-play games when it was published
	Samples int64  // positions in those games
	Seconds int64  // the run's own time over all its sittings
	Created int64  // Unix time in seconds
}
