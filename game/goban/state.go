package goban

import (
	"fmt"

	"tengen/game"
)

// State is a position with the history that ko and the planes need.
type State struct {
	game   *Game
	board  board
	sets   []uint64 // all sets of cells in one piece: board.sets, board.gone, past
	past   []uint64 // [history-1][2][words] the stones of the last 7 positions before this one, in a ring
	newest int      // index of the youngest of them
	ko     superko  // of no use with simple ko
	simple simpleKo // of no use with superko

	toPlay  game.Player
	ply     int
	passes  int    // in a row up to now
	decided bool   // by pass-alive stones; always false if the rules do not ask
	setup   [2]int // stones of each player set up before the first ply
}

// newState makes a State at the start of a game.
func newState(g *Game) *State {
	n := 2 * g.words
	sets := make([]uint64, (history+1)*n)
	s := &State{
		game: g,
		board: board{
			tables: g.tables,
			colors: make([]uint8, g.cells+1),
			points: make([]point, g.cells+1),
			sets:   sets[:n],
			gone:   sets[n : 2*n],
		},
		sets: sets,
		past: sets[2*n:],
	}
	if g.rules.Ko != KoSimple {
		s.ko = newSuperko(g.maxPly)
	}
	s.Reset()
	return s
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.game }

// CopyFrom makes s equal to src. It panics if src is of a game with other Params.
func (s *State) CopyFrom(src game.State) {
	o := src.(*State)
	if s.game != o.game && s.game.params != o.game.params {
		panic(fmt.Sprintf("goban: CopyFrom: a state of %+v cannot become one of %+v", s.game.params, o.game.params))
	}
	s.board.copyFrom(&o.board)
	copy(s.sets, o.sets)
	s.newest = o.newest
	s.ko.copyFrom(&o.ko)
	s.simple = o.simple
	s.toPlay, s.ply, s.passes, s.decided, s.setup = o.toPlay, o.ply, o.passes, o.decided, o.setup
}

// Reset empties the board. Black is to play.
func (s *State) Reset() {
	clear(s.sets)
	s.newest = 0
	s.board.clear()
	s.toPlay, s.ply, s.passes, s.decided, s.setup = Black, 0, 0, false, [2]int{}
	s.simple.clear()
	s.startHistory()
}

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return s.toPlay }

// Ply returns the number of actions played, passes included.
func (s *State) Ply() int { return s.ply }

// Stone returns whose stone is on cell; ok is false where there is none or no such cell.
func (s *State) Stone(cell int) (p game.Player, ok bool) {
	if cell < 0 || cell >= s.game.cells || s.board.colors[cell] >= empty {
		return 0, false
	}
	return game.Player(s.board.colors[cell]), true
}

// Captures returns the number of stones that p has captured, those that the opponent took off by suicide included.
func (s *State) Captures(p game.Player) int { return int(s.board.taken[p]) }

// Play plays a. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("goban: illegal action %d at ply %d:\n%v", a, s.ply, s))
	}
	s.remember()
	if a == s.game.Pass() {
		s.passes++
		s.simple.clear()
	} else {
		s.passes = 0
		stones, cell := s.board.play(int(a), s.toPlay)
		s.simple = simpleKo{stones == 1, cell, uint16(a)}
	}
	s.ply++
	s.toPlay = s.toPlay.Opponent()
	s.extendHistory()
	if s.passes == 0 {
		s.decide()
	}
}

// remember puts the stones as they are over the oldest of the past positions.
func (s *State) remember() {
	s.newest = (s.newest + 1) % (history - 1)
	n := len(s.board.sets)
	copy(s.past[s.newest*n:][:n], s.board.sets)
}

// position returns the stones [2][words] of i plies ago, 0 to history-1; there are none before the start.
func (s *State) position(i int) []uint64 {
	if i == 0 {
		return s.board.sets
	}
	n := len(s.board.sets)
	return s.past[(s.newest+history-i)%(history-1)*n:][:n]
}

// Terminal reports whether both players have passed in a row, the game has reached MaxPly, or, where the rules
// have it so, all cells are decided.
func (s *State) Terminal() bool { return s.passes >= 2 || s.ply >= s.game.maxPly || s.decided }

// Hash identifies the stones and the player to move.
func (s *State) Hash() uint64 {
	if s.toPlay == White {
		return s.board.key ^ s.board.whiteToPlay
	}
	return s.board.key
}
