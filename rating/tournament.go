package rating

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"

	"golang.org/x/sync/errgroup"

	"tengen/game"
)

// Options say what is played.
type Options struct {
	GamesPerPairing int
	Gauntlet        bool // the first entrant against each of the others; else everybody against everybody
	KeepColours     bool // the pairing's first entrant always moves first; else colours alternate
	Start           []game.Action
	RandomPlies     int // uniformly random legal moves after Start, the same for both games of a pair
	Workers         int
	Seed            uint64
	Progress        func(done, total int, t *Table) // after each game; calls do not overlap; may be nil
}

// attempts is how often a game that repeats another is played again before it is left out.
const attempts = 20

// fixture is a game to be played: entrants by number.
type fixture struct {
	number, first, second int
	opening               uint64 // seed of the opening, shared by the two games of a pair
}

// schedule lists the games, pairings in turn.
func schedule(n int, o Options) []fixture {
	var games []fixture
	for k := range o.GamesPerPairing {
		for i := range n {
			if o.Gauntlet && i > 0 {
				break
			}
			for j := i + 1; j < n; j++ {
				f := fixture{number: len(games), first: i, second: j, opening: o.Seed<<32 + uint64(k/2*n*n+i*n+j)}
				if k%2 == 1 && !o.KeepColours {
					f.first, f.second = j, i
				}
				games = append(games, f)
			}
		}
	}
	return games
}

// Run plays a tournament in dir, or what is left of it, and returns the table. Finished games are kept
// whatever happens; if ctx ends the table is of the games so far, with ctx's cause as the error.
func Run(ctx context.Context, dir string, g game.Game, entrants []Entrant, o Options) (table *Table, err error) {
	if len(entrants) < 2 || o.GamesPerPairing < 1 || o.Workers < 1 {
		return nil, fmt.Errorf("a tournament of %d players, %d games a pairing and %d workers: want at least 2, 1 and 1", len(entrants), o.GamesPerPairing, o.Workers)
	}
	l, err := openLog(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	t := &tournament{game: g, entrants: entrants, options: o, log: l, fixtures: schedule(len(entrants), o)}
	if err := t.checkLog(); err != nil {
		return nil, err
	}
	err = t.play(ctx)
	table, tableErr := NewTable(entrants, l.entries())
	return table, errors.Join(err, tableErr)
}

type tournament struct {
	game     game.Game
	entrants []Entrant
	options  Options
	log      *log
	fixtures []fixture

	mu   sync.Mutex
	next int
}

// checkLog says whether the games on disk are of this tournament.
func (t *tournament) checkLog() error {
	for _, e := range t.log.entries() {
		if e.Number >= len(t.fixtures) || t.entrants[t.fixtures[e.Number].first].Name != e.First || t.entrants[t.fixtures[e.Number].second].Name != e.Second {
			return fmt.Errorf("%s holds another tournament: its game %d is %s against %s; choose an empty folder with --out", t.log.dir, e.Number, e.First, e.Second)
		}
	}
	return nil
}

// play starts the workers.
func (t *tournament) play(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for range t.options.Workers {
		group.Go(func() (err error) {
			w := &worker{tournament: t, players: map[int]Player{}}
			defer func() { err = errors.Join(err, w.close()) }()
			for {
				f, ok := t.take()
				if !ok {
					return nil
				}
				if err := w.fixture(ctx, f); err != nil {
					return err
				}
			}
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
		t.log.mu.Lock()
		_, done := t.log.done[f.number]
		t.log.mu.Unlock()
		if !done {
			return f, true
		}
	}
	return fixture{}, false
}

// worker plays games with players of its own.
type worker struct {
	*tournament
	players map[int]Player
}

func (w *worker) player(i int) (Player, error) {
	if p, ok := w.players[i]; ok {
		return p, nil
	}
	p, err := w.entrants[i].New()
	if err != nil {
		return nil, fmt.Errorf("player %s: %w", w.entrants[i].Name, err)
	}
	w.players[i] = p
	return p, nil
}

func (w *worker) close() error {
	var errs []error
	for _, p := range w.players {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}

// fixture plays a game, again with other randomness as long as it repeats another one, and stores it.
func (w *worker) fixture(ctx context.Context, f fixture) error {
	for attempt := range attempts {
		var players [2]Player
		for side, i := range []int{f.first, f.second} {
			p, err := w.player(i)
			if err != nil {
				return err
			}
			players[side] = p
		}
		rng := rand.New(rand.NewPCG(f.opening, uint64(attempt)))
		opening, err := w.openingOf(rng)
		if err != nil {
			return err
		}
		seed := f.opening*1_000_003 + uint64(f.number)*131 + uint64(attempt)
		p, err := playGame(ctx, w.game, players, opening, seed)
		if err != nil {
			return err
		}
		e := entry{Number: f.number, First: w.entrants[f.first].Name, Second: w.entrants[f.second].Name,
			Outcome: p.outcome, Result: p.result, Plies: len(p.moves), Moves: p.moves, Forfeit: p.forfeit, Disputed: p.disputed}
		if p.forfeit != "" {
			w.replace(f)
		} else if !w.log.isNew(e) && attempt < attempts-1 {
			continue
		}
		if err := w.log.add(w.game, e, p); err != nil {
			return err
		}
		return w.report()
	}
	return nil
}

// replace closes the players of a forfeited game: the next one starts with new ones.
func (w *worker) replace(f fixture) {
	for _, i := range []int{f.first, f.second} {
		w.players[i].Close() // it has lost the game already; there is nothing more to say about it
		delete(w.players, i)
	}
}

// openingOf returns Start and random moves after it, none of which ends the game.
func (w *worker) openingOf(rng *rand.Rand) ([]game.Action, error) {
	s, next := w.game.New(), w.game.New()
	opening := append([]game.Action(nil), w.options.Start...)
	for _, a := range opening {
		if !s.Legal(a) {
			return nil, fmt.Errorf("the opening's move %s is illegal on\n%s", s.FormatAction(a), s)
		}
		s.Play(a)
	}
	for range w.options.RandomPlies {
		legal := s.LegalActions(nil)
		a := legal[rng.IntN(len(legal))]
		next.CopyFrom(s)
		if next.Play(a); next.Terminal() {
			break
		}
		s.CopyFrom(next)
		opening = append(opening, a)
	}
	return opening, nil
}

func (w *worker) report() error {
	if w.options.Progress == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	entries := w.log.entries()
	t, err := NewTable(w.entrants, entries)
	if err != nil {
		return err
	}
	w.options.Progress(len(entries), len(w.fixtures), t)
	return nil
}
