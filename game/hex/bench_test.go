package hex

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// eachSize runs a benchmark on a small and on the usual board.
func eachSize(b *testing.B, run func(b *testing.B, s *State)) {
	for _, side := range []int{7, 11} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) { run(b, newGame(b, side, side, "").New().(*State)) })
	}
}

// playRandom plays random moves until there are plies of them or the game is over.
func playRandom(s *State, plies int, random *rand.Rand, legal []game.Action) []game.Action {
	for s.ply < plies && !s.over {
		legal = s.LegalActions(legal[:0])
		s.Play(legal[random.IntN(len(legal))])
	}
	return legal
}

func BenchmarkRandomGame(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State) {
		random := rand.New(rand.NewPCG(1, 2))
		var legal []game.Action
		moves := 0
		for b.Loop() {
			s.Reset()
			legal = playRandom(s, s.rules.MaxPly(), random, legal)
			moves += s.Ply()
		}
		b.ReportMetric(float64(moves)/b.Elapsed().Seconds(), "moves/s")
	})
}

func BenchmarkCopyFrom(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State) {
		playRandom(s, 20, rand.New(rand.NewPCG(1, 2)), nil)
		dst := s.rules.New()
		for b.Loop() {
			dst.CopyFrom(s)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "copies/s")
	})
}

func BenchmarkPlanes(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State) {
		playRandom(s, 20, rand.New(rand.NewPCG(1, 2)), nil)
		dst := make([]float32, s.rules.Shape().Len())
		for b.Loop() {
			s.Planes(dst)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "planes/s")
	})
}
