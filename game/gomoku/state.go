package gomoku

import (
	"errors"
	"fmt"

	"tengen/game"
)

// empty is a cell without a stone; the others hold the game.Player whose stone it is.
const empty = 2

// State is a position.
type State struct {
	rules  *Game
	stones []uint8 // [H·W] player or empty
	ply    int
	won    bool   // the last stone made five
	hash   uint64 // exclusive or of the stones' keys
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.rules }

// CopyFrom makes s equal to src. It panics if src is of a game with other Params.
func (s *State) CopyFrom(src game.State) {
	o := src.(*State)
	if s.rules != o.rules && *s.rules != *o.rules {
		panic(fmt.Sprintf("gomoku: CopyFrom: a state of %+v cannot become one of %+v", s.rules.Params(), o.rules.Params()))
	}
	copy(s.stones, o.stones)
	s.ply, s.won, s.hash = o.ply, o.won, o.hash
}

// Reset empties the board.
func (s *State) Reset() {
	for c := range s.stones {
		s.stones[c] = empty
	}
	s.ply, s.won, s.hash = 0, false, 0
}

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return game.Player(s.ply & 1) }

// Ply returns the number of stones.
func (s *State) Ply() int { return s.ply }

// Legal reports whether the cell a is empty and the game goes on.
func (s *State) Legal(a game.Action) bool {
	return a >= 0 && int(a) < len(s.stones) && s.stones[a] == empty && !s.won
}

// Explain says why a is illegal before the end: the cell is taken.
func (s *State) Explain(a game.Action) error {
	if s.Legal(a) {
		return nil
	}
	return errors.New("occupied")
}

// LegalActions appends the empty cells to dst.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	if s.won {
		return dst
	}
	for c, p := range s.stones {
		if p == empty {
			dst = append(dst, game.Action(c))
		}
	}
	return dst
}

// Play puts a stone on the cell a. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("gomoku: illegal action %d at ply %d:\n%v", a, s.ply, s))
	}
	p := s.ToPlay()
	s.stones[a] = uint8(p)
	s.hash ^= game.ZobristKey(2*int(a) + int(p))
	s.won = s.fiveThrough(int(a))
	s.ply++
}

// fiveThrough reports whether the stone on cell is part of a row that wins.
func (s *State) fiveThrough(cell int) bool {
	x, y := cell%s.rules.width, cell/s.rules.width
	for _, d := range [...]struct{ x, y int }{{1, 0}, {0, 1}, {1, 1}, {1, -1}} {
		row := 1 + s.same(x, y, d.x, d.y) + s.same(x, y, -d.x, -d.y)
		if row == five || row > five && !s.rules.exact {
			return true
		}
	}
	return false
}

// same counts the stones that follow the one on (x, y) without a gap, of the same player, by steps of (dx, dy).
func (s *State) same(x, y, dx, dy int) (n int) {
	w, h := s.rules.width, s.rules.height
	p := s.stones[y*w+x]
	for {
		x, y = x+dx, y+dy
		if x < 0 || x >= w || y < 0 || y >= h || s.stones[y*w+x] != p {
			return n
		}
		n++
	}
}

// Terminal reports whether someone has won or the board is full.
func (s *State) Terminal() bool { return s.won || s.ply == len(s.stones) }

// Outcome returns -1 if the opponent has just made five, or 0 for a draw. It panics before the end.
func (s *State) Outcome() float32 {
	switch {
	case s.won:
		return -1
	case s.Terminal():
		return 0
	}
	panic(fmt.Sprintf("gomoku: Outcome at ply %d, before the end of the game", s.ply))
}

// Hash identifies the stones. They determine the player to move.
func (s *State) Hash() uint64 { return s.hash }
