// Package rating plays matches and says how strong players are: Elo by maximum likelihood, with 95 %
// intervals.
//
// Read player.go (the interface it needs), search_player.go, match.go (one game), referee.go (who watches it), then schedule.go,
// openings.go, desk.go, tournament.go and failures.go (many games, over several goroutines, resumable), log.go, entry.go and
// terms.go (games on disk), then score.go, elo.go, prior.go and covariance.go (from games to ratings), sprt.go and
// sequence.go (when a match is decided), and table.go, text.go, picture.go, plot.go and cross.go (what people see).
//
// A tournament's folder:
//
//	terms.json       what is played; another tournament in the same folder is refused
//	games.jsonl      a line a finished game, synced before the game counts
//	games/00000.sgf  the same game for people, by its place in the schedule
//	lock             held while the tournament runs
//
// Invariants: a game counts if and only if its line is on disk; no two games that count, of the same players
// with the same colours, have the same moves, but those lost by forfeit. Which games are played depends on the
// terms alone, if the players depend on nothing but their seeds: not on the workers, on who is quick, or on how often
// the tournament was stopped and started again.
//
// Goroutines: Run starts Options.Workers of them, each with players of its own, and waits for all. The desk hands
// them games and takes these back, and under its lock are the log and all that is computed from it.
package rating
