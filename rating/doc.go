// Package rating plays matches and says how strong players are: Elo by maximum likelihood, with 95 %
// intervals.
//
// Read player.go (the interface it needs), search_player.go, match.go (one game), referee.go (who watches it), then schedule.go,
// openings.go, tournament.go and failures.go (many games, over several goroutines, resumable), log.go, entry.go and
// terms.go (games on disk), then score.go, elo.go, prior.go and covariance.go (from games to ratings), and
// table.go, text.go, picture.go, plot.go and cross.go (what people see).
//
// A tournament's folder:
//
//	terms.json       what is played; another tournament in the same folder is refused
//	games.jsonl      a line a finished game, synced before the game counts
//	games/00000.sgf  the same game for people, by its place in the schedule
//	lock             held while the tournament runs
//
// Invariants: a game counts if and only if its line is on disk; no two games that count, of the same players
// with the same colours, have the same moves, but those lost by forfeit; a tournament that is stopped and
// started again plays the missing games from the same openings.
//
// Goroutines: Run starts Options.Workers of them, each with players of its own, and waits for all. The log
// is shared under its lock, the schedule under the tournament's; the tournament's is taken first.
package rating
