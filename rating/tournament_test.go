package rating

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"tengen/game"
	"tengen/internal/filelock"
)

// readLog returns the games of a folder.
func readLog(t *testing.T, dir string) []entry {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "games.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	entries, size, err := parseEntries(text)
	if err != nil || size != int64(len(text)) {
		t.Fatalf("games.jsonl: %v, %d of %d bytes are good", err, size, len(text))
	}
	return entries
}

// checkGames holds a round robin's games to what is promised: colours balanced, openings shared by two games
// of a pairing and by no others, no game twice, an SGF each.
func checkGames(t *testing.T, dir string, entries []entry, each int) {
	t.Helper()
	colours, openings, seen := map[string]int{}, map[string]map[string]int{}, map[string]bool{}
	for _, e := range entries {
		colours[e.First+" "+e.Second]++
		pairing := min(e.First, e.Second) + " " + max(e.First, e.Second)
		if openings[pairing] == nil {
			openings[pairing] = map[string]int{}
		}
		openings[pairing][fmt.Sprint(e.Moves[:e.OpeningPlies])]++
		if seen[e.key()] {
			t.Errorf("game %d stands twice", e.Number)
		}
		seen[e.key()] = true
		if _, err := os.Stat(filepath.Join(dir, "games", fmt.Sprintf("%05d.sgf", e.Number))); err != nil {
			t.Error(err)
		}
	}
	for pair, n := range colours {
		if n != each/2 {
			t.Errorf("%s with these colours: %d games, want %d", pair, n, each/2)
		}
	}
	for pairing, counts := range openings {
		for opening, n := range counts {
			if n != 2 {
				t.Errorf("%s: %d games from opening %s, want 2", pairing, n, opening)
			}
		}
	}
}

func TestRoundRobin(t *testing.T) {
	dir := t.TempDir()
	o := Options{GamesPerPairing: 12, Workers: 3, RandomPlies: 3, Seed: 7}
	calls, last := 0, 0
	o.Progress = func(done, total int, table *Table) {
		calls++
		if done < calls || done < last || total != 120 || table.Games != done {
			t.Errorf("call %d: %d of %d games after %d, %d in the table", calls, done, total, last, table.Games)
		}
		last = done
	}
	table, err := Run(t.Context(), dir, newGame(t, game.Params{Name: "connect4"}), entrants("", "", "", "", "first"), o)
	if err != nil {
		t.Fatal(err)
	}
	entries := readLog(t, dir)
	if len(entries) != 120 || table.Games != 120 || table.Duplicates != 0 || len(table.Rows) != 5 || len(table.Pairings) != 10 || calls != 120 || last != 120 {
		t.Errorf("%d lines, %d games, %d duplicates, %d players, %d pairings, %d calls of Progress", len(entries), table.Games, table.Duplicates, len(table.Rows), len(table.Pairings), calls)
	}
	if table.Openings != 6 || table.OpeningsWanted != 6 {
		t.Errorf("%d openings of %d, want 6 of 6", table.Openings, table.OpeningsWanted)
	}
	checkGames(t, dir, entries, 12)
}

func TestGauntletAndColours(t *testing.T) {
	dir := t.TempDir()
	o := Options{GamesPerPairing: 5, Gauntlet: true, KeepColours: true, Workers: 2, RandomPlies: 2, Seed: 7, Anchors: map[string]float64{"p2": 1500}}
	table, err := Run(t.Context(), dir, newGame(t, game.Params{Name: "tictactoe"}), entrants("", "", ""), o)
	if err != nil {
		t.Fatal(err)
	}
	entries := readLog(t, dir)
	for _, e := range entries {
		if e.First != "p0" {
			t.Errorf("game %d: %s moves first, want p0", e.Number, e.First)
		}
	}
	if len(entries) != 10 {
		t.Errorf("%d games, want 10", len(entries))
	}
	for _, r := range table.Rows {
		if r.Name == "p2" && (r.Elo != 1500 || r.Error != 0) {
			t.Errorf("the anchor has %g ± %g Elo, want 1500 ± 0", r.Elo, r.Error)
		}
	}
}

// TestMeetings holds who meets whom, as often at whatever round the tournament is stopped.
func TestMeetings(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    Options
		want string // of five
	}{
		{"everybody", Options{}, "01 02 03 04 12 13 14 23 24 34"},
		{"a gauntlet", Options{Gauntlet: true}, "01 02 03 04"},
		{"levels", Options{Levels: 2}, "01 02 03 04 12 13 14 23 24"},
		{"a ladder", Options{Ladder: 2}, "01 02 12 13 23 24 34"},
		{"a ladder with a level", Options{Ladder: 1, Levels: 1}, "01 04 12 14 23 24 34"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.o.GamesPerPairing = 4
			games := schedule(5, &tt.o)
			for round := range slices.Chunk(games, len(games)/4) {
				var met []string
				for _, f := range round {
					met = append(met, fmt.Sprint(min(f.first, f.second))+fmt.Sprint(max(f.first, f.second)))
				}
				if got := strings.Join(met, " "); got != tt.want {
					t.Errorf("got a round of %s, want %s", got, tt.want)
				}
			}
		})
	}
	for _, levels := range []int{-1, 3} {
		o := Options{GamesPerPairing: 1, Workers: 1, Levels: levels}
		if err := o.check(entrants("", "", "")); err == nil || !strings.Contains(err.Error(), "levels") {
			t.Errorf("%d levels of 3 players: %v, want an error", levels, err)
		}
	}
}

func TestForfeitsGoOn(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	for fail, want := range map[string]string{"crash": "it crashed", "illegal": "illegal move 99", "start": "does not start"} {
		made := 0
		all := entrants("", fail)
		all[1].New = func() (Player, error) { made++; return &fake{name: "p1", fail: fail}, nil }
		table, err := Run(t.Context(), "", g, all, Options{GamesPerPairing: 4, Workers: 1, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if table.Rows[0].Name != "p0" || table.Rows[0].Wins != 4 || !table.VirtualDraws {
			t.Errorf("%s: %+v, want p0 to win all four", fail, table.Rows)
		}
		if len(table.Forfeits) != 4 || !strings.Contains(table.Forfeits[0], want) {
			t.Errorf("%s: forfeits %q, want 4 with %q", fail, table.Forfeits, want)
		}
		if made != 4 {
			t.Errorf("%s: the player was made %d times, want anew for each game", fail, made)
		}
	}
}

func TestDisputesAreCounted(t *testing.T) {
	all := entrants("", "")
	all[1].New = func() (Player, error) { return &counter{fake: fake{name: "p1"}, off: 1}, nil }
	table, err := Run(t.Context(), "", newGame(t, game.Params{Name: "go", Width: 2}), all, Options{GamesPerPairing: 4, Workers: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(table.Disputes) != 4 || len(table.Forfeits) != 0 || !strings.Contains(table.Disputes[0], "p1 counts") {
		t.Errorf("disputes %q, want 4", table.Disputes)
	}
}

func TestDuplicatesDoNotCount(t *testing.T) {
	for _, tt := range []struct {
		name              string
		game              game.Params
		players           [2]string
		plies             int
		games             int
		count, duplicates int
	}{
		{"1x1 has one game", game.Params{Name: "go", Width: 1}, [2]string{"", ""}, 0, 6, 2, 4},
		{"both always play the same", game.Params{Name: "connect4"}, [2]string{"first", "first"}, 0, 6, 2, 4},
		{"7 openings of 1 ply", game.Params{Name: "connect4"}, [2]string{"first", "first"}, 1, 20, 14, 6},
		{"one is random", game.Params{Name: "connect4"}, [2]string{"first", ""}, 0, 20, 20, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{GamesPerPairing: tt.games, Workers: 4, RandomPlies: tt.plies, Seed: 1}
			table, err := Run(t.Context(), t.TempDir(), newGame(t, tt.game), entrants(tt.players[0], tt.players[1]), o)
			if err != nil {
				t.Fatal(err)
			}
			if table.Games != tt.count || table.Duplicates != tt.duplicates {
				t.Errorf("%d games count and %d do not, want %d and %d", table.Games, table.Duplicates, tt.count, tt.duplicates)
			}
		})
	}
}

// TestFewOpeningsAreSaid: ten pairs of games, but Connect Four has seven first moves.
func TestFewOpeningsAreSaid(t *testing.T) {
	table, err := Run(t.Context(), "", newGame(t, game.Params{Name: "connect4"}), entrants("", ""), Options{GamesPerPairing: 20, Workers: 2, RandomPlies: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := table.WriteText(&text); err != nil || !strings.Contains(text.String(), "Only 7 different openings were found, 10 were wanted") {
		t.Errorf("the table does not say that there are too few openings: %v\n%s", err, text.String())
	}
}

func TestStopKeepsGames(t *testing.T) {
	g := newGame(t, game.Params{Name: "connect4"})
	dir, o := t.TempDir(), Options{GamesPerPairing: 20, Workers: 2, RandomPlies: 4, Seed: 7}
	stopped := errors.New("stopped by the user")
	ctx, cancel := context.WithCancelCause(t.Context())
	o.Progress = func(done, _ int, _ *Table) {
		if done >= 9 {
			cancel(stopped)
		}
	}
	table, err := Run(ctx, dir, g, entrants("", "", ""), o)
	if !errors.Is(err, stopped) || table == nil {
		t.Fatalf("got %v, %v, want a table and the cause of the stop", table, err)
	}
	if kept := len(readLog(t, dir)); kept < 9 || kept > 10 || table.Games != kept {
		t.Errorf("%d games on disk, %d in the table, want the 9 or 10 that were finished", kept, table.Games)
	}
	o.Progress = nil
	if table, err = Run(t.Context(), dir, g, entrants("", "", ""), o); err != nil || table.Games != 60 {
		t.Fatalf("resumed: %+v, %v, want 60 games", table, err)
	}
	checkGames(t, dir, readLog(t, dir), 20)
	o.GamesPerPairing = 30
	if table, err = Run(t.Context(), dir, g, entrants("", "", ""), o); err != nil || table.Games != 90 {
		t.Fatalf("extended: %+v, %v, want 90 games", table, err)
	}
	checkGames(t, dir, readLog(t, dir), 30)
}

// TestPlayerThatCannotBeMade ends the tournament with the games so far and the reason.
func TestPlayerThatCannotBeMade(t *testing.T) {
	all := entrants("", "", "")
	all[2].New = func() (Player, error) { return nil, errors.New("no such engine") }
	table, err := Run(t.Context(), "", newGame(t, game.Params{Name: "tictactoe"}), all, Options{GamesPerPairing: 2, Workers: 1})
	if err == nil || !strings.Contains(err.Error(), "p2: no such engine") || table == nil || table.Games != 1 {
		t.Errorf("got %+v, %v, want one game and the reason", table, err)
	}
}

func TestOtherTournamentIsRefused(t *testing.T) {
	dir, g := t.TempDir(), newGame(t, game.Params{Name: "connect4"})
	o := Options{GamesPerPairing: 4, Workers: 1, RandomPlies: 2, Seed: 1}
	if _, err := Run(t.Context(), dir, g, entrants("", ""), o); err != nil {
		t.Fatal(err)
	}
	with := func(change func(o *Options)) Options {
		o := o
		change(&o)
		return o
	}
	for _, tt := range []struct {
		name    string
		game    game.Params
		players []Entrant
		o       Options
	}{
		{"players", game.Params{Name: "connect4"}, entrants("", "", ""), o},
		{"game", game.Params{Name: "tictactoe"}, entrants("", ""), o},
		{"seed", game.Params{Name: "connect4"}, entrants("", ""), with(func(o *Options) { o.Seed = 2 })},
		{"openings", game.Params{Name: "connect4"}, entrants("", ""), with(func(o *Options) { o.RandomPlies = 3 })},
		{"fewer games", game.Params{Name: "connect4"}, entrants("", ""), with(func(o *Options) { o.GamesPerPairing = 2 })},
	} {
		before := readLog(t, dir)
		if _, err := Run(t.Context(), dir, newGame(t, tt.game), tt.players, tt.o); err == nil || !strings.Contains(err.Error(), "empty folder") {
			t.Errorf("other %s in the same folder: %v, want it refused", tt.name, err)
		}
		if after := readLog(t, dir); len(after) != len(before) {
			t.Errorf("other %s: %d games were %d before", tt.name, len(after), len(before))
		}
	}
}

func TestFolderInUse(t *testing.T) {
	dir := t.TempDir()
	held, err := filelock.Acquire(filepath.Join(dir, "lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	var is *filelock.HeldError
	if _, err := Run(t.Context(), dir, newGame(t, game.Params{Name: "tictactoe"}), entrants("", ""), Options{GamesPerPairing: 2, Workers: 1}); !errors.As(err, &is) {
		t.Errorf("got %v, want that the folder is in use", err)
	}
}

func TestOptionErrors(t *testing.T) {
	twice := append(entrants("", ""), entrants("")...)
	for _, tt := range []struct {
		want    string
		players []Entrant
		o       Options
	}{
		{"1 players", entrants(""), Options{GamesPerPairing: 1, Workers: 1}},
		{"0 games", entrants("", ""), Options{Workers: 1}},
		{"0 workers", entrants("", ""), Options{GamesPerPairing: 1}},
		{"-1 random plies", entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, RandomPlies: -1}},
		{`called "p0"`, twice, Options{GamesPerPairing: 1, Workers: 1}},
		{`Elo is given for "p9"`, entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, Anchors: map[string]float64{"p9": 0}}},
		{"ladder of reach -1", entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, Ladder: -1}},
		{"no gauntlet", entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, Ladder: 1, Gauntlet: true}},
		{"5 against 5 Elo", entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, SPRT: &SPRT{5, 5, 0.05, 0.05}}},
		{"errors of 0.05 and 0.5", entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, SPRT: &SPRT{0, 5, 0.05, 0.5}}},
		{"sequential test with 3 players", entrants("", "", ""), Options{GamesPerPairing: 1, Workers: 1, SPRT: &SPRT{0, 5, 0.05, 0.05}}},
		{"a threshold of 0.5", entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, SPRT: &SPRT{0, 5, 0.05, 0.05}, Threshold: 0.5}},
		{"threshold", entrants("", ""), Options{GamesPerPairing: 1, Workers: 1, Threshold: 1.5}},
		{"threshold", entrants("", "", ""), Options{GamesPerPairing: 1, Workers: 1, Threshold: 0.5}},
	} {
		if _, err := Run(t.Context(), "", newGame(t, game.Params{Name: "tictactoe"}), tt.players, tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want an error with %s", err, tt.want)
		}
	}
}

func TestPlayMatch(t *testing.T) {
	for _, tt := range []struct {
		name      string
		a, b      string
		threshold float64
		want      Score
	}{
		{"all games", "", "resign", 0, Score{Wins: 40}},
		{"more than 55 % of 40 is 23 wins", "", "resign", 0.55, Score{Wins: 23}},
		{"18 losses leave no more than 22 of 40", "resign", "", 0.55, Score{Losses: 18}},
		{"half is not more than half", "resign", "", 0.5, Score{Losses: 20}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := entrants(tt.a, tt.b)
			// Whoever does not resign plays at random from an opening of its own, so that games differ.
			o := Options{Workers: 1, RandomPlies: 4, Seed: 3, Threshold: tt.threshold}
			got, err := PlayMatch(t.Context(), all[0], all[1], newGame(t, game.Params{Name: "connect4"}), 40, o)
			if err != nil || got != tt.want {
				t.Errorf("got %+v, %v, want %+v", got, err, tt.want)
			}
		})
	}
}

// TestDecidedMatchAgreesWithTheWhole: stopping early never changes the verdict.
func TestDecidedMatchAgreesWithTheWhole(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	stopped := 0
	for seed := range uint64(20) {
		all := entrants("first", "")
		o := Options{Workers: 2, RandomPlies: 1, Seed: seed}
		whole, err := PlayMatch(t.Context(), all[0], all[1], g, 30, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Threshold = 0.55
		early, err := PlayMatch(t.Context(), all[0], all[1], g, 30, o)
		if err != nil {
			t.Fatal(err)
		}
		if (whole.Share() > 0.55) != (early.Share() > 0.55) {
			t.Errorf("seed %d: the whole match is %+v, the shortened one %+v", seed, whole, early)
		}
		if early.Games() < whole.Games() {
			stopped++
		}
	}
	if stopped == 0 {
		t.Error("no match was shortened")
	}
}

// TestStopIsNotDecided: the caller's stop is an error also when the match has a threshold.
func TestStopIsNotDecided(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var games atomic.Int32
	o := Options{Workers: 2, Threshold: 0.55, RandomPlies: 4, Progress: func(int, int, *Table) {
		if games.Add(1) == 5 {
			cancel()
		}
	}}
	all := entrants("", "")
	s, err := PlayMatch(ctx, all[0], all[1], newGame(t, game.Params{Name: "connect4"}), 400, o)
	if !errors.Is(err, context.Canceled) || s.Games() < 5 {
		t.Errorf("got %+v, %v, want 5 games or more and the stop", s, err)
	}
}
