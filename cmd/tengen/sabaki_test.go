package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// TestSabaki has Sabaki's own library drive the engine, without a model, and with one that plays on all boards.
func TestSabaki(t *testing.T) {
	if testing.Short() {
		t.Skip("NOT RUN: Sabaki's client, which takes a minute, because of -short")
	}
	if build, ok := debug.ReadBuildInfo(); ok && slices.Contains(build.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("NOT RUN here: Sabaki's client, which waits a quarter of a second for answers that the race detector delays (go test ./cmd/tengen -run Sabaki)")
	}
	folder := filepath.Join("testdata", "sabaki")
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skipf("NOT RUN: Sabaki's client, which needs node: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "@sabaki", "gtp")); err != nil {
		t.Skipf("NOT RUN: Sabaki's client, whose packages are missing (npm ci in cmd/tengen/%s): %v", filepath.ToSlash(folder), err)
	}
	run := filepath.Join(t.TempDir(), "run")
	train := exec.Command("tengen", "train", "--config", "go5", "--dir", run, "--steps", "1", "--set", "replay.min_samples=100",
		"--set", "network.head=conv", "--set", "network.blocks=1", "--set", "network.channels=8")
	if out, err := train.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, tt := range []struct {
		name string
		args []string
	}{
		{"no model", []string{"--size", "9", "--visits", "100"}},
		{"a model, pondering", []string{"--model", run, "--size", "9", "--visits", "30", "--ponder"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args := append([]string{filepath.Join(folder, "sabaki-client.js"), "--", "tengen", "gtp"}, tt.args...)
			c := exec.CommandContext(t.Context(), node, args...)
			var stderr bytes.Buffer
			c.Stderr = &stderr
			out, err := c.Output()
			lines := strings.Split(strings.TrimSpace(string(out)), "\n")
			counts := regexp.MustCompile(`^(\d+) passed, (\d+) failed, (\d+) skipped$`).FindStringSubmatch(lines[len(lines)-1])
			if counts == nil {
				t.Fatalf("the client did not come to its end: %v\n%s%s", err, out, &stderr)
			}
			for _, line := range lines {
				if failed, ok := strings.CutPrefix(line, "FAIL  "); ok {
					t.Error(failed)
				}
			}
			t.Log(counts[0])
		})
	}
}
