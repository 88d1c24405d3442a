package gomoku

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
	for _, rules := range []string{"", exactFive} {
		gametest.Check(t, newGame(t, 5, 5, rules))
		gametest.Check(t, newGame(t, 6, 11, rules))
		gametest.Check(t, newGame(t, 9, 9, rules))
	}
	gametest.Check(t, newGame(t, 25, 5, ""))
	gametest.Check(t, newGame(t, 5, 25, exactFive))
	gametest.Check(t, newGame(t, 15, 15, ""))
}

// TestPlaythroughs replays games of OpenSpiel's. Both end with a row of five, so both rules agree.
func TestPlaythroughs(t *testing.T) {
	for _, rules := range []string{"", exactFive} {
		gametest.Playthrough(t, newGame(t, 15, 15, rules), "testdata/gomoku.txt.gz")
		gametest.Playthrough(t, newGame(t, 15, 15, rules), "testdata/mnk.txt.gz")
	}
}

// FuzzPromises plays games that a fuzzer chooses, and checks all that the kit knows.
func FuzzPromises(f *testing.F) { gametest.Fuzz(f, newGame(f, 7, 7, exactFive)) }

func BenchmarkState(b *testing.B) {
	for _, side := range []int{9, 15} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) { gametest.Benchmark(b, newGame(b, side, side, "")) })
	}
}
