// Package games knows every game by its name. The list is explicit: what can be played is read here,
// and nothing registers itself. It starts no goroutine.
package games

import (
	"fmt"
	"strings"

	"tengen/game"
	"tengen/game/breakthrough"
	"tengen/game/connect4"
	"tengen/game/goban"
	"tengen/game/gomoku"
	"tengen/game/hex"
	"tengen/game/othello"
	"tengen/game/tictactoe"
	"tengen/internal/nearest"
)

// list holds the games in the order in which they are shown.
var list = []struct {
	name string
	make func(game.Params) (game.Game, error)
}{
	{"go", newGo},
	{"connect4", newConnect4},
	{"othello", newOthello},
	{"gomoku", newGomoku},
	{"hex", newHex},
	{"breakthrough", newBreakthrough},
	{"tictactoe", newTicTacToe},
}

// Names returns the names of all games.
func Names() []string {
	names := make([]string, len(list))
	for i, e := range list {
		names[i] = e.name
	}
	return names
}

// New returns the game that p chooses. Sizes of 0 mean the game's usual size. It errs for names, sizes,
// komi and rules that do not exist, and says which do.
func New(p game.Params) (game.Game, error) {
	for _, e := range list {
		if e.name == p.Name {
			g, err := e.make(p)
			if err != nil {
				return nil, fmt.Errorf("game %q: %w", p.Name, err)
			}
			return g, nil
		}
	}
	if near := nearest.Name(p.Name, Names()); near != "" {
		return nil, fmt.Errorf("game %q is unknown: did you mean %q? Known games: %s", p.Name, near, strings.Join(Names(), ", "))
	}
	return nil, fmt.Errorf("game %q is unknown: expected one of %s", p.Name, strings.Join(Names(), ", "))
}

// newGo makes a board of 19x19 if p leaves the size open.
func newGo(p game.Params) (game.Game, error) {
	rules, err := goban.ParseRules(p.Rules)
	if err != nil {
		return nil, err
	}
	width, height := sides(p, 19)
	return goban.New(width, height, p.Komi, rules)
}

func newConnect4(p game.Params) (game.Game, error) {
	if err := fixed(p, 7, 6); err != nil {
		return nil, err
	}
	return connect4.New(), nil
}

func newOthello(p game.Params) (game.Game, error) {
	if err := plain(p); err != nil {
		return nil, err
	}
	return othello.New(sides(p, 8))
}

// newGomoku makes a board of 15x15 if p leaves the size open.
func newGomoku(p game.Params) (game.Game, error) {
	if err := noKomi(p); err != nil {
		return nil, err
	}
	width, height := sides(p, 15)
	return gomoku.New(width, height, p.Rules)
}

// newHex makes a board of 11x11 if p leaves the size open.
func newHex(p game.Params) (game.Game, error) {
	if err := noKomi(p); err != nil {
		return nil, err
	}
	width, height := sides(p, 11)
	return hex.New(width, height, p.Rules)
}

func newBreakthrough(p game.Params) (game.Game, error) {
	if err := plain(p); err != nil {
		return nil, err
	}
	return breakthrough.New(sides(p, 8))
}

func newTicTacToe(p game.Params) (game.Game, error) {
	if err := fixed(p, 3, 3); err != nil {
		return nil, err
	}
	return tictactoe.New(), nil
}

// sides returns the size that p chooses: a square of the usual side if p leaves it open, and of the other side
// if it leaves one open.
func sides(p game.Params, usual int) (width, height int) {
	switch {
	case p.Width == 0 && p.Height == 0:
		return usual, usual
	case p.Width == 0:
		return p.Height, p.Height
	case p.Height == 0:
		return p.Width, p.Width
	}
	return p.Width, p.Height
}

// fixed errs unless p leaves a game of one size, without komi and options, as it is.
func fixed(p game.Params, width, height int) error {
	if (p.Width != 0 && p.Width != width) || (p.Height != 0 && p.Height != height) {
		return fmt.Errorf("size %dx%d (width x height) is not played: only %dx%d is, or 0 for it", p.Width, p.Height, width, height)
	}
	return plain(p)
}

// plain errs unless p leaves a game without komi and options as it is.
func plain(p game.Params) error {
	if p.Rules != "" {
		return fmt.Errorf("rules %q are not played: the game has no options, leave them out", p.Rules)
	}
	return noKomi(p)
}

// noKomi errs if p gives komi in a game that has none.
func noKomi(p game.Params) error {
	if p.Komi != 0 {
		return fmt.Errorf("komi of %d half points is not played: the game has none, leave it 0", p.Komi)
	}
	return nil
}
