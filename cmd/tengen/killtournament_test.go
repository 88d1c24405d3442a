package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

var long = flag.Bool("long", false, "TestKilledTournament plays 1,008 games instead of 224")

// TestKilledTournament plays a tournament of eight at a stretch with one worker, and again killed ten times with others: the
// games must be the same, byte by byte.
func TestKilledTournament(t *testing.T) {
	games := 8
	if *long {
		games = 36
	}
	for _, tt := range []struct {
		name, game  string
		randomPlies string
	}{
		{"each pair of games has an opening", "connect4", "3"},
		{"games repeat", "tictactoe", "0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			args := func(out string, workers int) []string {
				return []string{"tournament", "--out", filepath.Join(dir, out), "--game", tt.game, "--games", strconv.Itoa(games), "--random-plies", tt.randomPlies,
					"--visits", "20", "--workers", strconv.Itoa(workers), "random", "uniform", "r2=rollout:2", "r5=rollout:5", "r10=rollout:10", "r20=rollout:20", "r40=rollout:40", "r80=rollout:80"}
			}
			start := time.Now()
			if out, err := exec.Command("tengen", args("whole", 1)...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			took := time.Since(start)
			want := gameLines(t, filepath.Join(dir, "whole"))
			if len(want) != 28*games {
				t.Fatalf("%d games, want %d", len(want), 28*games)
			}
			rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
			kills := 0
			for stop := 1; stop <= 10; stop++ {
				workers := 1 + rng.IntN(4)
				// Ten of these are less than the time that it takes, also with more workers.
				after := 30*time.Millisecond + time.Duration(rng.Int64N(int64(took)*8/100+1))
				if killedOrDone(t, after, args("parts", workers)) {
					kills++
				}
				t.Logf("stop %d with %d workers after %v: %d games", stop, workers, after.Round(time.Millisecond), len(gameLines(t, filepath.Join(dir, "parts"))))
			}
			if kills < 5 {
				t.Errorf("only %d of 10 were killed, the others had ended", kills)
			}
			if out, err := exec.Command("tengen", args("parts", 3)...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if got := gameLines(t, filepath.Join(dir, "parts")); !slices.Equal(got, want) {
				t.Errorf("%d games after %d kills, not the same as the %d at a stretch", len(got), kills, len(want))
			}
			for _, file := range []string{"ratings.json", "ratings.txt"} {
				a, errA := os.ReadFile(filepath.Join(dir, "whole", file))
				b, errB := os.ReadFile(filepath.Join(dir, "parts", file))
				if err := errors.Join(errA, errB); err != nil || !bytes.Equal(a, b) {
					t.Errorf("%s differs (%v):\n%s\n%s", file, err, a, b)
				}
			}
			t.Logf("%d games, the same after %d kills", len(want), kills)
		})
	}
}

// killedOrDone starts tengen and kills it after a while, unless it has ended well by then.
func killedOrDone(t *testing.T, after time.Duration, args []string) (killed bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tengen", args...).CombinedOutput()
	if err != nil && ctx.Err() == nil {
		t.Fatalf("it ended by itself: %v: %s", err, out)
	}
	return err != nil
}

// gameLines returns the whole lines of a tournament's games.jsonl in the schedule's order, none if there is no file.
func gameLines(t *testing.T, dir string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "games.jsonl"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var lines []string
	for line := range bytes.Lines(text) {
		if bytes.HasSuffix(line, []byte("\n")) {
			lines = append(lines, string(line))
		}
	}
	number := func(line string) (n int) {
		if _, err := fmt.Sscanf(line, `{"number":%d`, &n); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		return n
	}
	slices.SortStableFunc(lines, func(a, b string) int { return number(a) - number(b) })
	return lines
}
