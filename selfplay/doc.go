// Package selfplay plays games of a network against itself and hands over their records.
//
// Read params.go, worker.go (many games at once), game.go (one game from start to Record), schedule.go (how long
// each move is searched, and at which temperature it is drawn), resign.go.
//
// Goroutines: Pool.Run starts one for each game in flight and waits for all of them. Each owns its search and
// its client of the Batcher; they share the game counter and the resignation counts, which are atomic.
// A worker joins the Batcher only while it searches, so that nobody waits for its disk.
package selfplay
