package gametest

import (
	"slices"
	"testing"

	"tengen/game"
)

// checkSymmetries plays each random game in all its symmetries side by side and compares: legal actions,
// planes, end and outcome must be the turned ones.
func checkSymmetries(t *testing.T, g game.Game) {
	games, random := playouts(g)
	tables := game.NewSymmetries(g)
	states := make([]game.State, tables.Len())
	for i := range states {
		states[i] = g.New()
	}
	for range max(1, games/4) {
		for _, s := range states {
			s.Reset()
		}
		for !states[0].Terminal() {
			compareSymmetric(t, g, tables, states)
			a := pick(random, states[0].LegalActions(nil))
			for i, s := range g.Symmetries() {
				states[i].Play(g.MapAction(s, a))
			}
		}
		compareSymmetric(t, g, tables, states)
	}
}

// compareSymmetric compares states[i] with states[0] turned by symmetry i.
func compareSymmetric(t *testing.T, g game.Game, tables *game.Symmetries, states []game.State) {
	t.Helper()
	base := look(t, states[0])
	turned := make([]float32, len(base.planes))
	for i, s := range g.Symmetries() {
		got := look(t, states[i])
		legal := make([]game.Action, len(base.legal))
		for k, a := range base.legal {
			legal[k] = g.MapAction(s, a)
		}
		slices.Sort(legal)
		tables.Planes(i, turned, base.planes)
		if !slices.Equal(got.legal, legal) || !slices.Equal(got.planes, turned) ||
			got.toPlay != base.toPlay || got.over != base.over || got.outcome != base.outcome {
			t.Fatalf("symmetry %d: got legal %v, over %v, outcome %v\n%s\nwant legal %v, over %v, outcome %v, turned from\n%s(planes equal: %v)",
				s, got.legal, got.over, got.outcome, got.text, legal, base.over, base.outcome, base.text, slices.Equal(got.planes, turned))
		}
	}
}
