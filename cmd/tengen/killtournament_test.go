package main

import (
	"bytes"
	"encoding/json"
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

	"tengen/game"
	"tengen/game/games"
	"tengen/net"
)

var long = flag.Bool("long", false, "TestKilledTournament plays 1,008 games instead of 112")

// TestKilledTournament plays a tournament of eight at a stretch, with 1, 2 and 4 workers, and again killed ten times with
// others: the games must be the same, byte by byte.
func TestKilledTournament(t *testing.T) {
	const kills, pairings = 10, 28
	each := 4
	if *long {
		each = 36
	}
	all := pairings * each
	for _, tt := range []struct {
		name, game string
		args       []string
		repeats    bool
	}{
		{"each pair of games has an opening", "connect4", []string{"--random-plies", "3"}, false},
		{"games repeat", "tictactoe", []string{"--random-plies", "0", "--sample-plies", "0", "--symmetries", "0"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			model := writeRandomModel(t, dir, tt.game)
			in := func(out string) string { return filepath.Join(dir, out) }
			tengen := func(out string, workers int) *exec.Cmd {
				args := []string{"tournament", "--out", in(out), "--game", tt.game, "--games", strconv.Itoa(each), "--visits", "10", "--workers", strconv.Itoa(workers),
					"random", "uniform", "net=" + model, "paper=" + model + ",paper", "r2=rollout:2", "r5=rollout:5", "r10=rollout:10", "r20=rollout:20"}
				return exec.Command("tengen", append(args, tt.args...)...)
			}
			run := func(out string, workers int) {
				start := time.Now()
				if text, err := tengen(out, workers).CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, text)
				}
				t.Logf("%d workers: %d games in %.1f s", workers, len(gameLines(t, in(out))), time.Since(start).Seconds())
			}
			rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
			for kill := 1; kill <= kills; kill++ {
				workers := 1 + rng.IntN(4)
				games := all * kill / (kills + 4) // before the last ones, which would end it
				killAt(t, tengen("killed", workers), in("killed"), games, time.Duration(rng.IntN(20))*time.Millisecond)
				t.Logf("kill %d, of %d workers: %d games", kill, workers, len(gameLines(t, in("killed"))))
			}
			run("killed", 3)
			for _, workers := range []int{1, 2, 4} {
				whole := fmt.Sprint("whole", workers)
				run(whole, workers)
				if want, got := gameLines(t, in(whole)), gameLines(t, in("killed")); len(want) != all || !slices.Equal(got, want) {
					t.Errorf("%d games at a stretch with %d workers and %d after %d kills are not the same %d", len(want), workers, len(got), kills, all)
				}
				for _, file := range []string{"ratings.json", "ratings.txt", "ratings.md"} {
					want, errWant := os.ReadFile(filepath.Join(in(whole), file))
					got, errGot := os.ReadFile(filepath.Join(in("killed"), file))
					if err := errors.Join(errWant, errGot); err != nil || !bytes.Equal(got, want) {
						t.Errorf("%s differs (%v):\n%s\n%s", file, err, want, got)
					}
				}
			}
			if n := duplicates(t, in("killed")); (n > 0) != tt.repeats {
				t.Errorf("%d games are the same as others, want some: %v", n, tt.repeats)
			}
		})
	}
}

// writeRandomModel writes a small untrained model of a game.
func writeRandomModel(t *testing.T, dir, name string) string {
	t.Helper()
	g, err := games.New(game.Params{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "random.tengen")
	if err := net.WriteModel(path, randomModel(t, g).Model()); err != nil {
		t.Fatal(err)
	}
	return path
}

// killAt starts a tournament and kills it a while after so many games lie in its folder.
func killAt(t *testing.T, c *exec.Cmd, dir string, games int, after time.Duration) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for len(gameLines(t, dir)) < games {
		select {
		case err := <-ended:
			t.Fatalf("it ended by itself, before %d games: %v", games, err)
		case <-time.After(time.Millisecond):
		}
	}
	time.Sleep(after)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; c.ProcessState.ExitCode() != -1 {
		t.Fatalf("it ended by itself after %d games: %v", games, err)
	}
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
	slices.SortFunc(lines, func(a, b string) int { return number(a) - number(b) })
	return lines
}

// duplicates returns how many games of a tournament are the same as others.
func duplicates(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "ratings.json"))
	var table struct{ Duplicates int }
	if err := errors.Join(err, json.Unmarshal(text, &table)); err != nil {
		t.Fatal(err)
	}
	return table.Duplicates
}
