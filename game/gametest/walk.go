package gametest

import (
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// position is a place in a game, and what a check may use there.
type position struct {
	game    game.Game
	state   game.State    // a check leaves it as it is
	played  []game.Action // the actions from the start to here
	legal   []game.Action // as LegalActions gives them
	scratch game.State    // another State of the game, with any content
	random  *rand.Rand
}

// newPosition returns the start of a game of g.
func newPosition(g game.Game) *position {
	p := &position{
		game:    g,
		state:   g.New(),
		played:  make([]game.Action, 0, g.MaxPly()), // room for a whole game: checkAllocations plays on it
		legal:   make([]game.Action, 0, g.Actions()),
		scratch: g.New(),
		random:  rand.New(rand.NewPCG(uint64(g.Actions()), 1)),
	}
	p.reset()
	return p
}

// reset goes back to the start.
func (p *position) reset() {
	p.state.Reset()
	p.played = p.played[:0]
	p.legal = p.state.LegalActions(p.legal[:0])
}

// ended reports whether no action follows. Games that fail to end stop at MaxPly all the same.
func (p *position) ended() bool {
	return p.state.Terminal() || len(p.legal) == 0 || len(p.played) >= p.game.MaxPly()
}

// play plays a.
func (p *position) play(a game.Action) {
	p.state.Play(a)
	p.played = append(p.played, a)
	p.legal = p.state.LegalActions(p.legal[:0])
}

// copied returns scratch, made equal to the State.
func (p *position) copied() game.State {
	p.scratch.CopyFrom(p.state)
	return p.scratch
}

// pick draws one of the legal actions.
func (p *position) pick() game.Action { return p.legal[p.random.IntN(len(p.legal))] }

// walk plays random games and shows check every position of them, the last ones included.
func walk(g game.Game, check func(p *position)) {
	p := newPosition(g)
	for range gamesOf(g) {
		p.reset()
		for check(p); !p.ended(); check(p) {
			p.play(p.pick())
		}
	}
}

// gamesOf returns how many games fit a budget of about 1500 plies; one with -short.
func gamesOf(g game.Game) int {
	if testing.Short() {
		return 1
	}
	return max(2, min(50, 1500/max(1, g.MaxPly())))
}

// panics reports whether f does.
func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}
