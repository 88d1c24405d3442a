package goban

import (
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

func TestPlaceErrors(t *testing.T) {
	tests := []struct {
		name string
		rows []string
		cell game.Action
		p    game.Player
		err  string // part of it
	}{
		{"taken", []string{"..", "B."}, 0, White, "already"},
		{"off the board", []string{"..", ".."}, 4, Black, "cells 0 to 3"},
		{"negative", []string{"..", ".."}, -1, Black, "cells 0 to 3"},
		{"no liberty", []string{"W..", ".W."}, 0, Black, "no liberty"},
		{"no liberty with its chain", []string{"WW.", ".BW"}, 0, Black, "no liberty"},
		{"takes the last liberty", []string{"B..", "W.."}, 1, Black, "do not capture"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := stateOf(t, 0, "", test.rows...)
			before := s.String()
			err := s.Place(test.cell, test.p)
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("Place(%d, %d): got %v, want an error with %q", test.cell, test.p, err, test.err)
			}
			if s.String() != before {
				t.Errorf("Place changed the board it refused\n%s", s)
			}
		})
	}
}

// TestPlaceIsFromTheStart plays the same moves with the stone set up before and in between: position, superko
// and planes must be the same.
func TestPlaceIsFromTheStart(t *testing.T) {
	g := newGame(t, 5, 5, 0)
	early, late := g.New().(*State), g.New().(*State)
	place := func(s *State) {
		if err := s.Place(24, White); err != nil {
			t.Fatal(err)
		}
	}
	ko := []string{"B2", "C2", "A1", "D1", "pass", "B1", "C1", "pass"} // Black takes a ko with C1
	place(early)
	playAll(t, early, ko...)
	playAll(t, late, ko...)
	place(late)
	early.SetToPlay(White)
	late.SetToPlay(White)
	a, b := make([]float32, g.Shape().Len()), make([]float32, g.Shape().Len())
	early.Planes(a)
	late.Planes(b)
	if !slices.Equal(a, b) {
		t.Error("the planes differ")
	}
	if early.Hash() != late.Hash() || !slices.Equal(early.ko.keys, late.ko.keys) || !slices.Equal(early.ko.table, late.ko.table) {
		t.Error("the hashes or the superko histories differ")
	}
	if early.Ply() != late.Ply() || early.String() != late.String() {
		t.Errorf("got\n%s\nwant\n%s", late, early)
	}
	if retake := action(t, late, "B1"); late.Legal(retake) || early.Legal(retake) {
		t.Errorf("retaking the ko at B1 repeats a position and is legal\n%s", late)
	}
}

func TestSetToPlay(t *testing.T) {
	s := newGame(t, 3, 3, 0).New().(*State)
	playAll(t, s, "pass")
	s.SetToPlay(White) // it is already
	playAll(t, s, "pass")
	if !s.Terminal() {
		t.Fatal("two passes in turn do not end the game")
	}
	s.Reset()
	playAll(t, s, "pass")
	s.SetToPlay(Black)
	playAll(t, s, "pass")
	if s.Terminal() {
		t.Error("two passes of the same player end the game")
	}
	hash := s.Hash()
	s.SetToPlay(Black)
	if s.Hash() == hash {
		t.Error("the hash does not tell the player to move")
	}
}

func TestRemove(t *testing.T) {
	s := stateOf(t, 0, "", "...", "BBB", "W..")
	for _, test := range []struct {
		cell game.Action
		err  string
	}{{1, "there is none"}, {9, "cells 0 to 8"}, {-1, "cells 0 to 8"}} {
		before := s.String()
		if err := s.Remove(test.cell); err == nil || !strings.Contains(err.Error(), test.err) || s.String() != before {
			t.Errorf("Remove(%d): got %v, want an error with %q\n%s", test.cell, err, test.err, s)
		}
	}
	if err := s.Remove(4); err != nil { // B2
		t.Fatal(err)
	}
	checkInvariants(t, s)
	want := stateOf(t, 0, "", "...", "B.B", "W..")
	if s.String() != want.String() || s.Hash() != want.Hash() || s.Captures(Black) != 0 || s.Captures(White) != 0 {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

// TestRemoveForgets removes the stone that has taken a ko: whatever the rule, nothing is forbidden then.
func TestRemoveForgets(t *testing.T) {
	for _, rules := range []string{"", "ko=situational", "ko=simple"} {
		s := stateOf(t, 0, rules, ".....", ".BW..", "B..W.", ".BW..", ".....")
		playAll(t, s, "C3", "B3") // White takes C3
		if err := s.Explain(action(t, s, "C3")); err == nil {
			t.Fatalf("%q: retaking the ko at once is legal\n%s", rules, s)
		}
		if err := s.Remove(action(t, s, "B3")); err != nil {
			t.Fatal(err)
		}
		if err := s.Explain(action(t, s, "C3")); err != nil {
			t.Errorf("%q: C3 is illegal: %v\n%s", rules, err, s)
		}
	}
}

// A stone that is removed as set-up ends a simple ko, and the list of legal actions knows that as Legal does.
func TestRemoveEndsSimpleKo(t *testing.T) {
	g, err := New(3, 4, 0, Rules{Ko: KoSimple})
	if err != nil {
		t.Fatal(err)
	}
	s := newState(g)
	at := func(vertex string) game.Action {
		a, err := s.ParseAction(vertex)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, stone := range []struct {
		vertex string
		player game.Player
	}{{"A1", White}, {"B2", White}, {"C1", White}, {"A2", Black}} {
		if err := s.Place(at(stone.vertex), stone.player); err != nil {
			t.Fatal(err)
		}
	}
	s.Play(at("B1")) // takes A1
	if legal := s.LegalActions(nil); s.Legal(at("A1")) || slices.Contains(legal, at("A1")) {
		t.Errorf("A1 takes the ko back: Legal %v, LegalActions %v\n%s", s.Legal(at("A1")), legal, s)
	}
	if err := s.Remove(at("A2")); err != nil {
		t.Fatal(err)
	}
	if legal := s.LegalActions(nil); !s.Legal(at("A1")) || !slices.Contains(legal, at("A1")) {
		t.Errorf("A1 after the set-up: Legal %v, LegalActions %v, want both to have it\n%s", s.Legal(at("A1")), legal, s)
	}
}
