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
// undo takes back but changes nothing, and a stone takes the game up again from before the pass that ended it.
//
// So that undo need not play the whole game again, States are kept on the way: playing and undoing n moves in any order takes
// n times a bounded number of moves.
type position struct {
	game  game.Game
	state game.State
	pass  game.Action  // -1 in games without a pass: no move but one after the end
	setup []setupStone // that stood on the board before the first move
	first game.Player  // to play then
	moves []move

	ended     int        // moves until the State was terminal; 0 if it is not, or was from the start
	beforeEnd game.State // the State before the pass that ended the game; nil until there was one
	resumable bool       // beforeEnd is of this end
	kept      []kept     // States on the way, those that are valid first
	valid     int        // of kept

	earlier *position  // before the set-up, if gogui-setup did it
	scratch game.State // nil until it is needed
}

// setupStone stands on the board without having been played.
type setupStone struct {
	cell   game.Action
	player game.Player
}

// kept is the State after so many moves, not terminal.
type kept struct {
	moves int
	state game.State
}

// What a position takes is bounded: moves that follow the longest game, which are passes, and States kept on the way.
const (
	movesAfterEnd = 1024
	mostKept      = 32
	leastApart    = 64 // moves between two that are kept
)

// maxMoves is the most moves that a position keeps.
func (p *position) maxMoves() int { return p.game.MaxPly() + movesAfterEnd }

// newPosition returns g at its start.
func newPosition(g game.Game) *position {
	p := &position{game: g, state: g.New(), pass: -1}
	if a, err := p.state.ParseAction("pass"); err == nil {
		p.pass = a
	}
	return p
}

// withStones returns the same game with set-up stones on the board and a player to move.
func (p *position) withStones(stones []setupStone, toPlay game.Player) (*position, error) {
	q := newPosition(p.game)
	q.setup, q.first = stones, toPlay
	return q, q.setUp()
}

// setUp goes back to before the first move.
func (p *position) setUp() error {
	p.state.Reset()
	p.ended, p.resumable = 0, false
	if len(p.setup) == 0 && p.first == p.state.ToPlay() {
		return nil
	}
	e, ok := p.state.(game.Editor)
	if !ok {
		return fmt.Errorf("%s has no set-up stones, and its first player begins", p.game.Params().Name)
	}
	for _, stone := range p.setup {
		if err := e.Place(stone.cell, stone.player); err != nil {
			return err
		}
	}
	e.SetToPlay(p.first)
	return nil
}

// legal reports whether a move could be played, and changes nothing.
func (p *position) legal(m move) bool {
	if p.state.Terminal() && m.action == p.pass {
		return true
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

// turn returns a copy of the State in which a stone of c would be played, with c to play, or nil if the game does not let it.
// The next call overwrites it.
func (p *position) turn(c game.Player) game.State {
	if p.scratch == nil {
		p.scratch = p.game.New()
	}
	p.scratch.CopyFrom(p.state)
	if p.state.Terminal() && p.resumable {
		p.scratch.CopyFrom(p.beforeEnd)
	}
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
	case isPass(text) || isVertex(text) || p.game.Params().Name == "breakthrough" && isVertexPair(text):
		return 0, errIllegalMove
	}
	return 0, errSyntax
}

// isVertexPair reports whether text has the form of two vertices, such as the moves of Breakthrough.
func isVertexPair(text string) bool {
	_, ok := lastOfPair(text)
	return ok
}

// lastOfPair returns the second of two vertices.
func lastOfPair(text string) (vertex string, ok bool) {
	for i := range text {
		if isVertex(text[:i]) && isVertex(text[i:]) {
			return text[i:], true
		}
	}
	return "", false
}

// full returns an error if no more moves can be kept.
func (p *position) full() error {
	if len(p.moves) < p.maxMoves() {
		return nil
	}
	return fmt.Errorf("the game has %d moves, and no more are kept: undo some, or clear the board", len(p.moves))
}

// play makes a move and reports whether it was legal. An illegal one, or one too many, changes nothing.
func (p *position) play(m move) bool {
	if p.full() != nil || !p.legal(m) {
		return false
	}
	p.moves = append(p.moves, m)
	p.step(len(p.moves))
	p.keep()
	return true
}

// step brings the State from n - 1 moves to n, and reports whether the last of them is legal. If it is not, the turn may have
// changed.
func (p *position) step(n int) bool {
	m := p.moves[n-1]
	if p.state.Terminal() {
		switch {
		case m.action == p.pass:
			return true
		case !p.resumable:
			return false
		}
		p.state.CopyFrom(p.beforeEnd)
		p.ended, p.resumable = 0, false
	}
	if m.action < 0 || !p.setToPlay(m.player) || !p.state.Legal(m.action) {
		return false
	}
	if m.action == p.pass {
		if p.beforeEnd == nil {
			p.beforeEnd = p.game.New()
		}
		p.beforeEnd.CopyFrom(p.state)
	}
	p.state.Play(m.action)
	if p.state.Terminal() {
		p.ended, p.resumable = n, m.action == p.pass
	}
	return true
}

// keep keeps the State if the last one kept is long ago.
func (p *position) keep() {
	last, n := 0, len(p.moves)
	if p.valid > 0 {
		last = p.kept[p.valid-1].moves
	}
	if p.state.Terminal() || n-last < max(leastApart, p.maxMoves()/mostKept) {
		return
	}
	if p.valid == len(p.kept) {
		p.kept = append(p.kept, kept{state: p.game.New()})
	}
	k := &p.kept[p.valid]
	k.moves = n
	k.state.CopyFrom(p.state)
	p.valid++
}

// restore undoes what setToPlay has done, where before was to play. It plays the last moves again, since being set
// to play may have cost more than the turn, such as the count of passes.
func (p *position) restore(before game.Player) {
	if p.state.ToPlay() != before {
		p.rewind()
	}
}

// undo takes the last move back and reports whether there was one.
func (p *position) undo() bool {
	n := len(p.moves)
	if n == 0 {
		return false
	}
	p.moves = p.moves[:n-1]
	if p.ended == 0 || n == p.ended { // else it was a pass after the end
		p.rewind()
	}
	return true
}

// undoTo goes back to so many moves.
func (p *position) undoTo(n int) {
	p.moves = p.moves[:n]
	p.rewind()
}

// rewind brings the State to where the moves lead, from the last one kept on the way, and reports whether all were legal.
func (p *position) rewind() bool {
	n := 0
	for p.valid > 0 && p.kept[p.valid-1].moves > len(p.moves) {
		p.valid--
	}
	if p.valid > 0 {
		n = p.kept[p.valid-1].moves
		p.state.CopyFrom(p.kept[p.valid-1].state)
		p.ended, p.resumable = 0, false
	} else if p.setUp() != nil { // under other rules, or on another board
		return false
	}
	for n < len(p.moves) {
		if n++; !p.step(n) {
			return false
		}
	}
	return true
}

// under returns the same moves played by the rules of g, or false if they are not legal there.
func (p *position) under(g game.Game) (*position, bool) {
	q := newPosition(g)
	q.setup, q.first = p.setup, p.first
	if q.setUp() != nil || len(p.moves) > q.maxMoves() {
		return nil, false
	}
	for _, m := range p.moves {
		if !q.play(m) {
			return nil, false
		}
	}
	return q, true
}

// effective returns the moves that have led to the State: without the passes that ended the game for a while, and those after.
func (p *position) effective() []move {
	q, _ := p.withStones(p.setup, p.first) // which p has, too
	var moves []move
	for _, m := range p.moves {
		if q.state.Terminal() {
			if m.action == q.pass {
				q.play(m)
				continue
			}
			moves = moves[:len(moves)-1]
		}
		q.play(m)
		moves = append(moves, m)
	}
	return moves
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

// blackStones are set-up stones of First's.
func blackStones(cells []game.Action) []setupStone {
	stones := make([]setupStone, len(cells))
	for i, cell := range cells {
		stones[i] = setupStone{cell, game.First}
	}
	return stones
}

// isPass reports whether text is "pass" in any case.
func isPass(text string) bool { return strings.EqualFold(text, "pass") }
