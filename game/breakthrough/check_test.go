package breakthrough

import (
	"testing"

	"tengen/game/gametest"
)

func TestConformance(t *testing.T) {
	for _, size := range [][2]int{{8, 8}, {6, 6}, {5, 5}, {3, 4}, {8, 4}, {3, 8}} {
		gametest.Check(t, newGame(t, size[0], size[1]))
	}
}
