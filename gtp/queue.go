package gtp

import (
	"bufio"
	"context"
	"io"
)

// lineQueue hands out lines of input, and lets one who does something else meanwhile hear that one has come.
type lineQueue struct {
	lines <-chan inputLine
	held  *inputLine // came during wait
}

// next returns the next line, or false at the end of the input, or with the cause if ctx ends.
func (q *lineQueue) next(ctx context.Context) (l inputLine, ok bool, err error) {
	if q.held != nil {
		l, q.held = *q.held, nil
		return l, true, nil
	}
	select {
	case l, ok = <-q.lines:
		return l, ok, nil
	case <-ctx.Done():
		return l, false, context.Cause(ctx)
	}
}

// wait returns when there is a line, or the end of the input, or over is closed. What came stays for next. A nil queue is
// at its end.
func (q *lineQueue) wait(over <-chan struct{}) {
	if q == nil || q.held != nil {
		return
	}
	select {
	case l, ok := <-q.lines:
		if ok {
			q.held = &l
		}
	case <-over:
	}
}

// waiting reports whether a line is there already.
func (q *lineQueue) waiting() bool { return q.held != nil || len(q.lines) > 0 }

// discard is where a Server writes that does not serve.
func discard() *bufio.Writer { return bufio.NewWriter(io.Discard) }
