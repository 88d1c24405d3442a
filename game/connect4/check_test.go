package connect4

import (
	"testing"

	"tengen/game/gametest"
)

func TestConformance(t *testing.T) { gametest.Check(t, New()) }

func FuzzPromises(f *testing.F) { gametest.Fuzz(f, New()) }

func BenchmarkState(b *testing.B) { gametest.Benchmark(b, New()) }
