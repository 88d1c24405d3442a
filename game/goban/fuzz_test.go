package goban

import (
	"testing"

	"tengen/game"
)

// FuzzPlay plays what the bytes say, on a small board by any rules, and compares every position with the reference:
// the first byte is the size, the second the rules, and each other byte a step.
func FuzzPlay(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 1, 2, 3})
	f.Add([]byte{5, 1, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4})
	f.Add([]byte{6, 5, 200, 1, 201, 2, 220, 3, 240, 4, 250, 5, 255, 6})
	f.Add([]byte{24, 11, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160})
	f.Fuzz(func(t *testing.T, in []byte) {
		if len(in) < 2 {
			return
		}
		g := fuzzGame(t, in[0], in[1])
		s, r := g.New().(*State), newReference(g.width, g.height, g.rules)
		other := g.New().(*State)
		for _, step := range in[2:min(len(in), 120)] {
			if s.Terminal() {
				break
			}
			compare(t, s, r)
			fuzzStep(t, s, r, step)
			other.CopyFrom(s)
			s, other = other, s // go on with the copy
		}
		checkInvariants(t, s)
		comparePlanes(t, s, r.shown)
		if over := r.passes >= 2 || s.ply == g.maxPly || s.decided; s.Terminal() != over {
			t.Fatalf("over %v, want %v\n%s", s.Terminal(), over, s)
		}
		if s.Terminal() && len(s.LegalActions(nil)) > 0 {
			t.Fatalf("there are legal actions after the end\n%s", s)
		}
	})
}

// fuzzGame makes a board of 1x1 to 5x5 with rules.
func fuzzGame(t *testing.T, size, rules byte) *Game {
	r := Rules{Ko: Ko(rules % 3), Suicide: rules/3%2 == 1, Scoring: Scoring(rules / 6 % 2), MaxPly: 90}
	r.PassAlive = r.Scoring == ScoringArea && rules/12%2 == 1
	g, err := New(int(size)%5+1, int(size)/5%5+1, 0, r)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// fuzzStep plays on both, or sets up.
func fuzzStep(t *testing.T, s *State, r *reference, step byte) {
	cell := int(step) % len(r.board)
	switch {
	case step >= 250:
		p := s.ToPlay().Opponent()
		s.SetToPlay(p)
		r.setToPlay("BW"[p])
	case step >= 240:
		if err := s.Remove(game.Action(cell)); (err == nil) != r.remove(cell) {
			t.Fatalf("Remove(%d): got %v, the reference does not\n%s", cell, err, s)
		}
	case step >= 225:
		p := game.Player(step & 1)
		if err := s.Place(game.Action(cell), p); (err == nil) != r.place(cell, "BW"[p]) {
			t.Fatalf("Place(%d, %d): got %v, the reference does not\n%s", cell, p, err, s)
		}
	case step >= 215 || !s.Legal(game.Action(cell)):
		s.Play(s.game.Pass())
		r.play(-1)
	default:
		s.Play(game.Action(cell))
		r.play(cell)
	}
}
