package rating

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"tengen/game"
)

// attempts is how often a game that repeats another is played again, from other openings if there are any
// and with other seeds, before it is stored as one that does not count.
const attempts = 20

// errDecided stops the workers when Options.Threshold is settled.
var errDecided = errors.New("the match is decided")

// Run plays a tournament in dir, or what is left of it, and returns the table; with "" for dir it keeps the
// games in memory only. Finished games are kept whatever happens: if ctx ends, or a player cannot be made,
// the table is of the games so far and the error says why there are no more.
func Run(ctx context.Context, dir string, g game.Game, entrants []Entrant, o Options) (table *Table, err error) {
	if err := o.check(entrants); err != nil {
		return nil, err
	}
	openings, err := drawOpenings(g, &o, o.pairs())
	if err != nil {
		return nil, fmt.Errorf("tournament: %w", err)
	}
	l, err := openLog(dir, termsOf(g, entrants, &o))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	t := &tournament{game: g, entrants: entrants, options: o, openings: openings, log: l, fixtures: schedule(len(entrants), &o),
		failures: make([]int, len(entrants))}
	if err := t.checkLog(); err != nil {
		return nil, err
	}
	err = t.play(ctx)
	table, tableErr := t.table()
	return table, errors.Join(err, tableErr)
}

// PlayMatch plays games of a against b, as Run does with a tournament of two that is kept in memory only, and
// returns a's score. With Options.Threshold it stops as soon as it is certain whether a takes more than that
// share of the points. Of Options it sets GamesPerPairing and Anchors.
func PlayMatch(ctx context.Context, a, b Entrant, g game.Game, games int, o Options) (Score, error) {
	o.GamesPerPairing, o.Anchors = games, nil
	table, err := Run(ctx, "", g, []Entrant{a, b}, o)
	if table == nil || len(table.Pairings) == 0 {
		return Score{}, err
	}
	return table.Pairings[0].Score, err
}

type tournament struct {
	game     game.Game
	entrants []Entrant
	options  Options
	openings [][]game.Action
	log      *log
	fixtures []fixture

	mu       sync.Mutex // of next, of failures and of the calls of Progress
	next     int
	failures []int // games in a row in which each entrant failed
}

// checkLog says whether the games on disk are of this tournament.
func (t *tournament) checkLog() error {
	for _, e := range t.log.entries() {
		if e.Number >= len(t.fixtures) {
			return fmt.Errorf("%s has a game %d, but %d games a pairing make only %d: ask for more games, or choose an empty folder",
				t.log.dir, e.Number, t.options.GamesPerPairing, len(t.fixtures))
		}
		if f := t.fixtures[e.Number]; t.entrants[f.first].Name != e.First || t.entrants[f.second].Name != e.Second {
			return fmt.Errorf("%s holds another tournament: its game %d is %s against %s, not %s against %s; choose an empty folder",
				t.log.dir, e.Number, e.First, e.Second, t.entrants[f.first].Name, t.entrants[f.second].Name)
		}
	}
	return nil
}

// play starts the workers and waits for them.
func (t *tournament) play(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if t.decided() {
		return nil
	}
	group, ctx := errgroup.WithContext(ctx)
	for range t.options.Workers {
		group.Go(func() (err error) {
			watch, err := newWatcher(t.options.Referee)
			if err != nil {
				return err
			}
			w := &worker{tournament: t, players: map[int]Player{}, watch: watch, stop: cancel}
			defer func() { err = errors.Join(err, w.close()) }()
			if err = w.run(ctx); errors.Is(err, errDecided) {
				return nil
			}
			return err
		})
	}
	return group.Wait()
}

// take returns the next game that is not on disk.
func (t *tournament) take() (fixture, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.next < len(t.fixtures) {
		f := t.fixtures[t.next]
		t.next++
		if !t.log.has(f.number) {
			return f, true
		}
	}
	return fixture{}, false
}

// decided reports whether the games to come cannot change on which side of Threshold the first entrant ends.
// A game to come may turn out not to count, which moves the share less than a win or a loss would.
func (t *tournament) decided() bool {
	threshold := t.options.Threshold
	if threshold == 0 {
		return false
	}
	var s Score
	entries := t.log.entries()
	for _, e := range entries {
		if !e.Duplicate {
			s.add(e.outcomeFor(t.entrants[0].Name))
		}
	}
	left := float64(len(t.fixtures) - len(entries))
	sure := s.Points() > threshold*(s.Games()+left)
	hopeless := s.Points()+left <= threshold*(s.Games()+left)
	return len(entries) > 0 && (sure || hopeless)
}

func (t *tournament) table() (*Table, error) {
	table, err := newTable(t.entrants, t.log.entries(), t.options.Anchors)
	if err == nil && t.options.RandomPlies > 0 {
		table.Openings, table.OpeningsWanted = len(t.openings), t.options.pairs()
	}
	return table, err
}

func (t *tournament) report() error {
	if t.options.Progress == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	table, err := t.table()
	if err != nil {
		return err
	}
	t.options.Progress(table.Games+table.Duplicates, len(t.fixtures), table)
	return nil
}
