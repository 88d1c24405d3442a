package rating

import (
	"context"
	"sync"
)

// attempts is how often a game that repeats another is played again, from other openings if there are any
// and with other seeds, before it is stored as one that does not count.
const attempts = 20

// heldPerWorker bounds how many finished games wait for earlier ones, and so what a kill costs: enough that no
// worker waits for a game that takes a few times as long as others.
const heldPerWorker = 4

// assignment is a game to be played, for the attempt-th time.
type assignment struct {
	fixture
	attempt int
}

// lane names games that have to be stored in the schedule's order, since what is done with one depends on those
// before it.
type lane struct{ first, second, number int }

// desk hands out the games of a schedule and takes them back. Workers finish them in any order; within a lane it
// holds a game until those before it are stored, so that what is stored does not depend on who was quick.
type desk struct {
	lane  func(f fixture) lane
	store func(a assignment, e entry) (stored bool, err error) // called under mu; false: to be played again

	mu     sync.Mutex
	change sync.Cond            // of what follows
	next   []fixture            // games that nobody has taken
	again  []assignment         // games to be played again
	held   map[int]finishedGame // by number: games that wait for earlier ones
	lanes  map[lane][]int       // numbers of the games that are not stored
	open   int                  // how many there are in all lanes
	most   int                  // to be held
	failed error                // why nothing more is stored; nil at first
}

type finishedGame struct {
	assignment
	entry entry
}

func newDesk(games []fixture, workers int, laneOf func(f fixture) lane, store func(a assignment, e entry) (bool, error)) *desk {
	d := &desk{lane: laneOf, store: store, next: games, held: map[int]finishedGame{}, lanes: map[lane][]int{}, open: len(games), most: heldPerWorker * workers}
	d.change.L = &d.mu
	for _, f := range games {
		d.lanes[laneOf(f)] = append(d.lanes[laneOf(f)], f.number)
	}
	return d
}

// take returns a game to play, and waits if there may be one later: one that is to be played again. ok is false if
// there will be none, or ctx ends.
func (d *desk) take(ctx context.Context) (a assignment, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.change.Broadcast()
	})()
	for ; d.open > 0 && ctx.Err() == nil; d.change.Wait() {
		if len(d.again) > 0 {
			a, d.again = d.again[0], d.again[1:]
			return a, true
		}
		if len(d.next) > 0 && len(d.held) < d.most {
			a, d.next = assignment{fixture: d.next[0]}, d.next[1:]
			return a, true
		}
	}
	return assignment{}, false
}

// give takes back a finished game, and stores it and those that waited for it as far as their turn has come. After
// the first error nothing is stored any more.
func (d *desk) give(a assignment, e entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.change.Broadcast()
	d.held[a.number] = finishedGame{a, e}
	for l := d.lane(a.fixture); d.failed == nil && len(d.lanes[l]) > 0; {
		g, ok := d.held[d.lanes[l][0]]
		if !ok {
			break
		}
		delete(d.held, g.number)
		stored := false
		if stored, d.failed = d.store(g.assignment, g.entry); !stored {
			d.again = append(d.again, assignment{g.fixture, g.attempt + 1})
			break
		}
		d.lanes[l] = d.lanes[l][1:]
		d.open--
	}
	return d.failed
}
