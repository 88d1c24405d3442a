package sgf

import (
	"fmt"
	"strings"

	"tengen/game"
)

// fakeGame is a game of any name whose actions are words, each legal at any time, up to MaxPly. It is no
// game.Editor.
type fakeGame struct {
	game.Game
	params game.Params
	words  []string
}

func (g *fakeGame) Params() game.Params { return g.params }
func (g *fakeGame) Actions() int        { return len(g.words) }
func (g *fakeGame) New() game.State     { return &fakeState{game: g} }

type fakeState struct {
	game.State
	game *fakeGame
	ply  int
}

func (s *fakeState) Game() game.Game                   { return s.game }
func (s *fakeState) ToPlay() game.Player               { return game.Player(s.ply % 2) }
func (s *fakeState) Terminal() bool                    { return s.ply >= 1000 }
func (s *fakeState) Legal(a game.Action) bool          { return !s.Terminal() }
func (s *fakeState) Play(game.Action)                  { s.ply++ }
func (s *fakeState) FormatAction(a game.Action) string { return s.game.words[a] }
func (s *fakeState) String() string                    { return "a fake board\n" }

func (s *fakeState) ParseAction(text string) (game.Action, error) {
	for a, word := range s.game.words {
		if strings.EqualFold(word, text) {
			return game.Action(a), nil
		}
	}
	return 0, fmt.Errorf("%s has no move %q", s.game.params.Name, text)
}

// newFake returns how a fake game is made: with its own words, at its own size where none is given.
func newFake(name string, width, height int, words ...string) func(game.Params) (game.Game, error) {
	return func(p game.Params) (game.Game, error) {
		if p.Name != name {
			return nil, fmt.Errorf("game %q is unknown", p.Name)
		}
		if p.Width == 0 {
			p.Width, p.Height = width, height
		}
		if p.Rules != "" && p.Rules != "swap" {
			return nil, fmt.Errorf("rules %q are not played", p.Rules)
		}
		return &fakeGame{params: p, words: words}, nil
	}
}
