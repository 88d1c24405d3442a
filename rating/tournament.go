package rating

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"tengen/game"
)

// errDecided stops the workers when no more games are needed.
var errDecided = errors.New("the match is decided")

// Run plays a tournament in dir, or what is left of it, and returns the table; with "" for dir it keeps the
// games in memory only. If ctx ends, or a player cannot be made, the table is of the games so far and the error
// says why there are no more.
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
	if o.SPRT != nil {
		t.sequence = newSequence(*o.SPRT, entrants[0].Name, &o)
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
	fixtures []fixture
	desk     *desk

	// The desk's, while the workers play.
	log      *log
	sequence *sequence // of Options.SPRT; nil without it
	failures []int     // games in a row in which each entrant failed
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
	if t.decided() {
		return nil
	}
	left := slices.DeleteFunc(slices.Clone(t.fixtures), func(f fixture) bool { return t.log.has(f.number) })
	t.desk = newDesk(left, t.options.Workers, t.lane, t.store)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	group, ctx := errgroup.WithContext(ctx)
	for range t.options.Workers {
		group.Go(func() (err error) {
			watch, err := newWatcher(t.options.Referee)
			if err != nil {
				return err
			}
			w := &worker{tournament: t, players: map[int]Player{}, watch: watch}
			defer func() { err = errors.Join(err, w.close()) }()
			if err = w.run(ctx); errors.Is(err, errDecided) {
				cancel(errDecided)
				return nil
			}
			return err
		})
	}
	return group.Wait()
}

// lane returns what a game may depend on: if the tournament can end early, all those before it; else those before it
// of the same players with the same colours, which it may repeat. Games that have an opening of their own repeat none.
func (t *tournament) lane(f fixture) lane {
	switch {
	case t.options.endsEarly():
		return lane{}
	case len(t.openings) >= t.options.pairs():
		return lane{number: f.number}
	}
	return lane{first: f.first, second: f.second}
}

// store keeps a game unless it repeats another. It returns errDecided if none is needed after it.
func (t *tournament) store(a assignment, e entry) (stored bool, err error) {
	if stored, err = t.log.add(t.game, e, a.attempt == attempts-1); !stored {
		return false, err
	}
	if err := errors.Join(t.judge(a.fixture, &e), t.report()); err != nil {
		return true, err
	}
	if t.decided() {
		return true, errDecided
	}
	return true, nil
}

// decided reports whether no more games are needed.
func (t *tournament) decided() bool {
	if t.sequence != nil {
		t.sequence.advance(t.log.done)
		return t.sequence.verdict != Undecided
	}
	return t.options.Threshold > 0 && t.settled()
}

// settled reports whether the games to come cannot change on which side of Threshold the first entrant ends.
// A game to come may turn out not to count, which moves the share less than a win or a loss would.
func (t *tournament) settled() bool {
	var s Score
	threshold, entries := t.options.Threshold, t.log.entries()
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
	games := t.log.entries()
	table, err := newTable(t.entrants, games, t.options.Anchors)
	if err != nil {
		return nil, err
	}
	if t.options.RandomPlies > 0 && len(games) > 0 {
		table.Openings, table.OpeningsWanted = len(t.openings), t.fixtures[games[len(games)-1].Number].pair+1
	}
	if t.sequence != nil {
		t.sequence.advance(t.log.done)
		table.SPRT = t.sequence.result()
	}
	return table, nil
}

func (t *tournament) report() error {
	if t.options.Progress == nil {
		return nil
	}
	table, err := t.table()
	if err != nil {
		return err
	}
	t.options.Progress(table.Games+table.Duplicates, len(t.fixtures), table)
	return nil
}
