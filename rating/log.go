package rating

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"tengen/game"
	"tengen/internal/atomicfile"
	"tengen/sgf"
)

// entry is one line of games.jsonl.
type entry struct {
	Number    int           `json:"number"` // place in the schedule
	First     string        `json:"first"`
	Second    string        `json:"second"`
	Outcome   int8          `json:"outcome"` // for First
	Result    string        `json:"result"`
	Plies     int           `json:"plies"`
	Moves     []game.Action `json:"moves"`
	Forfeit   string        `json:"forfeit,omitempty"`
	Disputed  string        `json:"disputed,omitempty"`
	Duplicate bool          `json:"duplicate,omitempty"` // the same as another game: not counted
}

// log keeps the finished games of a tournament in a folder: an SGF each, and a line each in games.jsonl. It
// is safe for concurrent use.
type log struct {
	dir  string
	mu   sync.Mutex
	file *os.File
	done map[int]entry
	seen map[string]bool // players and moves of the games that count
}

func openLog(dir string) (*log, error) {
	if err := os.MkdirAll(filepath.Join(dir, "games"), 0o755); err != nil {
		return nil, fmt.Errorf("make tournament folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "games.jsonl"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open tournament: %w", err)
	}
	l := &log{dir: dir, file: f, done: map[int]entry{}, seen: map[string]bool{}}
	if err := l.read(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

// read takes the whole lines and cuts off a torn one.
func (l *log) read() error {
	in, end := bufio.NewReader(l.file), int64(0)
	for {
		line, err := in.ReadBytes('\n')
		var e entry
		if err == io.EOF || err == nil && json.Unmarshal(bytes.TrimSpace(line), &e) != nil {
			break
		}
		if err != nil {
			return fmt.Errorf("read tournament: %w", err)
		}
		end += int64(len(line))
		l.take(e)
	}
	if err := l.file.Truncate(end); err != nil {
		return fmt.Errorf("read tournament: %w", err)
	}
	if _, err := l.file.Seek(end, io.SeekStart); err != nil {
		return fmt.Errorf("read tournament: %w", err)
	}
	return nil
}

func (l *log) take(e entry) {
	l.done[e.Number] = e
	if !e.Duplicate && e.Forfeit == "" {
		l.seen[e.key()] = true
	}
}

func (e entry) key() string { return fmt.Sprint(e.First, "\x00", e.Second, "\x00", e.Moves) }

// isNew reports whether the game differs from all others between the same players with the same colours.
func (l *log) isNew(e entry) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.seen[e.key()]
}

// add stores a finished game: the SGF first, then the line that makes it count.
func (l *log) add(g game.Game, e entry, p *played) error {
	record := &sgf.Game{Rules: g, First: e.First, Second: e.Second, Result: e.Result, Date: time.Now(), Application: "tengen"}
	for _, a := range p.moves {
		record.Moves = append(record.Moves, sgf.Move{Action: a})
	}
	path := filepath.Join(l.dir, "games", fmt.Sprintf("%05d.sgf", e.Number))
	if err := atomicfile.Write(path, 0o644, func(w io.Writer) error { return sgf.Write(w, record) }); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Duplicate = e.Forfeit == "" && l.seen[e.key()]
	line, err := json.Marshal(e)
	if err == nil {
		_, err = l.file.Write(append(line, '\n'))
	}
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		return fmt.Errorf("store game %d: %w", e.Number, err)
	}
	l.take(e)
	return nil
}

// entries returns the games so far.
func (l *log) entries() []entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []entry
	for _, e := range l.done {
		all = append(all, e)
	}
	return all
}

func (l *log) close() error { return l.file.Close() }
