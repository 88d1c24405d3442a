package goban

import (
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// playAll plays vertices in turn.
func playAll(t *testing.T, s *State, vertices ...string) {
	t.Helper()
	for _, v := range vertices {
		a := action(t, s, v)
		if !s.Legal(a) {
			t.Fatalf("%s is illegal\n%s", v, s)
		}
		s.Play(a)
	}
}

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
			s := newGame(t, len(test.rows[0]), len(test.rows), 0).New().(*State)
			place(t, s, test.rows)
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
	if early.Hash() != late.Hash() || !slices.Equal(early.ko.keys, late.ko.keys) || !slices.Equal(early.ko.filter, late.ko.filter) {
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
