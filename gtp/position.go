package gtp

import (
	"errors"
	"fmt"
	"strings"

	"tengen/game"
)

// position is the game on the board: the moves made and the State they lead to.
//
// GTP allows more than a game does. The same colour may move twice in a row, which takes a
// game.Editor. And a client may go on after the game has ended: a pass then counts as a move that
// undo takes back but changes nothing, and a stone takes the game up again as if of the passes that
// ended it only the first had been made.
type position struct {
	game   game.Game
	state  game.State
	pass   game.Action   // -1 in games without a pass: no move but one after the end
	stones []game.Action // First's, that stood on the board before the first move
	first  game.Player   // to play then
	moves  []move

	scratch game.State // nil until it is needed
}

// newPosition returns g at its start.
func newPosition(g game.Game) *position {
	p := &position{game: g, state: g.New(), pass: -1}
	if a, err := p.state.ParseAction("pass"); err == nil {
		p.pass = a
	}
	return p
}

// withStones returns the same game with stones of First's on the board and a player to move.
func (p *position) withStones(stones []game.Action, toPlay game.Player) (*position, error) {
	q := newPosition(p.game)
	q.stones, q.first = stones, toPlay
	return q, q.setUp()
}

// setUp goes back to before the first move.
func (p *position) setUp() error {
	p.state.Reset()
	if len(p.stones) == 0 {
		return nil
	}
	e, ok := p.state.(game.Editor)
	if !ok {
		return fmt.Errorf("%s has no set-up stones", p.game.Params().Name)
	}
	for _, cell := range p.stones {
		if err := e.Place(cell, game.First); err != nil {
			return err
		}
	}
	e.SetToPlay(p.first)
	return nil
}

// legal reports whether a move could be played, and changes nothing.
func (p *position) legal(m move) bool {
	if p.state.Terminal() {
		legal := p.play(m)
		if legal {
			p.undo()
		}
		return legal
	}
	s := p.turn(m.player)
	return s != nil && s.Legal(m.action)
}

// explain says why a move is illegal.
func (p *position) explain(m move) error {
	s := p.turn(m.player)
	if s == nil {
		return errors.New("in this game nobody moves twice")
	}
	return game.Explain(s, m.action)
}

// turn returns a copy of the State with c to play, or nil if the game does not let it. The next call overwrites it.
func (p *position) turn(c game.Player) game.State {
	if p.scratch == nil {
		p.scratch = p.game.New()
	}
	p.scratch.CopyFrom(p.state)
	if p.scratch.ToPlay() != c {
		e, ok := p.scratch.(game.Editor)
		if !ok {
			return nil
		}
		e.SetToPlay(c)
	}
	return p.scratch
}

// parse reads a vertex or "pass". A vertex off the board is illegal rather than unreadable.
func (p *position) parse(text string) (game.Action, error) {
	a, err := p.state.ParseAction(text)
	switch {
	case err == nil:
		return a, nil
	case isPass(text) && p.state.Terminal():
		return p.pass, nil
	case isPass(text) || isVertex(text):
		return 0, errIllegalMove
	}
	return 0, errSyntax
}

// play makes a move and reports whether it was legal. An illegal one changes nothing.
func (p *position) play(m move) bool {
	before, over := p.state.ToPlay(), p.state.Terminal()
	if p.apply(m) {
		p.moves = append(p.moves, m)
		return true
	}
	if over {
		return p.resume(m)
	}
	p.restore(before)
	return false
}

// resume is play of a stone after the end.
func (p *position) resume(m move) bool {
	p.moves = append(p.moves, m)
	if p.replay(p.moves) {
		return true
	}
	p.undo()
	return false
}

// restore undoes what setToPlay has done, where before was to play. It starts over, since being set
// to play may have cost more than the turn, such as the count of passes.
func (p *position) restore(before game.Player) {
	if p.state.ToPlay() != before {
		p.replay(p.moves)
	}
}

// undo takes the last move back and reports whether there was one.
func (p *position) undo() bool {
	n := len(p.moves)
	if n == 0 {
		return false
	}
	p.moves = p.moves[:n-1]
	return p.replay(p.moves)
}

// under returns the same moves played by the rules of g, or false if they are not legal there.
func (p *position) under(g game.Game) (*position, bool) {
	q := newPosition(g)
	q.stones, q.first, q.moves = p.stones, p.first, p.moves
	return q, q.replay(q.moves)
}

// replay brings the State from the start through moves, and reports whether all were legal. Passes
// that would have ended the game are left out if a stone was played later.
func (p *position) replay(moves []move) bool {
	last := len(moves) - 1
	for last >= 0 && moves[last].action == p.pass {
		last--
	}
	if p.setUp() != nil { // under other rules, or on another board
		return false
	}
	for i, m := range moves {
		repeated := i > 0 && m.action == p.pass && moves[i-1].action == p.pass
		if repeated && i < last {
			continue
		}
		if !p.apply(m) {
			return false
		}
	}
	return true
}

// apply plays m on the State if that is legal; after the end a pass is, and does nothing. If it is
// not, the turn may have changed.
func (p *position) apply(m move) bool {
	if p.state.Terminal() {
		return m.action == p.pass
	}
	if m.action < 0 || !p.setToPlay(m.player) || !p.state.Legal(m.action) {
		return false
	}
	p.state.Play(m.action)
	return true
}

// setToPlay makes c the player to move, and reports whether the game lets it.
func (p *position) setToPlay(c game.Player) bool {
	if p.state.ToPlay() == c {
		return true
	}
	e, ok := p.state.(game.Editor)
	if ok {
		e.SetToPlay(c)
	}
	return ok
}

// isPass reports whether text is "pass" in any case.
func isPass(text string) bool { return strings.EqualFold(text, "pass") }
