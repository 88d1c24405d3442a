package hex

import (
	"fmt"
	"testing"

	"tengen/game/gametest"
)

func newGame(t testing.TB, width, height int, rules string) *Game {
	t.Helper()
	g, err := New(width, height, rules)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestConformance(t *testing.T) {
	for _, rules := range []string{"", noSwap} {
		for _, side := range []int{1, 2, 3, 5, 7} {
			gametest.Check(t, newGame(t, side, side, rules))
		}
	}
	gametest.Check(t, newGame(t, 11, 11, ""))
	gametest.Check(t, newGame(t, 5, 3, noSwap))
	gametest.Check(t, newGame(t, 1, 4, noSwap))
	gametest.Check(t, newGame(t, 25, 3, noSwap))
}

// TestPlaythrough replays a game of OpenSpiel's. Its rows count from the top, but its rows are also drawn
// towards the other side, so that the same numbers are neighbours.
func TestPlaythrough(t *testing.T) {
	gametest.Playthrough(t, newGame(t, 5, 5, noSwap), "testdata/hex_board_size_5.txt.gz")
}

// FuzzPromises plays games that a fuzzer chooses, and checks all that the kit knows.
func FuzzPromises(f *testing.F) { gametest.Fuzz(f, newGame(f, 5, 5, "")) }

func BenchmarkState(b *testing.B) {
	for _, side := range []int{7, 11} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) { gametest.Benchmark(b, newGame(b, side, side, "")) })
	}
}
