package mcts

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// TimeSystem is a way to limit the time of a player.
type TimeSystem int8

// The usual time systems.
const (
	NoTimeLimit TimeSystem = iota
	Absolute               // Main for the whole game
	Byoyomi                // Main, then Count periods: a move that takes less than one costs none (Japanese)
	Canadian               // Main, then Count stones in each period
	Fischer                // Main, and Increment more after each move
)

// maxTime is the longest time in settings: 2^31-1 seconds, which GTP asks for, 68 years.
const maxTime = math.MaxInt32 * time.Second

// MaxCount is the largest number of periods, or stones in one.
const MaxCount = 100_000

// TimeSettings are the rules of a clock. The zero value is no limit.
type TimeSettings struct {
	System    TimeSystem
	Main      time.Duration // >= 0
	Period    time.Duration // Byoyomi, Canadian: length of a period, > 0
	Count     int           // Byoyomi: periods; Canadian: stones in a period; 1 to 100,000
	Increment time.Duration // Fischer: >= 0
	MaxMain   time.Duration // Fischer: the clock is never put above it, >= Main; 0: no cap
	MaxMove   time.Duration // Fischer: a move that takes longer loses; 0: no such limit
}

// Validate says everything that is wrong with the settings.
func (s TimeSettings) Validate() error {
	var errs []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	inRange := func(name string, d time.Duration) {
		want(d >= 0 && d <= maxTime, "%s is %g s, want 0 to %d", name, d.Seconds(), int64(maxTime/time.Second))
	}
	inRange("main time", s.Main)
	inRange("increment", s.Increment)
	inRange("cap of the main time", s.MaxMain)
	inRange("limit of a move", s.MaxMove)
	if s.System == Byoyomi || s.System == Canadian {
		inRange("period", s.Period)
		want(s.Period > 0, "period is 0 s, want more (main time alone is called absolute)")
		want(s.Count >= 1 && s.Count <= MaxCount, "number of periods or stones is %d, want 1 to %d", s.Count, MaxCount)
	}
	want(s.MaxMain == 0 || s.MaxMain >= s.Main, "cap of the main time is %g s, want at least the main time, %g s", s.MaxMain.Seconds(), s.Main.Seconds())
	return errors.Join(errs...)
}

// Clock is the clock of one player. The zero value has no limit.
type Clock struct {
	Settings TimeSettings
	Left     time.Duration // of the main time; in overtime, of the period under way
	Count    int           // 0 in main time; in overtime, periods left, that under way included, or stones to play in it
}

// NewClock returns the clock of a player at the start of a game. The settings must be valid.
func NewClock(s TimeSettings) Clock {
	c := Clock{Settings: s}
	c.Set(s.Main, 0)
	return c
}

// Set puts the clock to what a referee says: left of the main time and count 0, or in overtime left of the
// period under way, and periods (Byoyomi) or stones (Canadian) that are left.
func (c *Clock) Set(left time.Duration, count int) {
	c.Left, c.Count = min(max(left, 0), maxTime), min(max(count, 0), MaxCount)
	switch {
	case c.Settings.Period == 0:
		c.Count = 0
	case c.Left == 0 && c.Count == 0:
		c.enterOvertime()
	}
}

func (c *Clock) enterOvertime() { c.Left, c.Count = c.Settings.Period, c.Settings.Count }

// Spend takes the time of a move off the clock, makes it ready for the next move, and reports whether the move was in
// time. It is as strict as can be: who has nothing left has lost. Should nobody mind, the clock goes on with what there is,
// such as the last period.
func (c *Clock) Spend(d time.Duration) bool {
	s := &c.Settings
	switch s.System {
	case NoTimeLimit:
		return true
	case Absolute, Fischer:
		inTime := d < c.Left && (s.MaxMove == 0 || d <= s.MaxMove)
		c.Left = max(c.Left-d, 0)
		if s.System == Fischer {
			c.Left += s.Increment
			if s.MaxMain > 0 {
				c.Left = min(c.Left, s.MaxMain)
			}
		}
		return inTime
	}
	if c.Count == 0 {
		if d < c.Left {
			c.Left -= d
			return true
		}
		d -= c.Left
		c.enterOvertime()
	}
	if s.System == Canadian {
		return c.spendStone(d)
	}
	return c.spendPeriods(d)
}

// spendStone is Spend in Canadian overtime.
func (c *Clock) spendStone(d time.Duration) bool {
	inTime := d < c.Left
	c.Left = max(c.Left-d, 0)
	if c.Count--; c.Count == 0 {
		c.enterOvertime()
	}
	return inTime
}

// spendPeriods is Spend in Japanese overtime.
func (c *Clock) spendPeriods(d time.Duration) bool {
	if d >= c.Left {
		lost := 1 + (d-c.Left)/c.Settings.Period
		if lost >= time.Duration(c.Count) {
			c.Left, c.Count = c.Settings.Period, 1
			return false
		}
		c.Count -= int(lost)
	}
	c.Left = c.Settings.Period
	return true
}
