package rating

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"tengen/game"
	"tengen/internal/atomicfile"
	"tengen/internal/filelock"
)

// log keeps the finished games of a tournament in a folder: an SGF each, and a line each in games.jsonl.
type log struct {
	dir    string // "" in memory
	lock   *filelock.Lock
	file   *os.File // games.jsonl, at its end; nil in memory
	failed error    // why the file's end is not to be trusted; nil if it is
	done   map[int]entry
	seen   map[string]bool // keys of the games that count
}

// openLog opens the folder dir for a tournament on the given terms and reads the games that are there. With
// "" for dir it keeps the games in memory.
func openLog(dir string, t terms) (*log, error) {
	l := &log{dir: dir, done: map[int]entry{}, seen: map[string]bool{}}
	if dir == "" {
		return l, nil
	}
	if err := l.open(t); err != nil {
		return nil, errors.Join(fmt.Errorf("tournament folder: %w", err), l.close())
	}
	return l, nil
}

func (l *log) open(t terms) (err error) {
	if err = os.MkdirAll(filepath.Join(l.dir, "games"), 0o755); err != nil {
		return err
	}
	if l.lock, err = filelock.Acquire(filepath.Join(l.dir, "lock")); err != nil {
		return fmt.Errorf("%w: does a tournament run there?", err)
	}
	if err = t.agree(l.dir); err != nil {
		return err
	}
	if l.file, err = os.OpenFile(filepath.Join(l.dir, "games.jsonl"), os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return err
	}
	if err = atomicfile.SyncDir(l.dir); err != nil {
		return err
	}
	return l.read()
}

// read takes the games that are there and cuts off what a crash has left of another.
func (l *log) read() error {
	text, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	entries, size, err := parseEntries(text)
	if err != nil {
		return fmt.Errorf("%s: %w", l.file.Name(), err)
	}
	for _, e := range entries {
		if _, twice := l.done[e.Number]; twice {
			return fmt.Errorf("%s: game %d stands twice; remove one of the lines", l.file.Name(), e.Number)
		}
		l.take(e)
	}
	if err := l.file.Truncate(size); err != nil {
		return err
	}
	_, err = l.file.Seek(size, io.SeekStart)
	return err
}

// take makes a stored game count.
func (l *log) take(e entry) {
	l.done[e.Number] = e
	if e.repeatable() {
		l.seen[e.key()] = true
	}
}

// has reports whether a game is there.
func (l *log) has(number int) bool {
	_, ok := l.done[number]
	return ok
}

// add stores a finished game: the SGF first, then the line that makes it count. A game that repeats one that is
// there is stored as a duplicate if keep says so, else not at all.
func (l *log) add(g game.Game, e entry, keep bool) (stored bool, err error) {
	if e.Duplicate = e.repeatable() && l.seen[e.key()]; e.Duplicate && !keep {
		return false, nil
	}
	if l.dir != "" {
		path := filepath.Join(l.dir, "games", fmt.Sprintf("%05d.sgf", e.Number))
		if err := atomicfile.Write(path, 0o644, func(w io.Writer) error { return e.write(w, g) }); err != nil {
			return false, fmt.Errorf("store game %d: %w", e.Number, err)
		}
	}
	if err := l.append(&e); err != nil {
		return false, fmt.Errorf("store game %d: %w", e.Number, err)
	}
	l.take(e)
	return true, nil
}

// append adds e's line to the file. After a failure the file may end in half a line, and takes no more until
// the next open has cut that off.
func (l *log) append(e *entry) error {
	if l.file == nil || l.failed != nil {
		return l.failed
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err = l.file.Write(append(line, '\n')); err == nil {
		err = l.file.Sync()
	}
	l.failed = err
	return err
}

// entries returns the games so far by number.
func (l *log) entries() []entry {
	return slices.SortedFunc(maps.Values(l.done), func(a, b entry) int { return a.Number - b.Number })
}

func (l *log) close() error {
	var errs []error
	if l.file != nil {
		errs = append(errs, l.file.Close())
	}
	if l.lock != nil {
		errs = append(errs, l.lock.Release())
	}
	return errors.Join(errs...)
}
