package progress

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is set by hand.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }
func (c *clock) forward(seconds float64) {
	c.t = c.t.Add(time.Duration(seconds * float64(time.Second)))
}
func newClock() *clock                     { return &clock{time.Unix(1000, 0)} }
func lines(texts ...string) (whole string) { return strings.Join(texts, "\n") + "\n" }

func TestPlainLines(t *testing.T) {
	type step struct {
		after  float64 // seconds since the step before
		done   int64
		fields []Field
	}
	every := func(seconds float64, done ...int64) (steps []step) {
		for _, d := range done {
			steps = append(steps, step{seconds, d, nil})
		}
		return steps
	}
	for _, tt := range []struct {
		name  string
		total int64
		steps []step
		want  string
	}{
		{"nothing to show", 100, nil, ""},
		{"one line at once", 0, every(1, 3), lines("3 games")},
		{"one line each five seconds, and one at the end", 10, every(1, 0, 1, 2, 3, 4, 5, 6, 7),
			lines("0/10 games", "5/10 games, left 5s", "7/10 games, left 3s")},
		{"no line twice", 10, every(5, 0, 10), lines("0/10 games", "10/10 games, left 0s")},
		{"seldom", 0, every(60, 1, 2), lines("1 games", "2 games")},
		{"resumed: only new work counts for the speed", 100, every(10, 80, 85), lines("80/100 games", "85/100 games, left 30s")},
		{"more than all", 10, every(5, 0, 11), lines("0/10 games", "11/10 games")},
		{"fields", 0, []step{{0, 1, []Field{{"loss", "1.5"}, {"games/s", "12"}}}}, lines("1 games, loss 1.5, games/s 12")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			c := newClock()
			b := newPlain(&out, tt.total, "games", c.now)
			for _, s := range tt.steps {
				c.forward(s.after)
				b.Set(s.done, s.fields...)
			}
			b.Finish()
			b.Finish()
			b.Set(99)
			if out.String() != tt.want {
				t.Errorf("got\n%swant\n%s", out.String(), tt.want)
			}
		})
	}
}

func TestNewIsPlainWithoutATerminal(t *testing.T) {
	before := runtime.NumGoroutine()
	var out strings.Builder
	b := New(&out, 2, "steps")
	b.Set(2)
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines after New, %d before", n, before)
	}
	b.Finish()
	if want := "2/2 steps\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestManyGoroutines(t *testing.T) {
	var out strings.Builder
	c := newClock()
	b := newPlain(&out, 0, "games", c.now)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 100 {
				b.Set(int64(j), Field{"worker", fmt.Sprint(i)})
			}
			b.Finish()
		})
	}
	all.Wait()
	if n := strings.Count(out.String(), "\n"); n < 1 || n > 2 {
		t.Errorf("%d lines while the clock stood still, want the first and the last:\n%s", n, out.String())
	}
}
