package breakthrough

import (
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// BenchmarkGames plays random games from start to end.
func BenchmarkGames(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	s := newGame(b, maxSide, maxSide).New()
	legal := make([]game.Action, 0, directions*maxSide*maxSide)
	plies := 0
	for b.Loop() {
		for s.Reset(); !s.Terminal(); {
			legal = s.LegalActions(legal[:0])
			s.Play(legal[random.IntN(len(legal))])
		}
		plies += s.Ply()
	}
	b.ReportMetric(float64(plies)/b.Elapsed().Seconds(), "moves/s")
}

// middle returns a position in the middle of a random game.
func middle(b *testing.B) *State {
	random := rand.New(rand.NewPCG(1, 1))
	s := newGame(b, maxSide, maxSide).New().(*State)
	for range 30 {
		legal := s.LegalActions(nil)
		s.Play(legal[random.IntN(len(legal))])
	}
	return s
}

func BenchmarkCopyFrom(b *testing.B) {
	s := middle(b)
	dst := s.rules.New()
	for b.Loop() {
		dst.CopyFrom(s)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "copies/s")
}

func BenchmarkPlanes(b *testing.B) {
	s := middle(b)
	dst := make([]float32, s.rules.Shape().Len())
	for b.Loop() {
		s.Planes(dst)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inputs/s")
}
