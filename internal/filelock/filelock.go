// Package filelock lets one process at a time hold a file. The kernel drops the lock when the holder
// ends, however it ends, so that no lock outlives a crash.
package filelock

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// HeldError is returned by Acquire when another process, or another Lock of this one, has the file.
type HeldError struct {
	Path string
	PID  int // of the holder; 0 if it is not known
}

func (e *HeldError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("%s is locked by another process", e.Path)
	}
	return fmt.Sprintf("%s is locked by process %d", e.Path, e.PID)
}

// errHeld is what tryLock returns when the file is locked.
var errHeld = errors.New("locked")

// Lock is a held lock.
type Lock struct {
	file *os.File
}

// Acquire locks the file at path, which it creates if need be, and writes the process's id to it. It
// does not wait: if the lock is held it returns a *HeldError.
func Acquire(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := tryLock(f); err != nil {
		defer f.Close()
		if errors.Is(err, errHeld) {
			return nil, &HeldError{Path: path, PID: holder(f)}
		}
		return nil, fmt.Errorf("lock %s: %w; does its file system support locks?", path, err)
	}
	// The id is for people; without it the lock holds all the same.
	if err := f.Truncate(0); err == nil {
		f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	return &Lock{f}, nil
}

// holder reads the process id from a lock file, 0 if there is none.
func holder(f *os.File) int {
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return pid
}

// Release gives the lock back. The file stays: removing it would let two processes lock two files of
// one name. A second Release does nothing.
func (l *Lock) Release() error {
	if l.file == nil {
		return nil
	}
	f := l.file
	l.file = nil
	return f.Close() // which unlocks
}
