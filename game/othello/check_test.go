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

// FuzzPromises plays games that a fuzzer chooses, and checks all that the kit knows.
func FuzzPromises(f *testing.F) { gametest.Fuzz(f, newGame(f, 6, 6)) }

func BenchmarkState(b *testing.B) { gametest.Benchmark(b, newGame(b, maxSide, maxSide)) }
