package progress

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// openTerminal returns both ends of a pseudo-terminal.
func openTerminal(t *testing.T) (outside, inside *os.File) {
	t.Helper()
	outside, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	t.Cleanup(func() { outside.Close() })
	if err := unix.IoctlSetPointerInt(int(outside.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(outside.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	inside, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	return outside, inside
}

func TestTerminal(t *testing.T) {
	for _, tt := range []struct {
		name  string
		total int64
		want  string
	}{
		{"known total", 10, "3 / 10 games"},
		{"unknown total", 0, "3 games"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			outside, inside := openTerminal(t)
			before := runtime.NumGoroutine()
			b := New(inside, tt.total, "games")
			if b.bar == nil {
				t.Fatal("no bar on a terminal")
			}
			b.Set(3, Field{"loss", "1.5"})
			b.Finish()
			b.Finish()
			waitGoroutines(t, before)
			inside.Close()
			shown, _ := io.ReadAll(outside) // ends with an error when the terminal is closed
			for _, want := range []string{tt.want, "loss 1.5"} {
				if !strings.Contains(string(shown), want) {
					t.Errorf("the terminal shows %q, want %q in it", shown, want)
				}
			}
		})
	}
}

// TestAbove draws lines twice: the second time over the first, and nothing in between within a second.
func TestAbove(t *testing.T) {
	outside, inside := openTerminal(t)
	b := New(inside, 10, "games")
	c := newClock()
	b.now = c.now
	b.Set(3)
	b.Above([]string{"first table", strings.Repeat("x", 300)})
	b.Above([]string{"too soon"})
	c.forward(1)
	b.Above([]string{"second table"})
	b.Finish()
	b.Above([]string{"after the end"})
	inside.Close()
	shown, _ := io.ReadAll(outside)
	_, rest, ok := strings.Cut(string(shown), "first table\r\n"+strings.Repeat("x", b.bar.Width())+"\r\n")
	if !ok || !strings.Contains(rest, "\x1b[2A\x1b[Jsecond table\r\n") || strings.Contains(rest, "too soon") || strings.Contains(rest, "after the end") {
		t.Errorf("the terminal shows %q, want the first table, cut off at the width, and the second in its place", shown)
	}
}

// waitGoroutines fails if more goroutines are left than there were.
func waitGoroutines(t *testing.T, before int) {
	t.Helper()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines after Finish, %d before", runtime.NumGoroutine(), before)
}
