package gametest

import (
	"math"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// view is all that can be seen of a State.
type view struct {
	text    string
	toPlay  game.Player
	ply     int
	hash    uint64
	over    bool
	outcome float32
	legal   []game.Action
	planes  []float32
}

// look takes a view of s and checks what must hold in any position.
func look(t *testing.T, s game.State) view {
	t.Helper()
	v := view{
		text:   s.String(),
		toPlay: s.ToPlay(),
		ply:    s.Ply(),
		hash:   s.Hash(),
		over:   s.Terminal(),
		legal:  s.LegalActions(nil),
		planes: make([]float32, s.Game().Shape().Len()),
	}
	for i := range v.planes {
		v.planes[i] = float32(math.NaN())
	}
	s.Planes(v.planes)
	for i, x := range v.planes {
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			t.Fatalf("Planes: entry %d is %v, want every entry written and finite\n%s", i, x, v.text)
		}
	}
	if v.over {
		v.outcome = s.Outcome()
		if v.outcome != -1 && v.outcome != 0 && v.outcome != 1 {
			t.Fatalf("Outcome: got %v, want -1, 0 or 1\n%s", v.outcome, v.text)
		}
		if other := game.OutcomeFor(s, s.ToPlay().Opponent()); other != -v.outcome {
			t.Fatalf("OutcomeFor the opponent: got %v, want %v", other, -v.outcome)
		}
	}
	return v
}

// same fails the test unless two views are the same.
func same(t *testing.T, what string, got, want view) {
	t.Helper()
	if got.text != want.text || got.toPlay != want.toPlay || got.ply != want.ply || got.hash != want.hash ||
		got.over != want.over || got.outcome != want.outcome ||
		!slices.Equal(got.legal, want.legal) || !slices.Equal(got.planes, want.planes) {
		t.Fatalf("%s: got player %d, ply %d, hash %x, over %v, outcome %v, legal %v\n%s\nwant player %d, ply %d, hash %x, over %v, outcome %v, legal %v\n%s(planes equal: %v)",
			what, got.toPlay, got.ply, got.hash, got.over, got.outcome, got.legal, got.text,
			want.toPlay, want.ply, want.hash, want.over, want.outcome, want.legal, want.text, slices.Equal(got.planes, want.planes))
	}
}

// checkPlayouts plays random games and checks every position.
func checkPlayouts(t *testing.T, g game.Game) {
	games, random := playouts(g)
	s, other := g.New(), g.New()
	for range games {
		s.Reset()
		same(t, "Reset", look(t, s), look(t, g.New()))
		var played []game.Action
		for !s.Terminal() {
			if s.Ply() >= g.MaxPly() {
				t.Fatalf("a game goes on at ply %d, MaxPly is %d\n%s", s.Ply(), g.MaxPly(), s)
			}
			before := look(t, s)
			checkLegal(t, s, before.legal)
			checkText(t, s, before.legal)
			a := pick(random, before.legal)
			checkCopies(t, s, other, before, a)
			s.Play(a)
			played = append(played, a)
		}
		checkEnd(t, s, played)
	}
}

// checkLegal checks that Legal and LegalActions agree, and that Play refuses the rest.
func checkLegal(t *testing.T, s game.State, legal []game.Action) {
	t.Helper()
	if len(legal) == 0 && !s.Terminal() {
		t.Fatalf("LegalActions: got none before the end\n%s", s)
	}
	var want []game.Action
	refused := []game.Action{-1, game.Action(s.Game().Actions())}
	for a := range game.Action(s.Game().Actions()) {
		if s.Legal(a) {
			want = append(want, a)
		} else {
			refused = append(refused, a)
		}
	}
	if !slices.Equal(legal, want) {
		t.Fatalf("LegalActions: got %v, but Legal accepts %v\n%s", legal, want, s)
	}
	if got := s.LegalActions([]game.Action{7, 7}); !slices.Equal(got, append([]game.Action{7, 7}, want...)) {
		t.Fatalf("LegalActions does not append: got %v", got)
	}
	for _, a := range refused[:min(3, len(refused))] {
		if s.Legal(a) {
			t.Fatalf("Legal(%d): got true for an action that does not exist", a)
		}
		if !panics(func() { s.Play(a) }) {
			t.Fatalf("Play(%d): illegal, and no panic\n%s", a, s)
		}
	}
	if !s.Terminal() && !panics(func() { s.Outcome() }) {
		t.Fatalf("Outcome: no panic before the end\n%s", s)
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}

// checkText checks that what FormatAction writes ParseAction reads.
func checkText(t *testing.T, s game.State, legal []game.Action) {
	t.Helper()
	for _, a := range legal {
		text := s.FormatAction(a)
		for _, in := range []string{text, strings.ToLower(text), strings.ToUpper(text)} {
			if got, err := s.ParseAction(in); err != nil || got != a {
				t.Fatalf("ParseAction(%q): got %d, %v, want %d, which FormatAction writes %q", in, got, err, a, text)
			}
		}
	}
	for _, in := range []string{"", " ", "I1", "A0", "A01", "A99", "11", "AA1", "A1 ", "A+1", "no move"} {
		if got, err := s.ParseAction(in); err == nil {
			t.Fatalf("ParseAction(%q): got %d, want an error", in, got)
		}
	}
}

// checkCopies checks that a copy and its original do not touch each other, and that copying back undoes.
func checkCopies(t *testing.T, s, other game.State, before view, a game.Action) {
	t.Helper()
	other.CopyFrom(s)
	same(t, "CopyFrom", look(t, other), before)
	other.Play(a)
	same(t, "original after its copy played", look(t, s), before)
	after := look(t, other)
	if after.ply != before.ply+1 {
		t.Fatalf("Play: ply %d after %d", after.ply, before.ply)
	}
	saved := s.Game().New()
	saved.CopyFrom(s)
	s.Play(a)
	same(t, "the same action played again", look(t, s), after)
	same(t, "copy after its original played", look(t, saved), before)
	s.CopyFrom(saved)
	same(t, "undo by CopyFrom", look(t, s), before)
}

// checkEnd checks a terminal State and that its actions lead there again.
func checkEnd(t *testing.T, s game.State, played []game.Action) {
	t.Helper()
	checkLegal(t, s, nil)
	again := s.Game().New()
	for _, a := range played {
		again.Play(a)
	}
	same(t, "the same actions played again", look(t, again), look(t, s))
}
