package gametest

import (
	"testing"

	"tengen/game"
)

// checkAllocations plays whole games and checks that nothing of what a search does allocates.
func checkAllocations(t *testing.T, g game.Game) {
	_, random := playouts(g)
	s, child := g.New(), g.New()
	legal := make([]game.Action, 0, g.Actions())
	planes := make([]float32, g.Shape().Len())
	var sink uint64
	allocs := testing.AllocsPerRun(2, func() {
		for s.Reset(); !s.Terminal(); {
			legal = s.LegalActions(legal[:0])
			a := pick(random, legal)
			s.Planes(planes)
			child.CopyFrom(s)
			if child.Legal(a) {
				child.Play(a)
			}
			sink += child.Hash() + uint64(child.ToPlay()) + uint64(child.Ply())
			s.CopyFrom(child)
		}
		sink += uint64(s.Outcome() + 1)
	})
	if allocs != 0 {
		t.Errorf("a random game allocates %v times, want 0", allocs)
	}
}
