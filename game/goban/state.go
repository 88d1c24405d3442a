package goban

import (
	"fmt"
	"math/bits"

	"tengen/game"
)

// State is a position with the history that superko and the planes need.
type State struct {
	rules  *Game
	board  board
	recent []uint64 // [history][2][words] the stones of the last 8 positions; board.sets is the newest one
	newest int      // its index
	ko     superko
	toPlay game.Player
	ply    int
	passes int // passes in a row up to now
}

// newState makes a State at the start of a game.
func newState(g *Game) *State {
	s := &State{
		rules: g,
		board: board{
			tables: g.tables,
			colors: make([]uint8, g.cells()+1),
			points: make([]point, g.cells()+1),
		},
		recent: make([]uint64, history*2*g.words),
		ko:     newSuperko(g.maxPly),
	}
	s.Reset()
	return s
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.rules }

// CopyFrom makes s equal to src. It panics if src is of a game with other Params.
func (s *State) CopyFrom(src game.State) {
	o := src.(*State)
	if s.rules != o.rules && s.rules.Params() != o.rules.Params() {
		panic(fmt.Sprintf("goban: CopyFrom: a state of %+v cannot become one of %+v", s.rules.Params(), o.rules.Params()))
	}
	s.board.copyFrom(&o.board)
	copy(s.recent, o.recent)
	s.newest = o.newest
	s.board.sets = s.position(s.newest)
	s.ko.copyFrom(&o.ko)
	s.toPlay, s.ply, s.passes = o.toPlay, o.ply, o.passes
}

// Reset empties the board. Black is to play.
func (s *State) Reset() {
	clear(s.recent)
	s.newest = 0
	s.board.sets = s.position(0)
	s.board.clear()
	s.ko.clear()
	s.ko.add(s.board.key)
	s.toPlay, s.ply, s.passes = Black, 0, 0
}

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return s.toPlay }

// Ply returns the number of actions played, passes included.
func (s *State) Ply() int { return s.ply }

// Stone returns whose stone is on cell; ok is false where there is none or no such cell.
func (s *State) Stone(cell int) (p game.Player, ok bool) {
	if cell < 0 || cell >= s.rules.cells() || s.board.colors[cell] >= empty {
		return 0, false
	}
	return game.Player(s.board.colors[cell]), true
}

// Captures returns the number of stones that p has captured.
func (s *State) Captures(p game.Player) int { return s.board.taken[p] }

// Legal reports whether a may be played: a pass always, a stone on an empty cell if it is no suicide and
// repeats no position of the game. Nothing is legal after the end.
func (s *State) Legal(a game.Action) bool {
	if s.Terminal() || a < 0 || a > s.rules.Pass() {
		return false
	}
	return a == s.rules.Pass() || s.board.colors[a] == empty && s.legalStone(int(a))
}

// legalStone reports whether a stone on the empty cell c is legal in a game that goes on.
func (s *State) legalStone(c int) bool {
	key, alive := s.board.after(c, s.toPlay)
	return alive && !s.ko.seen(key)
}

// LegalActions appends the legal actions to dst, the pass last.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	if s.Terminal() {
		return dst
	}
	black, white := s.board.set(Black), s.board.set(White)
	for i := range black {
		for free := ^(black[i] | white[i]) & s.rules.inWord(i); free != 0; free &= free - 1 {
			if c := i*64 + bits.TrailingZeros64(free); s.legalStone(c) {
				dst = append(dst, game.Action(c))
			}
		}
	}
	return append(dst, s.rules.Pass())
}

// inWord returns the bits of word i of a set that stand for cells.
func (g *Game) inWord(i int) uint64 {
	if left := g.cells() - i*64; left < 64 {
		return 1<<left - 1
	}
	return ^uint64(0)
}

// Play plays a. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("goban: illegal action %d at ply %d:\n%v", a, s.ply, s))
	}
	s.remember()
	if a == s.rules.Pass() {
		s.passes++
	} else {
		s.passes = 0
		s.board.play(int(a), s.toPlay)
		s.ko.add(s.board.key)
	}
	s.ply++
	s.toPlay = s.toPlay.Opponent()
}

// remember makes a copy of the stones the newest position, over the oldest one.
func (s *State) remember() {
	s.newest = (s.newest + 1) % history
	next := s.position(s.newest)
	copy(next, s.board.sets)
	s.board.sets = next
}

// position returns the stones of the recent position i, [2][words].
func (s *State) position(i int) []uint64 {
	n := 2 * s.rules.words
	return s.recent[i*n:][:n]
}

// Terminal reports whether both players have passed in a row or the game has reached MaxPly.
func (s *State) Terminal() bool { return s.passes >= 2 || s.ply >= s.rules.maxPly }

// Hash identifies the stones and the player to move.
func (s *State) Hash() uint64 {
	if s.toPlay == White {
		return s.board.key ^ s.board.whiteToPlay
	}
	return s.board.key
}
