package gtp

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Bounds on what is written down. A full file is renamed and another begun, so that the end of a conversation, which
// explains a crash, is always there; of an engine that is started again and again, the last processes' logs are kept.
const (
	maxWireLog  = 1 << 20 // bytes of a file; a process has two at most
	maxWireLine = 4 << 10 // bytes of a line
	keptLogs    = 50      // of an engine's processes
)

// What a line of a log is.
const (
	markSent     = '>'
	markReceived = '<'
	markStderr   = '!'
	markNote     = '#'
)

// wireLog writes down all that an engine's process is told and says, with the time:
//
//	2026-11-25T09:30:12.034567Z > 7 genmove b
//	2026-11-25T09:30:12.912345Z < =7 D4
//
// It is safe for concurrent use, and nil is one that writes nothing. A disk that is full must not end a match: after an
// error it is silent.
type wireLog struct {
	mu   sync.Mutex
	path string
	file *os.File // nil after an error or close
	size int
}

// openWireLog starts the log of an engine's next process in folder dir; "" for none.
func openWireLog(dir, name string) (*wireLog, error) {
	if dir == "" {
		return nil, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	prefix := filepath.Join(dir, fileName(name)+"-")
	numbers, err := logNumbers(prefix)
	if err != nil {
		return nil, err
	}
	for len(numbers) >= keptLogs {
		os.Remove(logPath(prefix, numbers[0], false)) // another process may have been quicker
		os.Remove(logPath(prefix, numbers[0], true))
		numbers = numbers[1:]
	}
	next := 1
	if len(numbers) > 0 {
		next = numbers[len(numbers)-1] + 1
	}
	for ; ; next++ {
		path := logPath(prefix, next, false)
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return &wireLog{path: path, file: file}, err
		}
	}
}

// logPath names the log of an engine's process by its number, or the older part of it.
func logPath(prefix string, number int, old bool) string {
	path := prefix + strconv.Itoa(number)
	if old {
		path += ".old"
	}
	return path + ".log"
}

// logNumbers returns the numbers of the logs that begin with prefix, in ascending order.
func logNumbers(prefix string) ([]int, error) {
	files, err := os.ReadDir(filepath.Dir(prefix))
	var numbers []int
	for _, f := range files {
		text, ok := strings.CutPrefix(f.Name(), filepath.Base(prefix))
		if n, err := strconv.Atoi(strings.TrimSuffix(text, ".log")); ok && err == nil && n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, err
}

// fileName makes a name of a player's that every file system takes.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '_'
	}, name)
}

// line writes a line, cut where it is very long.
func (l *wireLog) line(mark byte, text string) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return
	}
	if len(text) > maxWireLine {
		text = fmt.Sprintf("%s... (%d bytes)", text[:maxWireLine], len(text))
	}
	n, err := fmt.Fprintf(l.file, "%s %c %s\n", time.Now().UTC().Format("2006-01-02T15:04:05.000000Z"), mark, strings.TrimRight(text, "\r\n"))
	if l.size += n; err == nil && l.size >= maxWireLog {
		err = l.turn()
	}
	if err != nil {
		l.file.Close()
		l.file = nil
	}
}

// turn puts the file aside and begins another. The caller holds mu.
func (l *wireLog) turn() error {
	old := strings.TrimSuffix(l.path, ".log") + ".old.log"
	if err := errors.Join(l.file.Close(), os.Rename(l.path, old)); err != nil {
		return err
	}
	file, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	l.file, l.size = file, 0
	return err
}

// close writes how the process ended. What comes later is lost.
func (l *wireLog) close(state string) {
	if l == nil {
		return
	}
	l.line(markNote, "ended: "+state)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		l.file.Close()
		l.file = nil
	}
}

// String returns where the log is, in a form that can end an error, "" if there is none.
func (l *wireLog) String() string {
	if l == nil {
		return ""
	}
	return "; its log is " + l.path
}

// lineWriter writes down whole lines of what is written to it. It is for one goroutine at a time.
type lineWriter struct {
	log  *wireLog
	mark byte
	rest []byte
}

// Write implements io.Writer. It keeps no more than a long line.
func (w *lineWriter) Write(b []byte) (int, error) {
	n := len(b)
	if w.log == nil {
		return n, nil
	}
	for {
		line, more, whole := bytes.Cut(b, []byte{'\n'})
		if w.rest = append(w.rest, line...); !whole && len(w.rest) <= maxWireLine {
			return n, nil
		}
		w.flush()
		if b = more; !whole {
			return n, nil
		}
	}
}

// flush writes down a line that has no end.
func (w *lineWriter) flush() {
	if len(w.rest) > 0 {
		w.log.line(w.mark, string(w.rest))
		w.rest = w.rest[:0]
	}
}
