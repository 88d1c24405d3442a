package tictactoe

import (
	"testing"

	"tengen/game/gametest"
)

func TestConformance(t *testing.T) { gametest.Check(t, New()) }
