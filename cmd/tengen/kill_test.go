package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"tengen/replay"
)

var kills = flag.Int("kills", 4, "how often TestKills kills its run")

// A run that is killed again and again, each time followed by the same command, keeps every game that it
// reported, and its steps and losses go on.
func TestKills(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	args := []string{"train", "--config", "tictactoe", "--dir", run,
		"--set", "replay.min_samples=300", "--set", "training.publish_steps=25"}
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	kept := map[replay.ID]bool{}
	for kill := range *kills {
		acknowledged := killed(t, time.Duration(100+rng.IntN(2500))*time.Millisecond, args)
		now := records(t, run)
		for id := range kept {
			if !now[id] {
				t.Fatalf("kill %d: record %s is lost", kill+1, id)
			}
		}
		if len(now) < acknowledged {
			t.Fatalf("kill %d: %d games were reported, %d are stored", kill+1, acknowledged, len(now))
		}
		kept = now
		t.Logf("kill %d: %d games reported, %d stored", kill+1, acknowledged, len(now))
	}
	last := lastStep(t, run)
	goOn := exec.Command("tengen", append(args, "--steps", strconv.Itoa(last+30))...)
	if out, err := goOn.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	now := records(t, run)
	for id := range kept {
		if !now[id] {
			t.Fatalf("record %s is lost", id)
		}
	}
	if got := lastStep(t, run); got != last+30 {
		t.Errorf("the last sitting ended at step %d, want %d", got, last+30)
	}
	t.Logf("%d kills: %d games, steps 1 to %d without a gap or a repetition", *kills, len(now), last+30)
}

// reported finds the number of stored games in what train says.
var reported = regexp.MustCompile(`games (\d+) \(`)

// killed starts tengen, kills it after a while, and returns how many games it had reported.
func killed(t *testing.T, after time.Duration, args []string) int {
	t.Helper()
	c := exec.Command("tengen", args...)
	var out buffer
	c.Stderr = &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	if err := c.Process.Kill(); err != nil {
		t.Fatalf("it ended by itself: %v", err)
	}
	if err := c.Wait(); c.ProcessState.ExitCode() != -1 {
		t.Fatalf("it ended by itself: %v: %s", err, out.String())
	}
	games := 0
	for _, m := range reported.FindAllStringSubmatch(out.String(), -1) {
		games, _ = strconv.Atoi(m[1])
	}
	return games
}

// buffer is a bytes.Buffer that may be written while a process is killed.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// records returns the ids of a run's games, none of which may be damaged.
func records(t *testing.T, run string) map[replay.ID]bool {
	t.Helper()
	ids := map[replay.ID]bool{}
	if _, err := os.Stat(filepath.Join(run, "games")); err != nil {
		return ids // killed before it made the folder
	}
	for r, err := range replay.Records(filepath.Join(run, "games")) {
		if err != nil {
			t.Fatal(err)
		}
		if ids[r.ID] {
			t.Fatalf("record %s is there twice", r.ID)
		}
		ids[r.ID] = true
	}
	return ids
}

// lastStep returns the last step in the metrics, in which every step must stand once with a finite loss.
func lastStep(t *testing.T, run string) int {
	t.Helper()
	f, err := os.Open(filepath.Join(run, "metrics.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	last := 0
	for in := bufio.NewScanner(f); in.Scan(); {
		var line struct {
			Event  string
			Step   int
			Policy float64 `json:"policy_loss"`
			Value  float64 `json:"value_loss"`
		}
		if json.Unmarshal(in.Bytes(), &line) != nil || line.Event != "step" {
			continue // a torn line, which the next sitting cuts off
		}
		if loss := line.Policy + line.Value; line.Step != last+1 || !(loss > 0) || math.IsInf(loss, 0) {
			t.Fatal(fmt.Errorf("step %d with loss %g follows step %d", line.Step, loss, last))
		}
		last = line.Step
	}
	return last
}
