package goban

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tengen/game"
)

// drawRules draws rules that play the same way at a time: all of ko, suicide and scoring.
func drawRules(t *rapid.T) Rules {
	return Rules{
		Ko:      rapid.SampledFrom([]Ko{KoPositional, KoSituational, KoSimple}).Draw(t, "ko"),
		Suicide: rapid.Bool().Draw(t, "suicide"),
		Scoring: rapid.SampledFrom([]Scoring{ScoringArea, ScoringTerritory}).Draw(t, "scoring"),
		MaxPly:  2000,
	}
}

// TestReference plays random games by both and compares every legal move, reason, board, score and history. Sizes
// are small, so that the games are full of captures and kos.
func TestReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, r := drawGame(t)
		for range rapid.IntRange(0, 150).Draw(t, "plies") {
			if !playBoth(t, s, r) {
				return
			}
		}
	})
}

// TestReferenceWithSetUp mixes moves with set-up stones, removals and turns.
func TestReferenceWithSetUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, r := drawGame(t)
		for range rapid.IntRange(0, 100).Draw(t, "steps") {
			cell := rapid.IntRange(0, len(r.board)-1).Draw(t, "cell")
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				p := rapid.SampledFrom([]game.Player{Black, White}).Draw(t, "player")
				if err := s.Place(game.Action(cell), p); (err == nil) != r.place(cell, "BW"[p]) {
					t.Fatalf("Place(%d, %d): got %v, the reference does not\n%s", cell, p, err, s)
				}
			case 1:
				if err := s.Remove(game.Action(cell)); (err == nil) != r.remove(cell) {
					t.Fatalf("Remove(%d): got %v, the reference does not\n%s", cell, err, s)
				}
			case 2:
				p := s.ToPlay().Opponent()
				s.SetToPlay(p)
				r.setToPlay("BW"[p])
			default:
				if !playBoth(t, s, r) {
					return
				}
			}
		}
	})
}

// drawGame draws a game for both.
func drawGame(t *rapid.T) (*State, *reference) {
	width, height := rapid.IntRange(1, 6).Draw(t, "width"), rapid.IntRange(1, 6).Draw(t, "height")
	rules := drawRules(t)
	g, err := New(width, height, 0, rules)
	if err != nil {
		t.Fatal(err)
	}
	return g.New().(*State), newReference(width, height, rules)
}

// playBoth compares, then plays a random move on both, and reports whether the game goes on.
func playBoth(t *rapid.T, s *State, r *reference) bool {
	compare(t, s, r)
	comparePlanes(t, s, r.shown)
	legal := s.LegalActions(nil)
	a := legal[rapid.IntRange(0, len(legal)-1).Draw(t, "choice")]
	s.Play(a)
	if a == s.game.Pass() {
		a = -1
	}
	r.play(int(a))
	if s.Terminal() != (r.passes == 2) {
		t.Fatalf("after %d passes: over %v", r.passes, s.Terminal())
	}
	return !s.Terminal()
}

// compare checks board, legal moves with their reasons, and points.
func compare(t fataler, s *State, r *reference) {
	if got := boardText(s); got != r.board {
		t.Fatalf("board: got %s, want %s", got, r.board)
	}
	checkInvariants(t, s)
	legal := s.LegalActions(nil)
	for c := range r.board {
		a := game.Action(c)
		after, _, why := r.next(c)
		if s.Legal(a) != (why == "") || slices.Contains(legal, a) != (why == "") {
			t.Fatalf("Legal(%s): got %v, %v, want %q\n%s", s.FormatAction(a), s.Legal(a), legal, why, s)
		}
		if why == "" {
			continue
		}
		illegal, ok := errors.AsType[*IllegalError](s.Explain(a))
		if !ok || illegal.Reason.String() != why {
			t.Fatalf("Explain(%s): got %v, want %s\n%s", s.FormatAction(a), s.Explain(a), why, s)
		}
		if why == "superko" && r.shown[illegal.Repeats] != after {
			t.Fatalf("Explain(%s): got %v, but the position then was %s\n%s", s.FormatAction(a), illegal, r.shown[illegal.Repeats], s)
		}
	}
	if black, white := s.Captures(Black), s.Captures(White); black != r.prisoners['B'] || white != r.prisoners['W'] {
		t.Fatalf("Captures: got %d, %d, want %v\n%s", black, white, r.prisoners, s)
	}
	compareScores(t, s, r)
}

// compareScores checks the score as it is, and with the stones on every third cell dead.
func compareScores(t fataler, s *State, r *reference) {
	if got, want := s.Score(), r.points(r.board, 'B')-r.points(r.board, 'W'); got != float32(want) {
		t.Fatalf("Score: got %v, want %d\n%s", got, want, s)
	}
	board, dead := []byte(r.board), make([]bool, len(r.board))
	for c := range board {
		dead[c] = c%3 == 0
		if dead[c] {
			board[c] = '.'
		}
	}
	if got, want := s.ScoreWith(dead), r.points(string(board), 'B')-r.points(string(board), 'W'); got != float32(want) {
		t.Fatalf("ScoreWith(%v): got %v, want %d\n%s", dead, got, want, s)
	}
	owners := make([]int8, len(r.board))
	s.Ownership(owners)
	black, white := s.Area()
	wantBlack := strings.Count(r.board, "B") + r.territory(r.board, 'B')
	wantWhite := strings.Count(r.board, "W") + r.territory(r.board, 'W')
	if black != wantBlack || white != wantWhite || bytes.Count(asBytes(owners), []byte{1}) != black || bytes.Count(asBytes(owners), []byte{255}) != white {
		t.Fatalf("Area: got %d, %d, owners %v, want %d, %d\n%s", black, white, owners, wantBlack, wantWhite, s)
	}
}

func asBytes(in []int8) (out []byte) {
	for _, v := range in {
		out = append(out, byte(v))
	}
	return out
}

// comparePlanes checks the planes against the boards of the game so far.
func comparePlanes(t fataler, s *State, boards []string) {
	n := s.game.cells
	got := make([]float32, planes*n)
	s.Planes(got)
	own, other := "BW"[s.ToPlay()], "WB"[s.ToPlay()]
	for c := range n {
		for i := range history {
			var wantOwn, wantOther float32
			if k := len(boards) - 1 - i; k >= 0 {
				wantOwn, wantOther = is(boards[k][c] == own), is(boards[k][c] == other)
			}
			if got[i*n+c] != wantOwn || got[(history+i)*n+c] != wantOther {
				t.Fatalf("planes, cell %d, %d plies ago: got %v and %v, want %v and %v", c, i, got[i*n+c], got[(history+i)*n+c], wantOwn, wantOther)
			}
		}
		if got[2*history*n+c] != is(own == 'B') {
			t.Fatalf("colour plane: got %v with %c to play", got[2*history*n+c], own)
		}
	}
}

func is(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
