package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkAnalysisStops measures how long an analysis goes on after the next line of input, from outside: from the write of that
// line to the read of the empty line that ends the answer. A client steps through a game, and looks at each position for 20 to
// 220 ms. With -benchtime 300x it takes about 40 seconds each. What the machine itself is late by, as two cores think, tells
// asleep-max-ms: how much longer than 5 ms the client's longest sleep of 5 ms took.
func BenchmarkAnalysisStops(b *testing.B) {
	run := filepath.Join(b.TempDir(), "run")
	train := exec.Command("tengen", "train", "--config", "go5", "--dir", run, "--steps", "1", "--set", "replay.min_samples=100",
		"--set", "network.head=conv", "--set", "network.blocks=6", "--set", "network.channels=64")
	if out, err := train.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, bm := range []struct {
		name, command string
		args          []string
	}{
		{"game=go9/model=none", "lz-analyze", []string{"--size", "9"}},
		{"game=go9/model=6x64", "lz-analyze", []string{"--size", "9", "--model", run}},
		{"game=go19/model=6x64", "lz-analyze", []string{"--size", "19", "--model", run}},
		{"game=go19/model=6x64/ownership", "kata-analyze", []string{"--size", "19", "--model", run}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			c := exec.CommandContext(b.Context(), "tengen", append([]string{"gtp"}, bm.args...)...)
			in, err := c.StdinPipe()
			if err != nil {
				b.Fatal(err)
			}
			out, err := c.StdoutPipe()
			if err != nil {
				b.Fatal(err)
			}
			if err := c.Start(); err != nil {
				b.Fatal(err)
			}
			analyze := bm.command + " 5"
			if bm.command == "kata-analyze" {
				analyze += " ownership true"
			}
			stop := make(chan struct{})
			late := make(chan time.Duration)
			go func() { late <- longestDelay(stop) }()
			took := stopTimes(b, in, bufio.NewReader(out), analyze)
			close(stop)
			b.ReportMetric((<-late).Seconds()*1000, "asleep-max-ms")
			in.Close()
			if err := c.Wait(); err != nil {
				b.Error(err)
			}
			slices.Sort(took)
			ms := func(share float64) float64 { return took[int(share*float64(len(took)-1))].Seconds() * 1000 }
			b.ReportMetric(ms(0.5), "median-ms")
			b.ReportMetric(ms(0.99), "p99-ms")
			b.ReportMetric(ms(1), "max-ms")
		})
	}
}

// longestDelay sleeps for 5 ms again and again until stop is closed, and returns the most that a sleep was longer.
func longestDelay(stop <-chan struct{}) (longest time.Duration) {
	for {
		select {
		case <-stop:
			return longest
		default:
		}
		begun := time.Now()
		time.Sleep(5 * time.Millisecond)
		longest = max(longest, time.Since(begun)-5*time.Millisecond)
	}
}

// stopTimes steps through random moves, and returns for each analysis how long it took to stop.
func stopTimes(b *testing.B, in io.Writer, out *bufio.Reader, analyze string) []time.Duration {
	answer := func() string {
		var text strings.Builder
		for {
			line, err := out.ReadString('\n')
			if err != nil {
				b.Fatal(err)
			}
			if line == "\n" {
				return text.String()
			}
			text.WriteString(line)
		}
	}
	rng := rand.New(rand.NewPCG(1, 1))
	var took []time.Duration
	for ply := 0; b.Loop(); ply++ {
		fmt.Fprintln(in, analyze)
		ended := make(chan time.Time, 1)
		go func() {
			answer()
			ended <- time.Now()
		}()
		time.Sleep(time.Duration(20+rng.IntN(200)) * time.Millisecond)
		begun := time.Now()
		next := fmt.Sprintf("play %c %c%d", "bw"[ply%2], "ABCDEFGHJ"[rng.IntN(9)], 1+rng.IntN(9))
		if ply%30 == 29 {
			next = "clear_board"
		}
		fmt.Fprintln(in, next)
		took = append(took, (<-ended).Sub(begun))
		if text := answer(); strings.HasPrefix(text, "?") && !strings.Contains(text, "illegal") {
			b.Fatalf("%s: %s", next, text)
		}
	}
	return took
}
