package filelock

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestOneHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Acquire(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Acquire(path)
	held, ok := errors.AsType[*HeldError](err)
	if !ok || held.PID != os.Getpid() || !strings.Contains(err.Error(), path) {
		t.Errorf("second Acquire: %v, want a HeldError with %s and process %d", err, path, os.Getpid())
	}
	for range 2 {
		if err := first.Release(); err != nil {
			t.Error(err)
		}
	}
	again, err := Acquire(path)
	if err != nil {
		t.Fatal("after Release:", err)
	}
	again.Release()
}

func TestNoFolder(t *testing.T) {
	if _, err := Acquire(filepath.Join(t.TempDir(), "none", "lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want ErrNotExist", err)
	}
}

// TestKilledHolder runs this test again in a second process, which takes the lock and is killed.
func TestKilledHolder(t *testing.T) {
	if path := os.Getenv("FILELOCK_TEST_HOLD"); path != "" {
		if _, err := Acquire(path); err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("held\n")
		select {}
	}
	path := filepath.Join(t.TempDir(), "lock")
	holder := exec.Command(os.Args[0], "-test.run=^TestKilledHolder$")
	holder.Env = append(os.Environ(), "FILELOCK_TEST_HOLD="+path)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Skip("cannot start a process:", err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the second process said %q, %v", line, err)
	}
	_, err = Acquire(path)
	if held, ok := errors.AsType[*HeldError](err); !ok || held.PID != holder.Process.Pid {
		t.Errorf("got %v, want a HeldError of process %d", err, holder.Process.Pid)
	}
	holder.Process.Kill()
	holder.Wait()
	lock, err := Acquire(path)
	if err != nil {
		t.Fatal("after the holder was killed:", err)
	}
	lock.Release()
}
