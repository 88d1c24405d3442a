package rating

import "fmt"

// maxFailures is how many games in a row a player, or the referee, may lose by failing before the tournament stops: each
// time a new one is made, and one that fails ten times is broken, not unlucky.
const maxFailures = 10

// judge counts the games in a row in which an entrant failed, and errs if they are too many. To fail is to lose by
// forfeit: a crash, no answer in time, an illegal move.
func (t *tournament) judge(f fixture, e *entry) error {
	loser := -1
	if e.Forfeit != "" {
		loser = f.second
		if e.Outcome < 0 {
			loser = f.first
		}
	}
	for _, i := range []int{f.first, f.second} {
		if i != loser {
			t.failures[i] = 0
			continue
		}
		if t.failures[i]++; t.failures[i] >= maxFailures {
			return fmt.Errorf("player %s has failed in %d games in a row: mend it, and take the lines of those games out of games.jsonl "+
				"to have them played again; the last time: %s", t.entrants[i].Name, t.failures[i], e.Forfeit)
		}
	}
	return nil
}
