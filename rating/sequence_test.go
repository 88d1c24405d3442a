package rating

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tengen/game"
)

// TestSequenceCounts feeds games of a and b in odd orders: only complete results count, up to the first gap, those
// with a duplicate are left out, and forfeits are losses.
func TestSequenceCounts(t *testing.T) {
	// Outcomes for First, who is a in even games and b in odd ones; x repeats another, f is a forfeit by First.
	for _, tt := range []struct {
		name, games string
		keep        bool
		counts      string
		leftOut     int
	}{
		{"nothing", "", false, "[0 0 0 0 0]", 0},
		{"half a pair", "+", false, "[0 0 0 0 0]", 0},
		{"each class", "-+ -= == +- =- +=", false, "[1 1 1 2 1]", 0},
		{"a win each is a draw each", "++ --", false, "[0 0 2 0 0]", 0},
		{"a gap in the second pair", "+- +? +- +-", false, "[0 0 0 0 1]", 0},
		{"duplicates", "+- x- +x xx +-", false, "[0 0 0 0 2]", 3},
		{"forfeits", "f- f+ +f", false, "[1 0 1 0 1]", 0},
		{"games, colours kept", "+ - = + x +", true, "[1 1 3]", 1},
		{"games with a gap", "+ - ? + +", true, "[1 0 1]", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			done := map[int]entry{}
			for number, c := range strings.ReplaceAll(tt.games, " ", "") {
				e := entry{Number: number, First: "a", Second: "b"}
				if number%2 == 1 && !tt.keep {
					e.First, e.Second = "b", "a"
				}
				switch c {
				case '?':
					continue
				case '+':
					e.Outcome = 1
				case '-':
					e.Outcome = -1
				case 'x':
					e.Outcome, e.Duplicate = 1, true
				case 'f':
					e.Outcome, e.Forfeit = -1, "a: it crashed"
				}
				done[number] = e
			}
			s := newSequence(SPRT{0, 10, 0.05, 0.05}, "a", &Options{KeepColours: tt.keep})
			s.advance(done)
			s.advance(done)
			if got := fmt.Sprint(s.counts); got != tt.counts || s.leftOut != tt.leftOut || s.verdict != Undecided {
				t.Errorf("got %s, %d left out, %s, want %s, %d", got, s.leftOut, s.verdict, tt.counts, tt.leftOut)
			}
		})
	}
}

// TestSequentialTournament: the test ends it as soon as it may, with the verdict in the table.
func TestSequentialTournament(t *testing.T) {
	g := newGame(t, game.Params{Name: "connect4"})
	for _, tt := range []struct {
		name, a, b string
		o          Options
		want       Verdict
		counts     int
	}{
		{"a player that resigns is no better", "resign", "", Options{}, H0, 0},
		{"one against whom all resign is", "", "resign", Options{}, H1, 4},
		{"by single games", "", "resign", Options{KeepColours: true}, H1, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, dir := tt.o, t.TempDir()
			o.GamesPerPairing, o.Workers, o.RandomPlies, o.Seed = 400, 3, 4, 1
			o.SPRT = &SPRT{0, 100, 0.05, 0.02}
			table, err := Run(t.Context(), dir, g, entrants(tt.a, tt.b), o)
			if err != nil {
				t.Fatal(err)
			}
			per := 2
			if o.KeepColours {
				per = 1
			}
			r := table.SPRT
			if r == nil || r.Verdict != tt.want || r.Player != "p0" || r.Counts[tt.counts]*per != table.Games || r.LeftOut != 0 {
				t.Fatalf("%+v after %d games, want %s by all of them", r, table.Games, tt.want)
			}
			// One result fewer had not decided.
			fewer := append([]int{}, r.Counts...)
			fewer[tt.counts]--
			if v := o.SPRT.Verdict(o.SPRT.LLR(fewer)); v != Undecided {
				t.Errorf("%v would have been enough for %s", fewer, v)
			}
			again, err := Run(t.Context(), dir, g, entrants(tt.a, tt.b), o)
			if err != nil || again.Games != table.Games {
				t.Errorf("started again: %d games, %v, were %d", again.Games, err, table.Games)
			}
			o.SPRT = &SPRT{0, 50, 0.05, 0.02}
			if _, err := Run(t.Context(), dir, g, entrants(tt.a, tt.b), o); err == nil || !strings.Contains(err.Error(), "another tournament") {
				t.Errorf("with other bounds: %v, want it refused", err)
			}
		})
	}
}

// TestSequentialTestIsShown holds its line for people and its keys for programs.
func TestSequentialTestIsShown(t *testing.T) {
	s := newSequence(SPRT{0, 10, 0.05, 0.05}, "new", &Options{})
	s.counts, s.leftOut = []int{0, 20, 150, 35, 1}, 2
	s.llr = s.test.LLR(s.counts)
	table := &Table{SPRT: s.result()}
	var text, spread bytes.Buffer
	if err := table.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	const want = "Sequential test of new, +0 Elo (H0) or +10 Elo (H1), errors 0.05 and 0.05: undecided after 206 pairs of games" +
		" ([0 20 150 35 1] from all lost to all won), LLR 2.29 of -2.94 to 2.94, +14.3 Elo (+1.8 to +26.9); 2 left out, with a game that repeats another."
	if !strings.Contains(text.String(), want) {
		t.Errorf("got\n%s\nwant\n%s", &text, want)
	}
	if err := table.WriteJSON(&spread); err != nil {
		t.Fatal(err)
	}
	var all struct{ SPRT map[string]any }
	if err := json.Unmarshal(spread.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"player", "elo0", "elo1", "alpha", "beta", "counts_loss_to_win", "left_out", "llr", "llr_lower", "llr_upper", "verdict", "elo", "elo_low_95", "elo_high_95"} {
		if _, ok := all.SPRT[key]; !ok {
			t.Errorf("sprt of ratings.json lacks %s: %v", key, all.SPRT)
		}
		delete(all.SPRT, key)
	}
	if len(all.SPRT) != 0 {
		t.Errorf("sprt of ratings.json has %v too", all.SPRT)
	}
}
