package gtp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Bounds on what an engine may do to us.
const (
	maxAnswer    = 1 << 20         // bytes of one answer; the longest honest ones are below 64 KiB
	stderrKept   = 4 << 10         // bytes of stderr kept for error messages
	stderrShown  = 5               // lines of it shown
	killPatience = 2 * time.Second // for the pipes of a killed process to close
)

// process is an engine's process with its pipes. read, its goroutine, sends the answers and closes
// the channel when stdout ends.
type process struct {
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	stdout  io.ReadCloser
	stderr  tail
	log     *wireLog
	errors  lineWriter // of stderr to the log
	answers chan string
	readErr error         // why answers was closed; io.EOF if stdout ended
	stop    chan struct{} // closed by end: nobody receives answers any more
	once    sync.Once
	waitErr error // of the process, valid after end
}

// startProcess runs words[0] with the other words as arguments, and writes down what is said. The process is killed when
// ctx ends.
func startProcess(ctx context.Context, words []string, log *wireLog) (*process, error) {
	p := &process{log: log, errors: lineWriter{log: log, mark: markStderr}, answers: make(chan string), stop: make(chan struct{})}
	p.cmd = exec.CommandContext(ctx, words[0], words[1:]...)
	p.cmd.Stderr = io.MultiWriter(&p.stderr, &p.errors)
	p.cmd.WaitDelay = killPatience
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if p.stdout, err = p.cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go p.read()
	return p, nil
}

// read splits stdout into answers. What stands between them is skipped: some engines talk.
func (p *process) read() {
	defer close(p.answers)
	br := bufio.NewReaderSize(p.stdout, maxLine)
	for {
		text, err := readAnswer(br, p.log)
		if err != nil {
			p.readErr = err
			return
		}
		select {
		case p.answers <- text:
		case <-p.stop:
			return
		}
	}
}

// readAnswer reads the next answer, "=" or "?" included, without the empty line that ends it. Other lines before it are
// skipped, however long.
func readAnswer(br *bufio.Reader, log *wireLog) (string, error) {
	var b strings.Builder
	for b.Len() < maxAnswer {
		first, err := br.Peek(1)
		if err != nil {
			return "", err
		}
		answers := b.Len() > 0 || first[0] == '=' || first[0] == '?'
		line, err := readLine(br)
		if err == errLongLine {
			log.line(markNote, fmt.Sprintf("a line of more than %d bytes was skipped", maxLine))
			if !answers {
				continue
			}
			err = fmt.Errorf("a line of an answer is longer than %d bytes", maxLine)
		}
		if err != nil {
			return "", err
		}
		log.line(markReceived, line)
		line = printable(line)
		switch {
		case !answers:
		case line == "":
			return b.String(), nil
		case b.Len() == 0:
			b.WriteString(line)
		default:
			b.WriteString("\n" + line)
		}
	}
	return "", fmt.Errorf("an answer is longer than %d bytes", maxAnswer)
}

// end waits up to patience for the process to end by itself, then kills it, and returns what Wait
// did: nil for exit status 0. Only the first call does anything.
func (p *process) end(patience time.Duration) error {
	p.once.Do(func() {
		close(p.stop)
		kill := time.AfterFunc(patience, func() {
			p.cmd.Process.Kill() // it errs only if the process has ended
		})
		defer kill.Stop()
		p.stdin.Close() // likewise
		p.waitErr = p.cmd.Wait()
		if !errors.Is(p.waitErr, exec.ErrWaitDelay) { // else its stderr may still be written
			p.errors.flush()
		}
		p.log.close(p.cmd.ProcessState.String())
	})
	return p.waitErr
}

// tail is a Writer that keeps the last bytes written to it. It is safe for concurrent use.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if extra := len(t.kept) - stderrKept; extra > 0 {
		t.kept = append(t.kept[:0], t.kept[extra:]...)
	}
	return len(b), nil
}

// String returns the last lines in a form that can end an error, "" if there are none.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(string(t.kept))
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	lines = lines[max(0, len(lines)-stderrShown):]
	return fmt.Sprintf("; its stderr ends: %s", strings.Join(lines, " | "))
}
