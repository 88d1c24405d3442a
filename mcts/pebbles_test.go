package mcts

import (
	"fmt"

	"tengen/game"
)

// pebbles is a game for tests: a player takes 1, 2 or 3 pebbles from a pile; who takes 2 moves again, even
// from an empty pile. Who takes the last one wins, unless the number of moves is a multiple of drawEvery.
type pebbles struct{ pile, drawEvery int }

func (g pebbles) Params() game.Params         { return game.Params{Name: "pebbles", Width: g.pile, Height: 1} }
func (g pebbles) Shape() game.Shape           { return game.Shape{Planes: 2, Height: 1, Width: g.pile} }
func (g pebbles) Actions() int                { return 3 }
func (g pebbles) MaxPly() int                 { return g.pile }
func (g pebbles) Symmetries() []game.Symmetry { return []game.Symmetry{game.Identity} }
func (g pebbles) New() game.State             { s := &pebblesState{g: g}; s.Reset(); return s }

func (g pebbles) MapAction(_ game.Symmetry, a game.Action) game.Action { return a }

type pebblesState struct {
	g            pebbles
	left, ply    int
	toPlay, last game.Player
}

func (s *pebblesState) Game() game.Game         { return s.g }
func (s *pebblesState) CopyFrom(src game.State) { *s = *src.(*pebblesState) }
func (s *pebblesState) Reset()                  { *s = pebblesState{g: s.g, left: s.g.pile} }
func (s *pebblesState) ToPlay() game.Player     { return s.toPlay }
func (s *pebblesState) Ply() int                { return s.ply }
func (s *pebblesState) Legal(a game.Action) bool {
	return a >= 0 && a < 3 && int(a) < s.left
}

func (s *pebblesState) LegalActions(dst []game.Action) []game.Action {
	for a := range game.Action(min(3, s.left)) {
		dst = append(dst, a)
	}
	return dst
}

func (s *pebblesState) Play(a game.Action) {
	if !s.Legal(a) {
		panic(fmt.Sprintf("take %d of %d", a+1, s.left))
	}
	s.left -= int(a) + 1
	s.ply++
	s.last = s.toPlay
	if a != 1 {
		s.toPlay = s.toPlay.Opponent()
	}
}

func (s *pebblesState) Terminal() bool { return s.left == 0 }

func (s *pebblesState) Outcome() float32 {
	switch {
	case !s.Terminal():
		panic("not over")
	case s.g.drawEvery > 0 && s.ply%s.g.drawEvery == 0:
		return 0
	case s.last == s.toPlay:
		return 1
	default:
		return -1
	}
}

func (s *pebblesState) Hash() uint64 { return uint64(s.left)<<1 | uint64(s.toPlay) }

func (s *pebblesState) Planes(dst []float32) {
	clear(dst)
	for i := range s.left {
		dst[i] = 1
	}
	for i := range s.g.pile {
		dst[s.g.pile+i] = float32(s.toPlay)
	}
}

func (s *pebblesState) FormatAction(a game.Action) string { return fmt.Sprint(a + 1) }

func (s *pebblesState) ParseAction(text string) (a game.Action, err error) {
	_, err = fmt.Sscan(text, &a)
	return a - 1, err
}

func (s *pebblesState) String() string {
	return fmt.Sprintf("%d pebbles, %v to take", s.left, s.toPlay)
}
