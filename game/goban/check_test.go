package goban

import (
	"testing"

	"tengen/game/gametest"
)

func TestConformance(t *testing.T) {
	for _, g := range []*Game{
		newGame(t, 1, 1, 0),
		newGame(t, 1, 2, 1),
		newGame(t, 2, 2, -3),
		newGame(t, 5, 3, 0),
		newGame(t, 8, 8, 13),
		newGame(t, 9, 9, 15),
		newGame(t, 19, 19, 15),
	} {
		gametest.Check(t, g)
	}
}
