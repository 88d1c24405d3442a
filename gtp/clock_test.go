package gtp

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/mcts"
)

func TestTimeCommands(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"well", "time_settings 60 0 0; time_settings 60 30 5; time_settings 0 1 0; time_settings 1.5 0 0; time_left b 59 0; time_left W 30 5; time_left white -3 0", "=|=|=|=|=|=|=|"},
		{"kgs", "kgs-time_settings none; kgs-time_settings absolute 60; kgs-time_settings byoyomi 60 10 3; kgs-time_settings Canadian 60 300 25", "=|=|=|=|"},
		{"kata", "kata-list_time_settings; kata-time_settings fischer 60 5.5; kata-time_settings fischer-capped 60 5 -1 30; kata-time_settings fischer-capped 60 5 90 -1",
			"= none absolute byoyomi canadian fischer fischer-capped|=|=|=|"},
		{"too few", "time_settings 60 0; time_left; time_left b; kgs-time_settings byoyomi 60 10; kata-time_settings",
			`? syntax error: want MAIN PERIOD STONES, got ["60" "0"]|? syntax error: want COLOUR TIME STONES|? syntax error: want TIME STONES, got []|` +
				`? syntax error: want MAIN PERIOD PERIODS, got ["60" "10"]|? syntax error: want a time system, one of none, absolute, byoyomi, canadian, fischer, fischer-capped, got []|`},
		{"not a number", "time_settings x 0 0; time_settings nan 0 0; time_settings 1e10 0 0; time_settings 60 30 -1; time_settings 60 30 1.5; time_left b inf 0",
			`? syntax error: MAIN is "x", want seconds up to 2147483647|? syntax error: MAIN is "nan", want seconds up to 2147483647|? syntax error: MAIN is "1e10", want seconds up to 2147483647|` +
				`? syntax error: STONES is "-1", want a whole number from 0 to 100000|? syntax error: STONES is "1.5", want a whole number from 0 to 100000|? syntax error: TIME is "inf", want seconds up to 2147483647|`},
		{"out of range", "time_settings -1 0 0; kgs-time_settings byoyomi 60 0 3; kgs-time_settings byoyomi 60 10 0; kata-time_settings fischer-capped 60 5 30 -1; kata-time_settings fischer-capped 60 5 0 -1",
			"? syntax error: main time is -1 s, want 0 to 2147483647|? syntax error: period is 0 s, want more (main time alone is called absolute)|? syntax error: number of periods or stones is 0, want 1 to 100000|" +
				`? syntax error: cap of the main time is 30 s, want at least the main time, 60 s|? syntax error: MAX-MAIN and MAX-MOVE are ["0" "-1"], want seconds, or -1 for no maximum|`},
		{"systems of others", "kgs-time_settings fischer 60 5; kata-time_settings hourglass 60; time_left x 60 0",
			`? syntax error: want a time system, one of none, absolute, byoyomi, canadian, got ["fischer" "60" "5"]|` +
				`? syntax error: want a time system, one of none, absolute, byoyomi, canadian, fischer, fischer-capped, got ["hourglass" "60"]|? syntax error: "x" is no colour: want COLOUR TIME STONES|`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := session(t, &firstLegal{}, go5, tt.in); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

// timed is an Engine that thinks for the time it aims at, and writes down budgets.
type timed struct {
	firstLegal
	budgets []string
}

func (e *timed) Genmove(ctx context.Context, q Question) (game.Action, bool, error) {
	if q.Budget == nil {
		e.budgets = append(e.budgets, "none")
	} else {
		e.budgets = append(e.budgets, q.Budget.Aim.Round(time.Millisecond).String())
		time.Sleep(q.Budget.Aim)
	}
	return e.firstLegal.Genmove(ctx, q)
}

// On 5x5 a game is expected to have nine moves of each colour left at the start, and ever fewer.
func TestBudgets(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		moveTime time.Duration
		want     string
	}{
		{"none", "genmove b; kgs-time_settings none; genmove w", 0, "none none"},
		{"no limit by the specification", "time_settings 60 10 0; genmove b", 0, "none"},
		{"absolute", "time_settings 90 0 0; genmove b; genmove w; genmove b", 0, "10s 10s 10s"},
		{"each colour has a clock", "time_settings 90 0 0; genmove b; play w e5; genmove b; genmove w", 0, "10s 10s 11.25s"},
		{"canadian", "time_settings 0 30 3; genmove b; genmove b; genmove b; genmove b", 0, "10s 10s 10s 10s"},
		{"the referee knows better", "time_settings 90 0 0; time_left b 45 0; genmove b; time_left w 5 0; genmove w", 0, "5s 556ms"},
		{"periods left", "kata-time_settings byoyomi 0 8 3; time_left b 6 1; genmove b; genmove b", 0, "6s 8s"},
		{"the referee alone", "time_left b 45 0; genmove b; genmove w; time_left w 20 0; genmove w", 0, "5s 5s 2.5s"},
		{"the referee alone, in overtime", "time_left b 20 4; genmove b; genmove b", 0, "5s 5s"},
		{"a referee of no limit", "kgs-time_settings none; time_left b 45 0; genmove b", 0, "none"},
		{"a new game", "time_settings 90 0 0; genmove b; clear_board; genmove b; boardsize 5; genmove b", 0, "10s 10s 10s"},
		{"komi is no new game", "time_settings 90 0 0; time_left b 45 0; komi 3; genmove b; undo; genmove b", 0, "5s 4.444s"},
		{"reg_genmove costs nothing", "time_settings 90 0 0; reg_genmove b; genmove b", 0, "10s 10s"},
		{"seconds a move", "genmove b; genmove w", 2 * time.Second, "2s 2s"},
		{"seconds a move and a clock", "time_settings 90 0 0; genmove b; time_left b 5 0; genmove b", 2 * time.Second, "2s 556ms"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var e timed
				s, err := NewServer(&e, Params{Game: go5, MoveTime: tt.moveTime})
				if err != nil {
					t.Fatal(err)
				}
				var out strings.Builder
				if err := s.Serve(t.Context(), strings.NewReader(strings.ReplaceAll(tt.in, "; ", "\n")), &out); err != nil {
					t.Fatal(err)
				}
				if got := strings.Join(e.budgets, " "); got != tt.want || strings.Contains(out.String(), "?") {
					t.Errorf("%s\n got %s\nwant %s; answers:\n%s", tt.in, got, tt.want, &out)
				}
			})
		})
	}
}

// What has gone by between the line and the question is not given to the engine again.
func TestBudgetCountsFromTheLine(t *testing.T) {
	var k timekeeper
	k.set(mcts.TimeSettings{System: mcts.Absolute, Main: 100 * time.Second})
	pace := mcts.Pace{Expected: 10, Most: 50, Game: 50}
	if b := k.budget(game.First, pace, 4*time.Second); *b != (mcts.Budget{Aim: 6 * time.Second, Limit: 26 * time.Second}) {
		t.Errorf("after 4 of 10 s: %v", b)
	}
	if b := k.budget(game.First, pace, time.Hour); *b != (mcts.Budget{}) {
		t.Errorf("after an hour: %v", b)
	}
}

// A referee that tells nothing sees overtime begin before we do. Whatever is thought within the budgets, and lost on the way within
// what is kept for that, none of its periods is overrun.
func TestStrayingClockIsInTime(t *testing.T) {
	settings := mcts.TimeSettings{System: mcts.Canadian, Main: 300 * time.Millisecond, Period: 250 * time.Millisecond, Count: 5}
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var k timekeeper
		k.lag = 300 * time.Millisecond
		k.set(settings)
		referee := mcts.NewClock(settings)
		for n := range 50 {
			b := k.budget(game.First, mcts.Pace{Expected: 10, Most: 50, Game: 50}, 0)
			if b.Limit == 0 {
				t.Fatalf("seed %d: move %d has no time", seed, n)
			}
			thought := time.Duration(rng.Float64() * float64(b.Limit))
			if rng.IntN(2) == 0 {
				thought = b.Limit
			}
			before := referee
			if !referee.Spend(thought + time.Duration(rng.IntN(2000))*time.Microsecond) {
				t.Fatalf("seed %d: move %d thought for %v of %+v, the referee's clock was %+v, ours %+v", seed, n, thought, b, before, k.clocks[game.First])
			}
			k.clocks[game.First].Spend(thought)
		}
	}
}

// What our own clock knows of a period counts as well: a long pause is made up for.
func TestStrayingClockAfterAPause(t *testing.T) {
	var k timekeeper
	k.lag = 300 * time.Millisecond
	k.set(mcts.TimeSettings{System: mcts.Canadian, Main: time.Millisecond, Period: 250 * time.Millisecond, Count: 5})
	referee := k.clocks[game.First]
	for n := range 15 {
		took := k.budget(game.First, mcts.Pace{Expected: 10, Most: 50, Game: 50}, 0).Limit
		if n == 5 {
			took += 150 * time.Millisecond
		}
		k.clocks[game.First].Spend(took)
		if !referee.Spend(took) {
			t.Fatalf("move %d is late", n)
		}
	}
}

func TestBadParams(t *testing.T) {
	for _, p := range []Params{{Lag: -1}, {Lag: time.Hour}, {MoveTime: -1}} {
		p.Game = go5
		if _, err := NewServer(&firstLegal{}, p); err == nil || !strings.Contains(err.Error(), "lag is") {
			t.Errorf("lag %v, time %v: %v", p.Lag, p.MoveTime, err)
		}
	}
}

func FuzzTimeCommands(f *testing.F) {
	f.Add("kata-time_settings fischer-capped 1e9 1 2147483647 -1", "time_left b 1e-9 2147483647", uint16(3))
	f.Add("kata-time_settings byoyomi 0 1 1", "time_left w -5 1", uint16(1))
	f.Add("time_settings 60 30 100000", "time_left w 2147483647 100000", uint16(300))
	f.Add("kgs-time_settings canadian 1 0.001 7", "time_left b 0 0", uint16(8))
	f.Fuzz(func(t *testing.T, first, second string, ply uint16) {
		s, err := NewServer(&firstLegal{}, Params{Game: go5, Lag: maxLag})
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{first, second} {
			if c, ok := parseCommand(line); ok && strings.Contains(c.name, "time") {
				s.answer(t.Context(), inputLine{text: line})
			}
		}
		if err := s.time.settings.Validate(); err != nil {
			t.Errorf("%q sets %+v: %v", first, s.time.settings, err)
		}
		for range 3 {
			b := s.time.budget(game.First, mcts.PaceOf(s.pos.game, int(ply)), 0)
			if b == nil {
				return
			}
			clock := s.time.clocks[game.First]
			if b.Aim < 0 || b.Limit < b.Aim || b.Limit > clock.Left+clock.Settings.Period {
				t.Fatalf("%q, %q: budget %v of clock %+v", first, second, b, clock)
			}
			s.time.clocks[game.First].Spend(b.Limit)
		}
	})
}
