package main

import (
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
)

func TestSearchSettings(t *testing.T) {
	g, err := games.New(game.Params{Name: "connect4"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := withSettings(playSearch(g, 50), "leaves=8,virtual_loss=3, fpu_reduction=0.5,c_puct=2,solve=false")
	if err != nil {
		t.Fatal(err)
	}
	want := playSearch(g, 50)
	want.Leaves, want.VirtualLoss, want.FPUReduction, want.CPuct, want.Solve = 8, 3, 0.5, 2, false
	if p != want {
		t.Errorf("got %+v\nwant %+v", p, want)
	}
	if p, err = withSettings(playSearch(g, 50), "paper,gumbel=true"); err != nil {
		t.Fatal(err)
	}
	want = mcts.AlphaGoZero()
	want.Simulations, want.Leaves, want.Gumbel = 50, 1, true
	if p != want {
		t.Errorf("got %+v\nwant %+v", p, want)
	}
	for settings, says := range map[string]string{
		"leafs=8": "leaves", "leaves=x": "whole number", "solve=maybe": "true or false", "cpuct=": "a number",
		"leaves=0": "Leaves is 0", "noise": "no such setting", "": "no such setting",
	} {
		if _, err := withSettings(playSearch(g, 50), settings); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want it to say %q", settings, err, says)
		}
	}
}

func TestParsePlayer(t *testing.T) {
	for arg, want := range map[string]playerArg{
		"models/a.tengen":            {name: "a", player: "models/a.tengen"},
		"models/a.tengen,leaves=8":   {name: "a", player: "models/a.tengen", settings: "leaves=8"},
		"old=uniform,paper,leaves=8": {name: "old", player: "uniform", settings: "paper,leaves=8"},
		"r=rollout:20":               {name: "r", player: "rollout:20"},
		"gnugo=gnugo --mode gtp,x=1": {name: "gnugo", player: "gnugo --mode gtp", settings: "x=1", command: "gnugo --mode gtp,x=1"},
	} {
		if got := parsePlayer(arg); got != want {
			t.Errorf("%s: %+v, want %+v", arg, got, want)
		}
	}
}
