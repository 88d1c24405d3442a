package gametest

import (
	"fmt"
	"strings"
	"testing"
)

// recorder stands in for a test and remembers what failed.
type recorder struct{ failures []string }

// fatal is what Fatalf panics with, to end a check.
type fatal struct{}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(fatal{})
}

// watch runs a check and returns its failures.
func watch(check func(t tb)) []string {
	r := &recorder{}
	func() {
		defer func() {
			if p := recover(); p != nil && p != (fatal{}) {
				r.Errorf("panic: %v", p)
			}
		}()
		check(r)
	}()
	return r.failures
}

func TestWatch(t *testing.T) {
	got := watch(func(t tb) {
		t.Errorf("one")
		t.Fatalf("two %d", 2)
		t.Errorf("three")
	})
	if strings.Join(got, ",") != "one,two 2" {
		t.Errorf("failures: got %q, want those up to Fatalf", got)
	}
	if got := watch(func(tb) { panic("x") }); len(got) != 1 || got[0] != "panic: x" {
		t.Errorf("failures of a panic: got %q", got)
	}
}
