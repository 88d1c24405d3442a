package gametest

import (
	"math"

	"tengen/game"
)

// checkOutcome checks that only a State that is over has an outcome, one of three, and that a score has its
// sign.
func checkOutcome(t tb, g game.Game) func(p *position) {
	return func(p *position) {
		scorer, scores := p.state.(game.Scorer)
		if scores && math.IsNaN(float64(scorer.Score())) {
			t.Fatalf("Score: got NaN\n%s", p.state)
		}
		if !p.state.Terminal() {
			if !panics(func() { p.state.Outcome() }) {
				t.Fatalf("Outcome: no panic before the end\n%s", p.state)
			}
			return
		}
		if panics(func() { p.state.Outcome() }) {
			t.Fatalf("Outcome: panic at the end\n%s", p.state)
		}
		if v := p.state.Outcome(); v != -1 && v != 0 && v != 1 {
			t.Fatalf("Outcome: got %v, want -1, 0 or 1\n%s", v, p.state)
		}
		if !scores {
			return
		}
		if score, won := scorer.Score(), game.OutcomeFor(p.state, game.First); sign(score) != won {
			t.Fatalf("Score: got %v for First, whose outcome is %v: want the same sign\n%s", score, won, p.state)
		}
	}
}

// sign returns -1, 0 or 1.
func sign(v float32) float32 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}
