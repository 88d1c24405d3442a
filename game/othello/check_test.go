package othello

import (
	"testing"

	"tengen/game/gametest"
)

func TestConformance(t *testing.T) {
	for _, size := range [][2]int{{8, 8}, {6, 6}, {4, 4}, {4, 8}, {8, 6}} {
		gametest.Check(t, newGame(t, size[0], size[1]))
	}
}
