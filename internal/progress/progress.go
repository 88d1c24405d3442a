package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/cheggaaa/pb/v3"
	"github.com/mattn/go-isatty"
)

// interval is the least time between plain lines.
const interval = 5 * time.Second

// Templates of the bar on a terminal, which shrinks to leave room for the text.
const (
	ofKnown   = `{{counters . }} {{string . "unit"}} {{bar . }} {{string . "text"}}`
	ofUnknown = `{{counters . }} {{string . "unit"}} {{string . "text"}}`
)

// Bar shows how far work has come.
type Bar struct {
	out   io.Writer
	total int64
	unit  string
	bar   *pb.ProgressBar // nil: plain lines
	now   func() time.Time

	mu       sync.Mutex
	begun    bool // there was a Set
	first    int64
	start    time.Time // of the first Set, which a resumed work begins with more than 0
	shown    time.Time // when the last plain line was written
	pending  string    // a plain line that is not written yet
	above    int       // lines that stand above the bar
	drawn    time.Time // when they were drawn
	finished bool
}

// Field is a number that is shown beside the bar, such as a speed.
type Field struct {
	Name, Value string
}

// New returns a Bar that shows work of total units on out; 0: nobody knows how much.
func New(out io.Writer, total int64, unit string) *Bar {
	b := newPlain(out, total, unit, time.Now)
	if f, ok := out.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		template := ofKnown
		if total <= 0 {
			template = ofUnknown
		}
		b.bar = pb.New64(total).SetWriter(f).SetTemplateString(template).Set("unit", unit).Start()
	}
	return b
}

func newPlain(out io.Writer, total int64, unit string, now func() time.Time) *Bar {
	return &Bar{out: out, total: total, unit: unit, now: now}
}

// Set shows how many units are done. After Finish it does nothing.
func (b *Bar) Set(done int64, fields ...Field) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.finished {
		return
	}
	now := b.now()
	if !b.begun {
		b.begun, b.first, b.start = true, done, now
	}
	texts := b.texts(done, now, fields)
	if b.bar != nil {
		b.bar.Set("text", strings.Join(texts, ", ")).SetCurrent(done)
		return
	}
	b.pending = strings.Join(append([]string{b.count(done)}, texts...), ", ") + "\n"
	if b.shown.IsZero() || now.Sub(b.shown) >= interval {
		b.shown = now
		b.print()
	}
}

// redraw is the least time between two states of the lines above the bar.
const redraw = time.Second

// Above shows lines above the bar of a terminal, in place of those before, once a second at most; what does not
// fit the width is cut off. Elsewhere, and after Finish, it does nothing.
func (b *Bar) Above(lines []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if b.bar == nil || b.finished || now.Sub(b.drawn) < redraw {
		return
	}
	b.drawn = now
	var text strings.Builder
	text.WriteString("\r")
	if b.above > 0 {
		fmt.Fprintf(&text, "\x1b[%dA", b.above) // up
	}
	text.WriteString("\x1b[J") // clear from here on, the bar included, which pb draws again at once
	width := b.bar.Width()
	for _, line := range lines {
		letters := []rune(line)
		text.WriteString(string(letters[:min(len(letters), width)]) + "\n")
	}
	b.above = len(lines)
	_, _ = io.WriteString(b.out, text.String())
	b.bar.Write()
}

// Finish shows the last state and ends the bar. Only its first call does something.
func (b *Bar) Finish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.finished {
		return
	}
	b.finished = true
	if b.bar != nil {
		b.bar.Finish()
		return
	}
	b.print()
}

// texts returns what stands beside the count: the fields, and the time left where it can be told.
func (b *Bar) texts(done int64, now time.Time, fields []Field) []string {
	var texts []string
	for _, f := range fields {
		texts = append(texts, f.Name+" "+f.Value)
	}
	if left, ok := b.left(done, now); ok {
		texts = append(texts, "left "+left.Round(time.Second).String())
	}
	return texts
}

// left estimates the time left from the speed since the first Set.
func (b *Bar) left(done int64, now time.Time) (time.Duration, bool) {
	if b.total <= 0 || done <= b.first || done > b.total {
		return 0, false
	}
	perUnit := float64(now.Sub(b.start)) / float64(done-b.first)
	return time.Duration(perUnit * float64(b.total-done)), true
}

func (b *Bar) count(done int64) string {
	if b.total > 0 {
		return fmt.Sprintf("%d/%d %s", done, b.total, b.unit)
	}
	return fmt.Sprintf("%d %s", done, b.unit)
}

// print writes the pending line, if there is one; nobody can be told if that fails.
func (b *Bar) print() {
	_, _ = io.WriteString(b.out, b.pending)
	b.pending = ""
}
