package gametest

import "tengen/game"

// checkExplain checks that there is a reason, in one line, exactly for what is illegal, both from game.Explain
// and from a State that has its own words; and that asking changes nothing.
func checkExplain(t tb, g game.Game) func(p *position) {
	return func(p *position) {
		before := look(p.state)
		for a := game.Action(-1); int(a) <= g.Actions(); a++ {
			checkReason(t, p.state, a, "game.Explain", func(a game.Action) error { return game.Explain(p.state, a) })
		}
		if own, ok := p.state.(game.Explainer); ok {
			for a := range game.Action(g.Actions()) {
				checkReason(t, p.state, a, "Explain", own.Explain)
			}
		}
		same(t, "Explain: the State after it", look(p.state), before)
	}
}

// checkReason checks what is said of a.
func checkReason(t tb, s game.State, a game.Action, who string, explain func(game.Action) error) {
	t.Helper()
	legal := s.Legal(a) // before an Explain that changes it
	err := explain(a)
	if legal != (err == nil) {
		t.Fatalf("%s(%d): got %v, and Legal is %v: want nil exactly for legal actions\n%s", who, a, err, legal, s)
	}
	if err != nil && !oneLine(err.Error()) {
		t.Fatalf("%s(%d): got the reason %q, want a line of text\n%s", who, a, err, s)
	}
}
