package gtp

import (
	"cmp"
	"context"
	"errors"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// errTimeUp ends a run of the search whose time is over.
var errTimeUp = errors.New("the time for the move is over")

// looks is how often, in the time that a move is meant to take, the search is looked at.
const looks = 4

// think searches for the time of b, counted from start, or until there are visits enough. It stops before that where the
// rest of the time could not change the move at the speed so far, and goes on after it, to the limit at most, as
// long as the best move is another than a quarter of b.Aim before.
func (e *SearchEngine) think(ctx context.Context, start time.Time, b mcts.Budget) error {
	before := e.search.RootVisits()
	target := before + cmp.Or(e.params.Simulations, noLimit)
	quarter := max(b.Aim/looks, time.Millisecond)
	best := game.Action(-1)
	for end := quarter; ; end += quarter {
		last := best
		end = min(end, b.Limit)
		done, err := e.runUntil(ctx, start.Add(end), target)
		if done || err != nil {
			return err
		}
		if e.known() {
			best = e.search.Best()
		}
		switch {
		case end == b.Limit, end >= b.Aim && best >= 0 && best == last:
			return nil
		case e.params.StopDecided && e.decided(best, e.search.RootVisits()-before, time.Since(start), b.Aim):
			return nil
		}
	}
}

// runUntil searches until a deadline, and reports whether the search was done before that.
func (e *SearchEngine) runUntil(ctx context.Context, deadline time.Time, target int) (done bool, err error) {
	n := target - e.search.RootVisits()
	if n <= 0 && e.known() {
		return true, nil
	}
	ctx, stop := context.WithDeadlineCause(ctx, deadline, errTimeUp)
	defer stop()
	err = e.search.Run(ctx, max(n, 0), false)
	if errors.Is(err, errTimeUp) {
		return false, nil
	}
	return true, err
}

// decided reports whether best, of the root known last, has more visits than any other move can get by aim, if
// descents go on coming as they did.
func (e *SearchEngine) decided(best game.Action, descents int, elapsed, aim time.Duration) bool {
	var most, next int32
	var mostVisited game.Action
	for _, v := range e.visits {
		if v.Visits > most {
			most, next, mostVisited = v.Visits, most, v.Action
		} else {
			next = max(next, v.Visits)
		}
	}
	if descents == 0 || elapsed <= 0 || elapsed >= aim || best != mostVisited {
		return false
	}
	return float64(most-next) > float64(descents)*(aim-elapsed).Seconds()/elapsed.Seconds()
}
