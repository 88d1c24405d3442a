package gtp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// maxLine is the longest line read, in bytes. The longest command a client has reason to send, a
// handicap or a set-up on 25x25, is below 4 KiB; 64 KiB is a pipe's buffer on Linux.
const maxLine = 64 << 10

// readAhead is how many lines are read before they are executed. A client that writes a whole game
// without reading an answer fits in.
const readAhead = 1024

// errLongLine stands for a line over maxLine, which was skipped.
var errLongLine = fmt.Errorf("%w: the line is longer than %d bytes and was skipped", errSyntax, maxLine)

// inputLine is a line of input without its end, or the error in its place. Any error but errLongLine
// is the last of the input.
type inputLine struct {
	text string
	err  error
	read time.Time // when its end came
}

// readLines sends the lines of r until it ends or ctx does, and closes out. The end of r is no error.
func readLines(ctx context.Context, r io.Reader, out chan<- inputLine) {
	defer close(out)
	br := bufio.NewReaderSize(r, maxLine)
	for {
		text, err := readLine(br)
		if err == io.EOF {
			return
		}
		select {
		case out <- inputLine{text, err, time.Now()}:
		case <-ctx.Done():
			return
		}
		if err != nil && err != errLongLine {
			return
		}
	}
}

// readLine reads a line, without its line feed. A last line without one counts. It returns
// errLongLine, having skipped the line, if the line does not fit br's buffer.
func readLine(br *bufio.Reader) (string, error) {
	b, err := br.ReadSlice('\n')
	switch {
	case err == nil:
		return string(b[:len(b)-1]), nil
	case errors.Is(err, bufio.ErrBufferFull):
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = br.ReadSlice('\n')
		}
		if err != nil && err != io.EOF {
			return "", err
		}
		return "", errLongLine
	case err == io.EOF && len(b) > 0:
		return string(b), nil
	}
	return "", err
}
