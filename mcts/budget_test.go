package mcts

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"tengen/game"
)

const second = time.Second

func TestBudget(t *testing.T) {
	pace := Pace{Expected: 10, Most: 50, Game: 100}
	for _, tt := range []struct {
		name       string
		clock      Clock
		lag        time.Duration
		aim, limit time.Duration
	}{
		{"absolute without lag", NewClock(absolute), 0, 6 * second, 18 * second},
		// 60 s / (8·100) = 75 ms for each of 50 moves and 300 ms for a pause are kept.
		{"absolute", NewClock(absolute), 300 * time.Millisecond, 5595 * time.Millisecond, 16785 * time.Millisecond},
		{"absolute, more lost than foreseen", Clock{absolute, 2 * second, 0}, 300 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond},
		{"absolute, nothing left", Clock{absolute, 0, 0}, 300 * time.Millisecond, 0, 0},
		{"byoyomi, main time", NewClock(byoyomi), second, 4 * second, 7 * second},
		{"byoyomi, long main time", Clock{byoyomi, 100 * second, 0}, second, 10 * second, 30 * second},
		{"byoyomi, main time nearly over", Clock{byoyomi, second / 2, 0}, second, 4 * second, 4 * second},
		{"byoyomi, a period", Clock{byoyomi, 5 * second, 1}, second, 4 * second, 4 * second},
		{"byoyomi, a period no longer than lag", Clock{byoyomi, 5 * second, 1}, 9 * second, 2500 * time.Millisecond, 2500 * time.Millisecond},
		{"canadian, main time", NewClock(canadian), second, 8500 * time.Millisecond, 9250 * time.Millisecond},
		{"canadian, two stones", Clock{canadian, 20 * second, 2}, second, 8500 * time.Millisecond, 8500 * time.Millisecond},
		{"canadian, one stone", Clock{canadian, 20 * second, 1}, second, 18 * second, 18 * second},
		{"canadian, nearly nothing left", Clock{canadian, second, 2}, second, second / 4, second / 4},
		{"fischer without lag", NewClock(fischer), 0, 3 * second, 5 * second},
		{"fischer", NewClock(fischer), second, 1800 * time.Millisecond, 4 * second},
		{"fischer, little left", Clock{fischer, 2500 * time.Millisecond, 0}, second, second / 2, second / 2},
		{"fischer, after a pause", Clock{fischer, 1800 * time.Millisecond, 0}, second, 400 * time.Millisecond, 400 * time.Millisecond},
		{"fischer, a limit for each move", NewClock(capped), 0, 2400 * time.Millisecond, 2400 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := tt.clock.Budget(pace, tt.lag)
			if want := (Budget{tt.aim, tt.limit}); !ok || got != want {
				t.Errorf("clock %+v, lag %v\n got %v, %v\nwant %v", tt.clock, tt.lag, got, ok, want)
			}
		})
	}
	if b, ok := (Clock{}).Budget(pace, second); ok {
		t.Errorf("without a limit: %v", b)
	}
}

func TestPace(t *testing.T) {
	for _, tt := range []struct {
		game string
		ply  int
		want Pace
	}{
		{"tictactoe", 0, Pace{3, 5, 5}},
		{"tictactoe", 8, Pace{1, 1, 5}},
		{"connect4", 0, Pace{16, 21, 21}},
		{"connect4", 39, Pace{2, 2, 21}},
		{"go9", 0, Pace{30, 122, 122}},
		{"go9", 100, Pace{10, 72, 122}},
		{"go9", 300, Pace{1, 1, 122}},
	} {
		if got := PaceOf(realGames(t)[tt.game], tt.ply); got != tt.want {
			t.Errorf("%s at ply %d: got %+v, want %+v", tt.game, tt.ply, got, tt.want)
		}
	}
}

// drawSettings draws a time system, from a tenth of a second to hours.
func drawSettings(t *rapid.T) TimeSettings {
	duration := func(least time.Duration, name string) time.Duration {
		exponent := rapid.IntRange(0, 16).Draw(t, name+", power of two")
		return least + time.Duration(rapid.Int64Range(0, int64(100*time.Millisecond)<<exponent).Draw(t, name))
	}
	s := TimeSettings{System: TimeSystem(rapid.IntRange(int(Absolute), int(Fischer)).Draw(t, "system"))}
	s.Main = duration(0, "main")
	if s.System == Absolute || s.System == Fischer {
		s.Main += time.Millisecond // no time at all is lost at once
	}
	switch s.System {
	case Byoyomi, Canadian:
		s.Period, s.Count = duration(10*time.Millisecond, "period"), rapid.IntRange(1, 25).Draw(t, "count")
	case Fischer:
		s.Increment = duration(0, "increment")
		if rapid.Bool().Draw(t, "capped") {
			s.MaxMain, s.MaxMove = s.Main+duration(0, "cap"), duration(0, "limit of a move")
		}
	}
	return s
}

// Whatever the clock and the lag, whole games as long as the rules allow are played in time, if each move thinks up to its
// limit, loses any time below its allowance, and one of them makes the foreseen pause.
func TestNeverLosesOnTime(t *testing.T) {
	all := realGames(t)
	rapid.Check(t, func(t *rapid.T) {
		g := all[rapid.SampledFrom([]string{"tictactoe", "connect4", "go5", "go9"}).Draw(t, "game")]
		s := drawSettings(t)
		if err := s.Validate(); err != nil {
			t.Fatal(err)
		}
		lag := time.Duration(rapid.Int64Range(1, int64(2*time.Second)).Draw(t, "lag"))
		greed := rapid.Float64Range(0, 1).Draw(t, "share of the limit")
		pauseAt := rapid.IntRange(0, g.MaxPly()).Draw(t, "ply of the pause")
		c := NewClock(s)
		for ply := 0; ply < g.MaxPly(); ply += 2 {
			before, pace := c, PaceOf(g, ply)
			b, ok := c.Budget(pace, lag)
			if !ok || b.Aim < 0 || b.Limit < b.Aim {
				t.Fatalf("ply %d, clock %+v: budget %v, %v", ply, c, b, ok)
			}
			each := s.allowance(pace, lag)
			over := time.Duration(float64(each) * rapid.Float64Range(0, 0.999).Draw(t, "overhead"))
			if s.System != Byoyomi && s.MaxMove == 0 && (ply == pauseAt || ply+1 == pauseAt) && over > 0 {
				over += s.pause(lag)
			}
			think := b.Aim + time.Duration(greed*float64(b.Limit-b.Aim))
			if !c.Spend(think + over) {
				t.Fatalf("lost on time at ply %d: clock %+v, pace %+v, budget %v, thought %v and lost %v of allowance %v", ply, before, pace, b, think, over, each)
			}
			if s.System == Byoyomi && before.Count > 0 && c.Count < before.Count {
				t.Fatalf("a period lost at ply %d: clock %+v, budget %v, thought %v and lost %v", ply, before, b, think, over)
			}
		}
	})
}

// The time is used: a clock that nothing disturbs ends a game of the expected length with little left, and
// every move of it gets a fair share.
func TestTimeIsUsed(t *testing.T) {
	g := realGame(t, game.Params{Name: "go", Width: 9, Height: 9, Komi: 15})
	for _, s := range []TimeSettings{
		{System: Absolute, Main: 300 * second},
		{System: Canadian, Main: 60 * second, Period: 60 * second, Count: 10},
		{System: Byoyomi, Main: 60 * second, Period: 10 * second, Count: 3},
		{System: Fischer, Main: 60 * second, Increment: 5 * second},
	} {
		c, total := NewClock(s), time.Duration(0)
		for ply := 0; ply < 60; ply += 2 {
			b, _ := c.Budget(PaceOf(g, ply), 300*time.Millisecond)
			if b.Aim < 2*second {
				t.Errorf("%+v, ply %d: aim %v, want at least 2 s", s, ply, b.Aim)
			}
			total += b.Aim
			c.Spend(b.Aim)
		}
		if total < 120*second {
			t.Errorf("%+v: 30 moves took %v, want at least 2 minutes", s, total)
		}
	}
}
