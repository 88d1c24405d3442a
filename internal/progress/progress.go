// Package progress shows long work: a bar on a terminal, a plain line every few seconds elsewhere.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/cheggaaa/pb/v3"
	"github.com/mattn/go-isatty"
)

// interval is the time between plain lines.
const interval = 5 * time.Second

// Bar shows how far work has come. It is for one goroutine at a time.
type Bar struct {
	out   io.Writer
	total int64
	unit  string
	bar   *pb.ProgressBar // nil: plain lines
	now   func() time.Time
	start time.Time
	shown time.Time
	last  string
}

// New returns a Bar that shows work of total units on out; 0: nobody knows how much.
func New(out io.Writer, total int64, unit string) *Bar {
	b := newPlain(out, total, unit, time.Now)
	if f, ok := out.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		template := `{{counters . }} {{string . "unit"}} {{bar . }} {{string . "text"}}`
		if total == 0 {
			template = `{{counters . }} {{string . "unit"}} {{string . "text"}}`
		}
		b.bar = pb.New64(total).SetWriter(f).SetTemplateString(template).Set("unit", unit).Start()
	}
	return b
}

func newPlain(out io.Writer, total int64, unit string, now func() time.Time) *Bar {
	return &Bar{out: out, total: total, unit: unit, now: now, start: now()}
}

// Field is a number that is shown beside the bar, such as a speed.
type Field struct {
	Name, Value string
}

// Set shows how many units are done.
func (b *Bar) Set(done int64, fields ...Field) {
	var text []string
	for _, f := range fields {
		text = append(text, f.Name+" "+f.Value)
	}
	if left, ok := b.left(done); ok {
		text = append(text, "left "+left.Round(time.Second).String())
	}
	joined := strings.Join(text, ", ")
	if b.bar != nil {
		b.bar.Set("text", joined).SetCurrent(done)
		return
	}
	b.last = fmt.Sprintf("%d%s %s, %s\n", done, b.of(), b.unit, joined)
	if now := b.now(); now.Sub(b.shown) >= interval {
		b.shown = now
		b.print()
	}
}

// left estimates the time left from the time so far.
func (b *Bar) left(done int64) (time.Duration, bool) {
	if b.total <= 0 || done <= 0 || done > b.total {
		return 0, false
	}
	return time.Duration(float64(b.now().Sub(b.start)) * float64(b.total-done) / float64(done)), true
}

func (b *Bar) of() string {
	if b.total > 0 {
		return fmt.Sprintf("/%d", b.total)
	}
	return ""
}

// print writes the last line; nobody can be told if that fails.
func (b *Bar) print() {
	io.WriteString(b.out, b.last)
	b.last = ""
}

// Finish shows the last state and ends the bar.
func (b *Bar) Finish() {
	if b.bar != nil {
		b.bar.Finish()
		return
	}
	if b.last != "" {
		b.print()
	}
}
