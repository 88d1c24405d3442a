package rating

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"tengen/game"
)

// Options say what is played.
type Options struct {
	GamesPerPairing int
	Gauntlet        bool          // the first entrant against each of the others; else everybody against everybody
	Levels          int           // the last so many entrants play the others, but not each other
	Ladder          int           // if above 0, each entrant against only so many that come after it, and the levels: for long lists
	KeepColours     bool          // the pairing's first entrant always moves first; else colours alternate
	Start           []game.Action // every game's first moves
	RandomPlies     int           // moves drawn after Start, the same for both games of a pair
	// OpeningPrior, if not nil, decides how likely the drawn moves are, else all legal ones are equally
	// likely. It writes non-negative weights [A] for the moves of s; those of illegal ones are ignored. Run
	// calls it before the first game, from one goroutine.
	OpeningPrior func(s game.State, weights []float32) error
	Workers      int // games at a time, each with players of its own
	Seed         uint64
	Anchors      map[string]float64 // Elo of entrants whose rating is given; without any the mean is 0
	// Threshold, if above 0, ends a tournament of two as soon as it is certain whether the first takes more
	// than this share of the points: AlphaGo Zero's gate, where it is 0.55.
	Threshold float64
	// Referee, if not nil, starts an engine that watches the games: one for each worker, and another where one has failed.
	Referee func() (Referee, error)
	// SPRT, if not nil, tests how much stronger the first of two is than the second, and ends their tournament when it
	// has a verdict; GamesPerPairing is the most it may take.
	SPRT     *SPRT
	Progress func(done, total int, t *Table) // after each game; calls do not overlap; may be nil
}

// check says everything that is wrong with a tournament.
func (o *Options) check(entrants []Entrant) error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(entrants) < 2 {
		bad("%d players, want 2 or more", len(entrants))
	}
	names := map[string]bool{}
	for _, e := range entrants {
		if e.Name == "" || names[e.Name] {
			bad("two players are called %q, or one has no name: give them names of their own, as in NAME=PLAYER", e.Name)
		}
		names[e.Name] = true
	}
	if o.GamesPerPairing < 1 {
		bad("%d games a pairing, want 1 or more", o.GamesPerPairing)
	}
	if o.Workers < 1 {
		bad("%d workers, want 1 or more", o.Workers)
	}
	if o.RandomPlies < 0 {
		bad("%d random plies, want 0 or more", o.RandomPlies)
	}
	if o.Levels < 0 || o.Levels > 0 && o.Levels >= len(entrants) {
		bad("%d of %d players are levels, want 0 or more and fewer than there are players", o.Levels, len(entrants))
	}
	if o.Ladder < 0 || o.Ladder > 0 && o.Gauntlet {
		bad("a ladder of reach %d, gauntlet %v: want a reach of 1 or more and no gauntlet, or 0 for none", o.Ladder, o.Gauntlet)
	}
	if o.SPRT != nil {
		if err := o.SPRT.check(); err != nil {
			bad("%w", err)
		}
		if len(entrants) != 2 || o.Threshold > 0 {
			bad("a sequential test with %d players and a threshold of %g, want 2 players and no threshold", len(entrants), o.Threshold)
		}
	}
	if o.Threshold < 0 || o.Threshold >= 1 || o.Threshold > 0 && len(entrants) != 2 {
		bad("a threshold of %g with %d players, want one from 0 to below 1 with 2 players, or 0 for none", o.Threshold, len(entrants))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Anchors)) {
		if !names[name] {
			bad("Elo is given for %q, which is no player: the players are %q", name, slices.Sorted(maps.Keys(names)))
		}
		if elo := o.Anchors[name]; !(math.Abs(elo) <= 1e5) {
			bad("player %s is given %g Elo, want a number from -100000 to 100000", name, elo)
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("tournament: %w", errors.Join(errs...))
	}
	return nil
}

// pairs returns the number of openings that a pairing wants: one for two games with colours exchanged.
func (o *Options) pairs() int {
	if o.KeepColours {
		return o.GamesPerPairing
	}
	return (o.GamesPerPairing + 1) / 2
}

// endsEarly reports whether a verdict may end the tournament.
func (o *Options) endsEarly() bool { return o.Threshold > 0 || o.SPRT != nil }

// meet reports whether entrants i and j, a later one, play each other.
func (o *Options) meet(i, j, entrants int) bool {
	firstLevel := entrants - o.Levels
	switch {
	case i >= firstLevel:
		return false
	case o.Gauntlet:
		return i == 0
	}
	return o.Ladder == 0 || j-i <= o.Ladder || j >= firstLevel
}

// fixture is a game to be played: entrants by number.
type fixture struct {
	number, first, second int
	game                  int // of the pairing
	pair                  int // of the pairing: its games share an opening
}

// schedule lists the games round by round, so that a tournament can be stopped at any time and every pairing
// has about as many games, and so that more games a pairing only add to the end.
func schedule(entrants int, o *Options) []fixture {
	var games []fixture
	for k := range o.GamesPerPairing {
		for i := range entrants {
			for j := i + 1; j < entrants; j++ {
				if !o.meet(i, j, entrants) {
					continue
				}
				f := fixture{number: len(games), first: i, second: j, game: k, pair: k}
				if !o.KeepColours {
					f.pair = k / 2
					if k%2 == 1 {
						f.first, f.second = j, i
					}
				}
				games = append(games, f)
			}
		}
	}
	return games
}

// seeds returns the seeds of a game for its first and second player. They hang on the run's seed, the players' names
// and the game's number in their pairing, so that the same two play the same games whoever else takes part.
func (t *tournament) seeds(a assignment) (both [2]uint64) {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q %d %d", t.options.Seed, t.entrants[a.first].Name, t.entrants[a.second].Name, a.game, a.attempt))
	for side := range both {
		both[side] = binary.LittleEndian.Uint64(sum[8*side:])
	}
	return both
}
