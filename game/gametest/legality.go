package gametest

import (
	"slices"

	"tengen/game"
)

// checkLegality checks that Legal, LegalActions, Play and Terminal agree.
func checkLegality(t tb, g game.Game) func(p *position) {
	return func(p *position) { checkLegal(t, p.state, p) }
}

// checkLegal checks s, any State of the game, with the scratch and the random source of p.
func checkLegal(t tb, s game.State, p *position) {
	t.Helper()
	legal, illegal := byLegal(s)
	if s.Terminal() != (len(legal) == 0) {
		t.Fatalf("Terminal: got %v with the legal actions %v, want them exactly before the end\n%s", s.Terminal(), legal, s)
	}
	// Appending after two others shows both the order and that they are kept.
	if got := s.LegalActions([]game.Action{7, 7}); !slices.Equal(got, append([]game.Action{7, 7}, legal...)) {
		t.Fatalf("LegalActions: appended to [7 7] got %v, want after them in ascending order what Legal accepts, %v\n%s", got, legal, s)
	}
	beyond := []game.Action{-1, game.Action(p.game.Actions()), game.Action(p.game.Actions()) + 1000}
	for _, a := range beyond {
		if s.Legal(a) {
			t.Fatalf("Legal(%d): got true, and there is no such action", a)
		}
	}
	for _, a := range append(beyond, some(p, illegal)...) {
		p.scratch.CopyFrom(s)
		if !panics(func() { p.scratch.Play(a) }) {
			t.Fatalf("Play(%d): no panic, and the action is illegal\n%s", a, s)
		}
	}
	for _, a := range some(p, legal) {
		p.scratch.CopyFrom(s)
		if panics(func() { p.scratch.Play(a) }) {
			t.Fatalf("Play(%d): panic, and the action is legal\n%s", a, s)
		}
	}
}

// byLegal returns all actions, those that Legal accepts and the others.
func byLegal(s game.State) (legal, illegal []game.Action) {
	for a := range game.Action(s.Game().Actions()) {
		if s.Legal(a) {
			legal = append(legal, a)
		} else {
			illegal = append(illegal, a)
		}
	}
	return legal, illegal
}

// some returns all of a short list, and of a long one the last, which is the pass where there is one, and
// three others: boards with hundreds of cells make up for it by hundreds of plies.
func some(p *position, actions []game.Action) []game.Action {
	if len(actions) <= 4 {
		return actions
	}
	list := []game.Action{actions[len(actions)-1]}
	for range 3 {
		list = append(list, actions[p.random.IntN(len(actions))])
	}
	return list
}
