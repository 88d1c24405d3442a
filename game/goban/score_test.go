package goban

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// TestTerritory plays small games by territory scoring.
func TestTerritory(t *testing.T) {
	tests := []struct {
		name  string
		moves string
		komi  int
		want  float32
	}{
		{"nothing", "pass pass", 3, -1.5},
		{"a stone owns the rest", "B2 pass pass", 0, 8},
		{"no one's", "A1 C3 pass pass", 0, 0},
		{"a prisoner and its cell", "B1 A1 A2 pass pass", 0, 7 + 1}, // Black has taken A1
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newGameOf(t, 3, 3, test.komi, "scoring=territory").New().(*State)
			playAll(t, s, strings.Fields(test.moves)...)
			if got := s.Score(); got != test.want {
				t.Errorf("score %v, want %v\n%s", got, test.want, s)
			}
		})
	}
}

// TestScoreWithDeadStones counts a board on which each player has a dead stone.
func TestScoreWithDeadStones(t *testing.T) {
	rows := []string{
		"..BW.",
		"W.BW.",
		"..BWB",
		"..BW.",
		"..BW.",
	}
	for _, test := range []struct {
		rules string
		dead  string
		want  float32
	}{
		{"scoring=area", "", 0},
		{"scoring=area", "A4", 10 + 6 - 5},
		{"scoring=area", "A4 E3", 10 + 5 - 5 - 5},
		{"scoring=territory", "", 0},
		{"scoring=territory", "A4 E3", 10 + 1 - 5 - 1},
		{"scoring=territory", "E3", 0 - 5 - 1},
	} {
		s := stateOf(t, 0, test.rules, rows...)
		dead := make([]bool, 25)
		for _, v := range strings.Fields(test.dead) {
			dead[action(t, s, v)] = true
		}
		if got := s.ScoreWith(dead); got != test.want {
			t.Errorf("%s, dead %q: got %v, want %v\n%s", test.rules, test.dead, got, test.want, s)
		}
	}
}

// TestHandicapCompensation counts handicaps by all rules.
func TestHandicapCompensation(t *testing.T) {
	for _, test := range []struct {
		rules    string
		rows     []string
		handicap int
		want     float32 // score, with a komi of 0.5
	}{
		{"", []string{"B.B", "...", "..B"}, 3, 8.5},
		{"handicap=n", []string{"B.B", "...", "..B"}, 3, 5.5},
		{"handicap=n-1", []string{"B.B", "...", "..B"}, 3, 6.5},
		{"handicap=n", []string{"B..", "...", "..."}, 0, 8.5},
		{"handicap=n-1", []string{"...", "...", "..."}, 0, -0.5},
		{"handicap=n", []string{"BW.", "B..", "..."}, 0, 0.5},
	} {
		s := stateOf(t, 1, test.rules, test.rows...)
		if s.Handicap() != test.handicap || s.Score() != test.want {
			t.Errorf("%s: handicap %d, score %v, want %d, %v\n%s", test.rules, s.Handicap(), s.Score(), test.handicap, test.want, s)
		}
	}
}

// TestHandicapIsSetUpAtTheStart checks what counts as handicap, and that copies know it.
func TestHandicapIsSetUpAtTheStart(t *testing.T) {
	s := newGameOf(t, 9, 9, 0, "handicap=n").New().(*State)
	stones, err := FixedHandicap(9, 9, 4)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.PlaceHandicap(stones); err != nil {
		t.Fatal(err)
	}
	if s.ToPlay() != White || s.Handicap() != 4 || s.Ply() != 0 {
		t.Errorf("player %d, handicap %d, ply %d, want White, 4, 0", s.ToPlay(), s.Handicap(), s.Ply())
	}
	playAll(t, s, "E5")
	if err := s.Place(0, Black); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(stones[0]); err != nil {
		t.Fatal(err)
	}
	c := s.game.New().(*State)
	c.CopyFrom(s)
	if s.Handicap() != 4 || c.Handicap() != 4 {
		t.Errorf("handicap %d and %d in a copy, want 4", s.Handicap(), c.Handicap())
	}
	s.Reset()
	if s.Handicap() != 0 {
		t.Errorf("handicap %d after Reset", s.Handicap())
	}
}

// TestFixedHandicap compares with the table of the Go Text Protocol's specification, as GNU Go 3.8 places the stones.
func TestFixedHandicap(t *testing.T) {
	for _, test := range []struct {
		side int
		want []string // from 2 stones on
	}{
		{7, []string{"C3 E5", "C3 E5 C5", "C3 E5 C5 E3"}},
		{8, []string{"C3 F6", "C3 F6 C6", "C3 F6 C6 F3"}},
		{9, []string{"C3 G7", "C3 G7 C7", "C3 G7 C7 G3", "C3 G7 C7 G3 E5", "C3 G7 C7 G3 C5 G5", "C3 G7 C7 G3 C5 G5 E5",
			"C3 G7 C7 G3 C5 G5 E3 E7", "C3 G7 C7 G3 C5 G5 E3 E7 E5"}},
		{10, []string{"C3 H8", "C3 H8 C8", "C3 H8 C8 H3"}},
		{13, []string{"D4 K10", "D4 K10 D10", "D4 K10 D10 K4", "D4 K10 D10 K4 G7", "D4 K10 D10 K4 D7 K7", "D4 K10 D10 K4 D7 K7 G7",
			"D4 K10 D10 K4 D7 K7 G4 G10", "D4 K10 D10 K4 D7 K7 G4 G10 G7"}},
		{19, []string{"D4 Q16", "D4 Q16 D16", "D4 Q16 D16 Q4", "D4 Q16 D16 Q4 K10", "D4 Q16 D16 Q4 D10 Q10", "D4 Q16 D16 Q4 D10 Q10 K10",
			"D4 Q16 D16 Q4 D10 Q10 K4 K16", "D4 Q16 D16 Q4 D10 Q10 K4 K16 K10"}},
	} {
		for n := 0; n < 12; n++ {
			stones, err := FixedHandicap(test.side, test.side, n)
			if n < 2 || n-2 >= len(test.want) {
				if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("2 to %d", len(test.want)+1)) {
					t.Errorf("%d stones on %dx%[2]d: got %v, %v, want an error", n, test.side, stones, err)
				}
				continue
			}
			var got []string
			for _, c := range stones {
				got = append(got, game.FormatVertex(int(c), test.side))
			}
			if err != nil || !slices.Equal(got, strings.Fields(test.want[n-2])) {
				t.Errorf("%d stones on %dx%[2]d: got %v, %v, want %s", n, test.side, got, err, test.want[n-2])
			}
		}
	}
	for _, size := range [][2]int{{6, 6}, {5, 9}, {26, 26}, {0, 0}} {
		if _, err := FixedHandicap(size[0], size[1], 2); err == nil || !strings.Contains(err.Error(), "7 to 25") {
			t.Errorf("%v: got %v, want an error", size, err)
		}
	}
	if stones, err := FixedHandicap(9, 13, 9); err != nil || len(stones) != 9 || CheckHandicap(9, 13, stones) != nil {
		t.Errorf("9 stones on 9x13: got %v, %v", stones, err)
	}
	if _, err := FixedHandicap(9, 12, 5); err == nil {
		t.Error("5 stones on 9x12, which has no middle: got no error")
	}
}

func TestPlaceHandicapErrors(t *testing.T) {
	s := newGame(t, 3, 3, 0).New().(*State)
	for _, test := range []struct {
		stones []game.Action
		err    string
	}{
		{[]game.Action{1}, "2 to 8"},
		{[]game.Action{0, 1, 2, 3, 4, 5, 6, 7, 8}, "2 to 8"},
		{[]game.Action{0, 9}, "cells 0 to 8"},
		{[]game.Action{0, -1}, "cells 0 to 8"},
		{[]game.Action{4, 0, 4}, "two handicap stones on B2"},
	} {
		if err := s.PlaceHandicap(test.stones); err == nil || !strings.Contains(err.Error(), test.err) || s.ToPlay() != Black || s.Handicap() != 0 {
			t.Errorf("PlaceHandicap(%v): got %v, want an error with %q and no stones\n%s", test.stones, err, test.err, s)
		}
	}
	if err := s.PlaceHandicap([]game.Action{0, 1, 2, 3, 4, 5, 6, 7}); err != nil {
		t.Errorf("PlaceHandicap of all cells but one: %v", err)
	}
	if err := s.PlaceHandicap([]game.Action{0, 1}); err == nil || !strings.Contains(err.Error(), "empty board") {
		t.Errorf("PlaceHandicap on a board with stones: got %v", err)
	}
	s.Reset()
	playAll(t, s, "pass")
	if err := s.PlaceHandicap([]game.Action{0, 1}); err == nil || !strings.Contains(err.Error(), "at ply 1") {
		t.Errorf("PlaceHandicap after a pass: got %v", err)
	}
}
