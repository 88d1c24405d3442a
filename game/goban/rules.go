package goban

import (
	"errors"
	"fmt"
)

// Ko says which repetitions are forbidden.
type Ko uint8

// The ko rules. A pass is always legal: it may repeat what it likes.
const (
	KoPositional  Ko = iota // no move may repeat a position of the game
	KoSituational           // no move may repeat a position with the same player to move
	KoSimple                // a stone that has just taken one stone, alone, may not be taken back at once; longer cycles go on to MaxPly
)

// Scoring says what counts at the end.
type Scoring uint8

// The ways to count. Both take all stones on the board as alive unless told which are dead (ScoreWith): a game
// that a program plays against itself ends with the stones that its rules leave.
const (
	ScoringArea      Scoring = iota // stones, and empty cells that reach only one colour
	ScoringTerritory                // empty cells that reach only one colour, and prisoners; points in seki count
)

// Handicap says how many points White gets for N handicap stones of Black's.
type Handicap uint8

// The compensations.
const (
	HandicapNone      Handicap = iota
	HandicapN                  // N points
	HandicapNMinusOne          // N - 1 points
)

// Rules are the options of a game of Go. The zero value is the usual ones: positional superko, no suicide, area
// scoring, no points for handicap.
type Rules struct {
	Ko      Ko
	Suicide bool // a move may take its own last liberty: then its own chain is taken, be it one stone or more
	Scoring Scoring
	// PassAlive ends a game when every cell belongs to one side for good, whatever the other plays
	// (State.PassAlive says precisely when). The result is the one that playing on would give if the limit of
	// plies allowed it. It goes with area scoring only: moves in one's own territory cost nothing there.
	PassAlive bool
	MaxPly    int // plies, 1 to MaxMaxPly, after which a game is over and counted as it stands; 0: 3·W·H
	Handicap  Handicap
}

// MaxMaxPly is the largest limit of plies. A State has room for the longest game: 10 bytes a ply and more.
const MaxMaxPly = 60000

// validate returns what is wrong with r, all of it.
func (r Rules) validate() error {
	var errs []error
	if r.Ko > KoSimple || r.Scoring > ScoringTerritory || r.Handicap > HandicapNMinusOne {
		errs = append(errs, fmt.Errorf("rules %+v: ko, scoring or handicap is none of the constants", r))
	}
	if r.MaxPly < 0 || r.MaxPly > MaxMaxPly {
		errs = append(errs, fmt.Errorf("rules: maxply is %d, want 1 to %d, or leave it out for 3·W·H", r.MaxPly, MaxMaxPly))
	}
	if r.PassAlive && r.Scoring != ScoringArea {
		errs = append(errs, errors.New("rules: passalive=yes goes with scoring=area only: under scoring=territory the moves that are not played would cost points"))
	}
	return errors.Join(errs...)
}
