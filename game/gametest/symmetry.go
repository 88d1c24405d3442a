package gametest

import (
	"fmt"
	"math"
	"slices"

	"tengen/game"
)

// checkGroup checks that the symmetries permute cells and actions and are closed: one after the other is one of
// them, on the cells and on the actions alike.
func checkGroup(t tb, g game.Game) {
	syms := g.Symmetries()
	if len(syms) == 0 || syms[0] != game.Identity {
		t.Fatalf("Symmetries: got %v, want Identity first", syms)
	}
	maps := make([][]int, len(syms)) // cells, then actions behind them
	for i, s := range syms {
		maps[i] = permutation(t, g, s)
	}
	for a, i := range maps[0] {
		if a != i {
			t.Fatalf("MapAction and MapCell under Identity: got %v, want everything in its place", maps[0])
		}
	}
	for i, first := range maps {
		for k, second := range maps {
			both := make([]int, len(first))
			for a, to := range first {
				both[a] = second[to]
			}
			if !slices.ContainsFunc(maps, func(m []int) bool { return slices.Equal(m, both) }) {
				t.Fatalf("Symmetries: %d and then %d is none of %v on cells and actions", syms[i], syms[k], syms)
			}
		}
	}
}

// permutation returns where s takes every cell and, behind the cells, every action.
func permutation(t tb, g game.Game, s game.Symmetry) []int {
	t.Helper()
	sh := g.Shape()
	to := images(t, fmt.Sprintf("MapCell under symmetry %d", s), sh.Cells(), func(c int) int { return s.MapCell(c, sh.Width, sh.Height) })
	for _, a := range images(t, fmt.Sprintf("MapAction under symmetry %d", s), g.Actions(), func(a int) int { return int(g.MapAction(s, game.Action(a))) }) {
		to = append(to, sh.Cells()+a)
	}
	return to
}

// images returns where move takes the numbers below n, which must be to different ones of them.
func images(t tb, what string, n int, move func(from int) int) []int {
	t.Helper()
	var to []int
	for from := range n {
		i := move(from)
		if i < 0 || i >= n {
			t.Fatalf("%s: %d goes to %d, want 0 to %d", what, from, i, n-1)
		}
		if other := slices.Index(to, i); other >= 0 {
			t.Fatalf("%s: %d and %d both go to %d, want different ones", what, other, from, i)
		}
		to = append(to, i)
	}
	return to
}

// checkTurned plays each game turned, too, and compares: legal actions, planes, end, outcome and score must be
// the turned ones. At every position two symmetries are drawn for that.
func checkTurned(t tb, g game.Game) func(p *position) {
	tables := game.NewSymmetries(g)
	syms := g.Symmetries()
	states := make([]game.State, len(syms))
	for i := range states {
		states[i] = g.New()
	}
	return func(p *position) {
		if len(p.played) == 0 {
			for _, s := range states {
				s.Reset()
			}
		}
		plain := look(p.state)
		for range 2 {
			i := p.random.IntN(len(syms))
			catchUp(t, states[i], syms[i], p.played)
			want := turn(g, tables, i, plain)
			checkTurner(t, p.state, tables, i, want.planes)
			got := look(states[i])
			got.text, got.hash = want.text, want.hash // which need not turn
			if d := differences(got, want); d != "" {
				t.Fatalf("Symmetries: turned by %d, other %s: got %v\nwant %v\nthe turned game is at\n%s", syms[i], d, got, want, states[i])
			}
		}
	}
}

// checkTurner checks that a Turner's planes are what the tables make of its plain ones.
func checkTurner(t tb, s game.State, tables *game.Symmetries, i int, want []float32) {
	if _, ok := s.(game.Turner); !ok {
		return
	}
	got := make([]float32, len(want))
	for c := range got {
		got[c] = float32(math.NaN())
	}
	tables.StatePlanes(i, s, got, nil)
	if !slices.Equal(got, want) {
		t.Fatalf("TurnedPlanes: by symmetry %d: got %v\nwant %v\n%s", i, got, want, s)
	}
}

// turn returns v turned by symmetry i; text and hash stay.
func turn(g game.Game, tables *game.Symmetries, i int, v view) view {
	planes := v.planes
	v.planes = make([]float32, len(planes))
	tables.Planes(i, v.planes, planes)
	legal := v.legal
	v.legal = nil
	for _, a := range legal {
		v.legal = append(v.legal, g.MapAction(g.Symmetries()[i], a))
	}
	slices.Sort(v.legal)
	return v
}

// catchUp brings s, which is somewhere on the way, to where the actions played, turned, lead.
func catchUp(t tb, s game.State, by game.Symmetry, played []game.Action) {
	t.Helper()
	for _, a := range played[s.Ply():] {
		turned := s.Game().MapAction(by, a)
		if !s.Legal(turned) {
			t.Fatalf("Symmetries: turned by %d, the legal action %d is %d, which is illegal\n%s", by, a, turned, s)
		}
		s.Play(turned)
	}
}
