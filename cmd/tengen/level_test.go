package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
	"tengen/net"
)

func TestTakeLevel(t *testing.T) {
	third, err := mcts.LevelOf(3)
	if err != nil {
		t.Fatal(err)
	}
	for settings, want := range map[string]struct {
		level mcts.Level
		rest  string
		err   string
	}{
		"":                       {},
		"leaves=8":               {rest: "leaves=8"},
		"level=3":                {level: third},
		"paper, level=3,cpuct=2": {level: third, rest: "paper,cpuct=2"},
		"level=0":                {err: "level 0: want 1"},
		"level=":                 {err: "whole number"},
		"level=3.5":              {err: "whole number"},
	} {
		l, rest, err := takeLevel(settings)
		if want.err != "" {
			if err == nil || !strings.Contains(err.Error(), want.err) {
				t.Errorf("%q: %v, want it to say %q", settings, err, want.err)
			}
		} else if err != nil || l != want.level || rest != want.rest {
			t.Errorf("%q: %+v, %q, %v; want %+v, %q", settings, l, rest, err, want.level, want.rest)
		}
	}
}

// A level that has learnt less is played by an early checkpoint of a run, and by the model itself where only that is given.
func TestReadModelFor(t *testing.T) {
	g, err := games.New(game.Params{Name: "tictactoe"})
	if err != nil {
		t.Fatal(err)
	}
	run := t.TempDir()
	write := func(name string, step int64) {
		m := &net.Model{Game: g.Params(), Weights: net.RandomWeights(net.PaperSpec(g, 1, 8), rand.New(rand.NewPCG(1, 2)))}
		m.Training.Step = step
		path := filepath.Join(run, "models", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := net.WriteModel(path, m); err != nil {
			t.Fatal(err)
		}
	}
	for step := int64(0); step <= 1000; step += 250 {
		write(fmt.Sprintf("step-%09d.tengen", step), step)
	}
	write("best.tengen", 750)
	if err := os.WriteFile(filepath.Join(run, "config.textproto"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for training, want := range map[float32]int64{0: 750, 0.1: 250, 0.25: 250, 0.26: 500, 0.9: 1000} {
		m, err := readModelFor(run, mcts.Level{Training: training})
		if err != nil || m.Training.Step != want {
			t.Errorf("at %g of the training: %v, %v; want step %d", training, m, err, want)
		}
	}
	file := filepath.Join(run, "models", "best.tengen")
	if m, err := readModelFor(file, mcts.Level{Training: 0.1}); err != nil || m.Training.Step != 750 {
		t.Errorf("a file: %v, %v; want itself", m, err)
	}
}
