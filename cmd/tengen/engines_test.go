package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tengen/game"
	"tengen/gtp"
	"tengen/rating"
)

// mortal is an engine that plays the first legal move twice and then dies.
func mortal() {
	s, err := gtp.NewServer(new(dying), gtp.Params{Name: "mortal", Version: "1", Game: game.Params{Name: "go", Width: 5}})
	if err == nil {
		err = s.Serve(context.Background(), os.Stdin, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type dying int // moves made

func (*dying) NewGame(game.Game) error { return nil }
func (d *dying) Genmove(_ context.Context, q gtp.Question) (game.Action, bool, error) {
	if *d++; *d > 2 {
		fmt.Fprintln(os.Stderr, "farewell")
		os.Exit(3)
	}
	return q.State.LegalActions(nil)[0], false, nil
}

// tournamentTable runs tengen tournament and returns the table, with what was said besides.
func tournamentTable(t *testing.T, out string, args ...string) (*rating.Table, string) {
	t.Helper()
	c := exec.Command("tengen", append([]string{"tournament", "--out", out}, args...)...)
	said, _ := c.CombinedOutput() // a tournament that stops has a table, too
	text, err := os.ReadFile(filepath.Join(out, "ratings.json"))
	table := new(rating.Table)
	if err == nil {
		err = json.Unmarshal(text, table)
	}
	if err != nil {
		t.Fatalf("%v; it said:\n%s", err, said)
	}
	return table, string(said)
}

// An engine that dies loses that game and is there for the next one; one that dies in every game stops the tournament.
func TestEngineThatDies(t *testing.T) {
	out := t.TempDir()
	args := []string{"--games", "6", "--size", "5", "--visits", "2", "--workers", "1", "uniform", "m=mortal"}
	table, said := tournamentTable(t, out, args...)
	if table.Games != 6 || len(table.Forfeits) != 6 || !strings.Contains(table.Forfeits[0], "exit status 3; its stderr ends: farewell; its log is ") {
		t.Errorf("%d games, forfeits %q; want 6 games forfeited, and why; it said:\n%s", table.Games, table.Forfeits, said)
	}
	for n := 1; n <= 6; n++ {
		text, err := os.ReadFile(filepath.Join(out, "logs", fmt.Sprintf("m-%d.log", n)))
		if err != nil || strings.Count(string(text), "> ") < 6 || !strings.Contains(string(text), "! farewell") {
			t.Errorf("log %d: %v\n%s", n, err, text)
		}
	}
	args[1] = "60"
	if table, said = tournamentTable(t, out, args...); table.Games != 16 || !strings.Contains(said, "player m has failed in 10 games in a row") {
		t.Errorf("%d games, want 6 and 10 more; it said:\n%s", table.Games, said)
	}
}

// The server of ours referees as well as GNU Go.
func TestRefereeOfOurs(t *testing.T) {
	table, said := tournamentTable(t, t.TempDir(), "--games", "4", "--size", "5", "--visits", "2", "--referee", "tengen gtp --size 5", "uniform", "random")
	if c := table.Referee; table.Games != 4 || c == nil || c.Moves != c.AllMoves || c.Positions != 4 || len(table.Disputes)+len(table.Forfeits) > 0 {
		t.Errorf("%+v; it said:\n%s", table, said)
	}
}

// installedGNUGo is GNU Go by our rules, or why it does not run.
func installedGNUGo(t *testing.T) string {
	t.Helper()
	program := gnuGoPath()
	if program == "" {
		t.Skip("NOT RUN: GNU Go is not installed (apt-get install gnugo), and no other program knows the rules")
	}
	return program + " " + gnuGo
}

// GNU Go plays, and another GNU Go watches: all moves are legal to it, and it counts every end as we do.
func TestMatchBeforeReferee(t *testing.T) {
	program := installedGNUGo(t)
	table, said := tournamentTable(t, t.TempDir(), "--games", "4", "--size", "7", "--visits", "50", "--referee", program, "uniform", "gnugo="+program+" --level 0")
	c := table.Referee
	if c == nil || table.Games != 4 || c.Moves != c.AllMoves || c.Positions != c.AllPositions || c.Positions != 4 || len(table.Disputes)+len(table.Forfeits)+len(c.Notes) > 0 {
		t.Errorf("got %+v, want 4 games in which the referee confirms everything; it said:\n%s", table, said)
	}
}
