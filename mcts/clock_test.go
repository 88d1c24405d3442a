package mcts

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The settings that the tests play by.
var (
	absolute  = TimeSettings{System: Absolute, Main: 60 * time.Second}
	byoyomi   = TimeSettings{System: Byoyomi, Main: 10 * time.Second, Period: 5 * time.Second, Count: 3}
	canadian  = TimeSettings{System: Canadian, Main: 10 * time.Second, Period: 20 * time.Second, Count: 2}
	fischer   = TimeSettings{System: Fischer, Main: 10 * time.Second, Increment: 2 * time.Second}
	capped    = TimeSettings{System: Fischer, Main: 10 * time.Second, Increment: 2 * time.Second, MaxMain: 11 * time.Second, MaxMove: 4 * time.Second}
	suddenByo = TimeSettings{System: Byoyomi, Period: 5 * time.Second, Count: 2}
)

// A clock is written as what is left, and after a colon the periods or stones; "lost" once a move came too late.
func TestSpend(t *testing.T) {
	for _, tt := range []struct {
		name     string
		settings TimeSettings
		moves    []float64 // seconds
		want     string    // at the start and after each move
	}{
		{"none", TimeSettings{}, []float64{1e6}, "0 0"},
		{"absolute", absolute, []float64{20, 39, 1}, "60 40 1 lost"},
		{"absolute, far over", absolute, []float64{100}, "60 lost"},
		{"byoyomi: main time", byoyomi, []float64{3, 6}, "10 7 1"},
		{"byoyomi: main time to its end", byoyomi, []float64{10, 4.9}, "10 5:3 5:3"},
		{"byoyomi: over into the first period", byoyomi, []float64{14.9, 4.9}, "10 5:3 5:3"},
		{"byoyomi: a period lost", byoyomi, []float64{15, 5, 4.9, 5}, "10 5:2 5:1 5:1 lost"},
		{"byoyomi: all at once", byoyomi, []float64{25}, "10 lost"},
		{"byoyomi: two at once", byoyomi, []float64{24.9}, "10 5:1"},
		{"byoyomi without main time", suddenByo, []float64{1, 9.9, 4.9, 5}, "5:2 5:2 5:1 5:1 lost"},
		{"canadian", canadian, []float64{9, 2, 18, 1, 18.9, 20}, "10 1 19:1 20:2 19:1 20:2 lost"},
		{"canadian: the period ends", canadian, []float64{10.01, 20}, "10 19.99:1 lost"},
		{"canadian: main and period at once", canadian, []float64{30}, "10 lost"},
		{"fischer", fischer, []float64{1, 10.9, 2.1}, "10 11 2.1 lost"},
		{"fischer with caps", capped, []float64{0.5, 4, 4.1}, "10 11 9 lost"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := NewClock(tt.settings)
			got := []string{show(c)}
			for _, seconds := range tt.moves {
				if !c.Spend(time.Duration(seconds * 1e9)) {
					got = append(got, "lost")
					break
				}
				got = append(got, show(c))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("moves of %v s\n got %s\nwant %s", tt.moves, s, tt.want)
			}
		})
	}
}

func show(c Clock) string {
	if c.Count == 0 {
		return fmt.Sprint(c.Left.Seconds())
	}
	return fmt.Sprintf("%g:%d", c.Left.Seconds(), c.Count)
}

func TestSetClock(t *testing.T) {
	for _, tt := range []struct {
		settings TimeSettings
		left     time.Duration
		count    int
		want     string
	}{
		{absolute, 7 * time.Second, 3, "7"},
		{absolute, -time.Second, 0, "0"},
		{byoyomi, 7 * time.Second, 0, "7"},
		{byoyomi, 2 * time.Second, 1, "2:1"},
		{byoyomi, 0, 0, "5:3"},
		{canadian, 9 * time.Second, 1, "9:1"},
		{canadian, 9 * time.Second, -1, "9"},
		{fischer, 1 << 62, 0, "2.147483647e+09"},
	} {
		c := NewClock(tt.settings)
		c.Set(tt.left, tt.count)
		if got := show(c); got != tt.want {
			t.Errorf("%+v set to %v and %d: got %s, want %s", tt.settings, tt.left, tt.count, got, tt.want)
		}
	}
}

func TestBadTimeSettings(t *testing.T) {
	for _, tt := range []struct {
		settings TimeSettings
		want     string
	}{
		{TimeSettings{System: Absolute, Main: -time.Second}, "main time is -1 s"},
		{TimeSettings{System: Absolute, Main: maxTime + 1}, "want 0 to 2147483647"},
		{TimeSettings{System: Byoyomi, Count: 1}, "period is 0 s"},
		{TimeSettings{System: Canadian, Period: time.Second}, "stones is 0"},
		{TimeSettings{System: Canadian, Period: time.Second, Count: 1e6}, "want 1 to 100000"},
		{TimeSettings{System: Fischer, Main: time.Minute, MaxMain: time.Second}, "at least the main time, 60 s"},
		{TimeSettings{System: Fischer, Increment: -1}, "increment is"},
	} {
		if err := tt.settings.Validate(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: got %v, want an error with %q", tt.settings, err, tt.want)
		}
	}
	for _, good := range []TimeSettings{{}, absolute, byoyomi, canadian, fischer, capped, suddenByo} {
		if err := good.Validate(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
}
