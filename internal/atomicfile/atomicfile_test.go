package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func TestWriteReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for _, content := range []string{"first", "second, longer", "", strings.Repeat("z", 1<<18)} {
		if err := Write(path, 0o644, text(content)); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != content {
			t.Errorf("read %d bytes, want %d", len(got), len(content))
		}
	}
	wantOnly(t, path)
}

func TestFailureLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	if err := Write(path, 0o600, text("old")); err != nil {
		t.Fatal(err)
	}
	cause := errors.New("out of ink")
	err := Write(path, 0o600, func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("new", 1<<17)) // more than any buffer
		return cause
	})
	if !errors.Is(err, cause) || !strings.Contains(err.Error(), path) {
		t.Errorf("error is %v, want one that names %s and wraps the cause", err, path)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("file holds %q, want %q", got, "old")
	}
	wantOnly(t, path)
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	if err := Write(filepath.Join(dir, "none", "x"), 0o644, text("")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("in a folder that is not there: %v, want ErrNotExist", err)
	}
	if err := Write(dir, 0o644, text("")); err == nil {
		t.Error("a folder was replaced by a file")
	}
}

func TestConcurrentWritersLeaveOneWholeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if err := Write(path, 0o644, text(strings.Repeat(fmt.Sprint(i), 10_000))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got, err := os.ReadFile(path)
	if err != nil || len(got) != 10_000 || strings.Trim(string(got), string(got[:1])) != "" {
		t.Errorf("file is a mixture: %d bytes, %v", len(got), err)
	}
	wantOnly(t, path)
}

// wantOnly fails if anything but path is in its folder.
func wantOnly(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("folder holds %v (%v), want only %s", entries, err, filepath.Base(path))
	}
}
