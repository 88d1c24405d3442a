package mcts

import (
	"time"

	"tengen/game"
)

// Pace is how many moves of its own a player has to share its time among, that under way included; each is >= 1.
type Pace struct {
	Expected int // how many probably follow
	Most     int // how many can follow by the rules
	Game     int // how many a whole game can have
}

// PaceOf returns the pace of the player to move after some plies.
//
// A game is expected to take as many plies as three quarters of the board's cells (60 on 9x9, 270 on 19x19), and
// to go on for a quarter more once it has come near there; but never longer than the rules allow. It is
// our choice, and being off costs little: time kept for moves that never come is lost, and a game that goes on gets
// smaller and smaller shares of what is left.
func PaceOf(g game.Game, ply int) Pace {
	plies := func(n int) int { return max((n+1)/2, 1) } // to moves of one player
	cells, most := g.Shape().Cells(), g.MaxPly()
	p := Pace{Most: plies(most - ply), Game: plies(most)}
	p.Expected = min(plies(max(cells*3/4-ply, cells/4)), p.Most)
	return p
}

// Budget is how long to think about one move.
type Budget struct {
	Aim   time.Duration // what a usual move deserves, >= 0
	Limit time.Duration // thinking longer endangers the game, >= Aim
}

// patience is how many times Aim a hard decision may take.
const patience = 3

// Budget returns how long to think about the next move, or false if there is no limit.
//
// lag is what may go by on the clock without thinking: the way to the referee and back, the time until a search hears that
// it is to stop, a pause of the machine. That much is kept for each move that can follow and once more for a pause; but
// not more than an eighth and a quarter of a clock that is short for it. As long as each move loses less than
// its allowance, and all together the pause, no game is lost on time.
func (c Clock) Budget(p Pace, lag time.Duration) (Budget, bool) {
	s := c.Settings
	switch s.System {
	case NoTimeLimit:
		return Budget{}, false
	case Absolute, Fischer:
		return c.fromMain(p, lag), true
	}
	one := s.overtimeMove(lag)
	switch {
	case c.Count == 0: // the main time is extra: a move in overtime is there anyway
		return budget(max(c.Left/time.Duration(p.Expected), one), c.Left+one), true
	case s.System == Canadian:
		stones := time.Duration(c.Count)
		free := unreserved(c.Left, stones*s.allowance(p, lag), s.pause(lag))
		return budget(free/stones, free), true
	}
	return budget(c.Left, unreserved(c.Left, s.allowance(p, lag), 0)), true // a period not used is lost
}

// fromMain shares the main time and what comes on top of it.
func (c Clock) fromMain(p Pace, lag time.Duration) Budget {
	s := c.Settings
	each := s.allowance(p, lag)
	extra := s.Increment - each // of each later move
	free := unreserved(c.Left, each+time.Duration(p.Most-1)*max(-extra, 0), s.pause(lag))
	if s.MaxMove > 0 {
		free = min(free, unreserved(s.MaxMove, each, 0))
	}
	return budget(free/time.Duration(p.Expected)+max(extra, 0), free)
}

// overtimeMove returns how long a move can take in overtime that has just begun.
func (s TimeSettings) overtimeMove(lag time.Duration) time.Duration {
	each := s.allowance(Pace{}, lag)
	if s.System == Byoyomi {
		return unreserved(s.Period, each, 0)
	}
	stones := time.Duration(s.Count)
	return unreserved(s.Period, stones*each, s.pause(lag)) / stones
}

// allowance returns what of lag is kept for each move.
func (s TimeSettings) allowance(p Pace, lag time.Duration) time.Duration {
	switch s.System {
	case Byoyomi:
		return min(lag, s.Period/2)
	case Canadian:
		return min(lag, s.Period/(8*time.Duration(s.Count)))
	}
	each := min(lag, max(s.Main/(8*time.Duration(p.Game)), min(s.Increment/2, s.Main/8)))
	if s.MaxMove > 0 {
		each = min(each, s.MaxMove/2)
	}
	return each
}

// pause returns what of lag is kept for one longer pause. Japanese overtime has its spare periods for that.
func (s TimeSettings) pause(lag time.Duration) time.Duration {
	if s.System == Canadian {
		return min(lag, s.Period/4)
	}
	return min(lag, s.Main/4)
}

// unreserved returns what of left may be thought away if lag will take its part of each move to come, and a pause may
// come. After a pause, half of what the moves can spare is kept for another; if even lag took more than was foreseen, half
// of all has to do.
func unreserved(left, lag, pause time.Duration) time.Duration {
	switch spare := left - lag; {
	case spare >= pause && spare > 0:
		return spare - pause
	case spare > 0:
		return spare / 2
	}
	return left / 2
}

// budget is aim with patience, where no more than free is to be had.
func budget(aim, free time.Duration) Budget {
	aim = min(aim, free)
	return Budget{Aim: aim, Limit: max(aim, min(patience*aim, free/2))}
}
