package gametest

import (
	"testing"

	"tengen/game"
)

// checkAllocations plays whole games and checks that nothing of what a search does allocates.
func checkAllocations(t tb, g game.Game) {
	p := newPosition(g)
	calls := stateCalls(p)
	wholeGame := func() {
		for p.reset(); !p.ended(); p.play(p.pick()) {
			for _, c := range calls {
				c.do()
			}
		}
		if p.state.Terminal() {
			p.state.Outcome()
		}
	}
	if allocs := testing.AllocsPerRun(2, wholeGame); allocs != 0 {
		t.Errorf("a random game allocates %v times, want 0; in each call at the start: %v", allocs, perCall(p, calls))
	}
}

// call is a use of a State.
type call struct {
	name string
	do   func()
}

// stateCalls are the uses that a search makes of a State in the course of a game.
func stateCalls(p *position) []call {
	planes := make([]float32, p.game.Shape().Len())
	calls := []call{
		{"Planes", func() { p.state.Planes(planes) }},
		{"LegalActions", func() { p.legal = p.state.LegalActions(p.legal[:0]) }},
		{"Legal", func() { p.state.Legal(p.legal[0]) }},
		{"CopyFrom", func() { p.copied() }},
		{"CopyFrom and Play", func() { p.copied().Play(p.pick()) }},
		{"Hash", func() { p.state.Hash() }},
		{"ToPlay", func() { p.state.ToPlay() }},
		{"Ply", func() { p.state.Ply() }},
		{"Game", func() { p.state.Game() }},
		{"Terminal", func() { p.state.Terminal() }},
	}
	if scorer, ok := p.state.(game.Scorer); ok {
		calls = append(calls, call{"Score", func() { scorer.Score() }})
	}
	return calls
}

// perCall counts the allocations of each call at the start of a game; calls that make none there are left out.
func perCall(p *position, calls []call) map[string]float64 {
	p.reset()
	counts := map[string]float64{}
	for _, c := range calls {
		if n := testing.AllocsPerRun(10, c.do); n != 0 {
			counts[c.name] = n
		}
	}
	return counts
}
