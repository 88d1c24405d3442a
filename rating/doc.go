// Package rating plays matches and says how strong players are: Elo by maximum likelihood, with 95 %
// intervals.
//
// Read player.go (the interface it needs), search_player.go, match.go (one game), tournament.go (many, over
// several goroutines, resumable), log.go (games on disk), elo.go, table.go, plot.go.
//
// Goroutines: Run starts Options.Workers of them, each with players of its own, and waits for all. The log
// is shared under one lock.
package rating
