package main

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The test binary is tengen itself where a script, or another test, calls it by that name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tengen": main, "mortal": mortal})
}

// TestScripts runs testdata/script: what people type, what comes back, and with which exit code.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "flip": flip, "shorten": shorten, "same": same, "waitfor": waitfor,
		},
	})
}

// exits runs a command that must end with an exit code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		coder, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = coder.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d; it said:\n%s", got, want, ts.ReadFile("stderr"))
	}
}

// flip turns over one bit in the middle of a file: flip FILE
func flip(ts *testscript.TestScript, neg bool, args []string) {
	data := ts.ReadFile(args[0])
	changed := []byte(data)
	changed[len(changed)/2] ^= 0x10
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), changed, 0o644))
}

// shorten cuts a file in half: shorten FILE
func shorten(ts *testscript.TestScript, neg bool, args []string) {
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()/2))
}

// same compares two files byte by byte: same FILE FILE
func same(ts *testscript.TestScript, neg bool, args []string) {
	if (ts.ReadFile(args[0]) == ts.ReadFile(args[1])) == neg {
		ts.Fatalf("%s and %s: equal is %v", args[0], args[1], neg)
	}
}

// waitfor waits until a file exists: waitfor FILE
func waitfor(ts *testscript.TestScript, neg bool, args []string) {
	for range 1200 {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s did not come in a minute", args[0])
}
