package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
)

func TestUsualAnchors(t *testing.T) {
	for _, tt := range []struct {
		name    string
		game    game.Params
		options tournamentOptions
		want    []string // without GNU Go, which may be installed
		notice  string
	}{
		{"solved at once", game.Params{Name: "tictactoe"}, tournamentOptions{anchors: "auto"}, []string{"random", "rollout:100", "rollout:1000", "perfect"}, ""},
		{"solved late", game.Params{Name: "connect4"}, tournamentOptions{anchors: "auto", randomPlies: 2, start: "D1"},
			[]string{"random", "rollout:100", "rollout:1000"}, "--random-plies 8"},
		{"solved from there on", game.Params{Name: "connect4"}, tournamentOptions{anchors: "auto", randomPlies: 8}, []string{"random", "rollout:100", "rollout:1000", "perfect"}, ""},
		{"not solved", game.Params{Name: "hex"}, tournamentOptions{anchors: "auto"}, []string{"random", "rollout:100", "rollout:1000"}, ""},
		{"large", game.Params{Name: "go", Width: 19, Height: 19}, tournamentOptions{anchors: "auto"}, []string{"random", "rollout:100"}, ""},
		{"none", game.Params{Name: "hex"}, tournamentOptions{anchors: "none"}, nil, ""},
		{"a list", game.Params{Name: "hex"}, tournamentOptions{anchors: "random,weak=rollout:5"}, []string{"random", "weak=rollout:5"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := games.New(tt.game)
			if err != nil {
				t.Fatal(err)
			}
			var said bytes.Buffer
			got := (&app{err: &said}).anchorArgs(&tt.options, g)
			got = slices.DeleteFunc(got, func(arg string) bool { return strings.HasPrefix(arg, "gnugo=") })
			if !slices.Equal(got, tt.want) || !strings.Contains(said.String(), tt.notice) || tt.notice == "" && said.Len() > 0 {
				t.Errorf("got %q and %q, want %q and %q", got, said.String(), tt.want, tt.notice)
			}
		})
	}
}

// TestFindGNUGo looks for a program of that name, which plays Go on square boards from 5 to 19 only.
func TestFindGNUGo(t *testing.T) {
	bin := t.TempDir()
	writeProgram(t, bin, "gnugo")
	t.Setenv("PATH", bin)
	for _, tt := range []struct {
		game game.Params
		want bool
	}{
		{game.Params{Name: "go", Width: 9, Height: 9, Komi: 15}, true},
		{game.Params{Name: "go", Width: 4, Height: 4, Komi: 15}, false},
		{game.Params{Name: "go", Width: 9, Height: 7, Komi: 15}, false},
		{game.Params{Name: "hex"}, false},
	} {
		g, err := games.New(tt.game)
		if err != nil {
			t.Fatal(err)
		}
		if got := findGNUGo(g); (got != "") != tt.want || tt.want && !strings.HasPrefix(got, bin) {
			t.Errorf("%+v: GNU Go at %q, want it: %v", tt.game, got, tt.want)
		}
	}
}

func writeProgram(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}
