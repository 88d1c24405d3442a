package gametest

import "tengen/game"

// checkCopies checks that a copy is the State, that the two do not touch each other, that copying back undoes
// an action exactly, and that the same actions lead to the same end.
func checkCopies(t tb, g game.Game) func(p *position) {
	saved := g.New()
	return func(p *position) {
		before := look(p.state)
		saved.CopyFrom(p.state)
		same(t, "CopyFrom", look(saved), before)
		if p.ended() {
			checkReplay(t, p, before)
			return
		}
		a := p.pick()
		other := p.copied()
		other.Play(a)
		same(t, "CopyFrom: the original after its copy played", look(p.state), before)
		after := look(other)
		p.state.Play(a)
		same(t, "Play: the same action again", look(p.state), after)
		same(t, "CopyFrom: the copy after its original played", look(saved), before)
		p.state.CopyFrom(saved)
		same(t, "CopyFrom: undo", look(p.state), before)
	}
}

// checkReplay plays a whole game again.
func checkReplay(t tb, p *position, want view) {
	again := p.game.New()
	for _, a := range p.played {
		again.Play(a)
	}
	same(t, "New: the same actions again", look(again), want)
}
