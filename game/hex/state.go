package hex

import (
	"errors"
	"fmt"
	"slices"

	"tengen/game"
)

// empty is a cell without a stone; the others hold the game.Player whose stone it is.
const empty = 2

// State is a position.
type State struct {
	rules  *Game
	stones []uint8 // [H·W + edges] player or empty; an edge is its player's stone
	groups groups  // [H·W + edges] what is joined
	ply    int
	over   bool   // the player who has just moved has joined the two edges
	hash   uint64 // exclusive or of the stones' keys
}

// Game returns the rules.
func (s *State) Game() game.Game { return s.rules }

// CopyFrom makes s equal to src. It panics if src is of a game with other Params.
func (s *State) CopyFrom(src game.State) {
	o := src.(*State)
	if s.rules != o.rules && s.rules.Params() != o.rules.Params() {
		panic(fmt.Sprintf("hex: CopyFrom: a state of %+v cannot become one of %+v", s.rules.Params(), o.rules.Params()))
	}
	copy(s.stones, o.stones)
	copy(s.groups, o.groups)
	s.ply, s.over, s.hash = o.ply, o.over, o.hash
}

// Reset empties the board.
func (s *State) Reset() {
	s.clear()
	s.ply = 0
}

// clear takes all stones away.
func (s *State) clear() {
	n := s.rules.cells()
	for c := range n {
		s.stones[c] = empty
	}
	s.stones[n+bottom], s.stones[n+top] = uint8(game.First), uint8(game.First)
	s.stones[n+left], s.stones[n+right] = uint8(game.Second), uint8(game.Second)
	s.groups.clear()
	s.over, s.hash = false, 0
}

// ToPlay returns the player to move.
func (s *State) ToPlay() game.Player { return game.Player(s.ply & 1) }

// Ply returns the number of actions played: stones, and a swap.
func (s *State) Ply() int { return s.ply }

// Legal reports whether the cell a is empty, or a is the swap and First has played one stone, and the game
// goes on.
func (s *State) Legal(a game.Action) bool {
	switch {
	case a < 0 || a > s.rules.swap() || s.over:
		return false
	case a == s.rules.swap():
		return s.canSwap()
	}
	return s.stones[a] == empty
}

// canSwap reports whether Second may swap, if the game goes on.
func (s *State) canSwap() bool { return s.rules.swaps && s.ply == 1 }

// Explain says why a is illegal before the end.
func (s *State) Explain(a game.Action) error {
	switch {
	case s.Legal(a):
		return nil
	case a == s.rules.swap():
		return errors.New("only Second's first move may be a swap")
	}
	return errors.New("occupied")
}

// LegalActions appends the empty cells to dst, and the swap if it is possible.
func (s *State) LegalActions(dst []game.Action) []game.Action {
	if s.over {
		return dst
	}
	for c, p := range s.stones[:s.rules.cells()] {
		if p == empty {
			dst = append(dst, game.Action(c))
		}
	}
	if s.canSwap() {
		dst = append(dst, s.rules.swap())
	}
	return dst
}

// Play puts a stone on the cell a, or swaps. It panics if a is illegal.
func (s *State) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("hex: illegal action %d at ply %d:\n%v", a, s.ply, s))
	}
	cell := int(a)
	if a == s.rules.swap() {
		cell = s.rules.mirrored(slices.Index(s.stones, uint8(game.First)))
		s.clear()
	}
	s.place(cell, s.ToPlay())
	s.ply++
}

// place puts p's stone on the empty cell and joins it to what it touches.
func (s *State) place(cell int, p game.Player) {
	s.stones[cell] = uint8(p)
	s.hash ^= game.ZobristKey(2*cell + int(p))
	for _, n := range s.rules.neighbours[cell] {
		if s.stones[n] == uint8(p) {
			s.groups.join(uint16(cell), n)
		}
	}
	s.over = s.groups.joined(s.rules.edgesOf(p))
}

// Terminal reports whether someone has joined their edges.
func (s *State) Terminal() bool { return s.over }

// Outcome returns -1: the opponent has just won. It panics before the end.
func (s *State) Outcome() float32 {
	if !s.over {
		panic(fmt.Sprintf("hex: Outcome at ply %d, before the end of the game", s.ply))
	}
	return -1
}

// Hash identifies the stones and the player to move. They determine whether a swap is possible.
func (s *State) Hash() uint64 {
	if s.ToPlay() == game.Second {
		return s.hash ^ game.ZobristKey(2*s.rules.cells())
	}
	return s.hash
}
