package goban

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// randomGame returns the moves of a random game that avoids filling one-cell eyes, so that it looks like Go.
func randomGame(b testing.TB, g *Game) []game.Action {
	b.Helper()
	random := rand.New(rand.NewPCG(1, uint64(g.cells())))
	s := g.New().(*State)
	var moves, legal []game.Action
	for !s.Terminal() {
		legal = legal[:0]
		for _, a := range s.LegalActions(nil) {
			if a != g.Pass() && !isEye(s, a) {
				legal = append(legal, a)
			}
		}
		a := g.Pass()
		if len(legal) > 0 {
			a = legal[random.IntN(len(legal))]
		}
		s.Play(a)
		moves = append(moves, a)
	}
	return moves
}

// isEye reports whether all neighbours of the empty cell a are stones of the player to move.
func isEye(s *State, a game.Action) bool {
	for _, n := range s.board.neighbours[a] {
		if c := s.board.colors[n]; c != edge && c != uint8(s.toPlay) {
			return false
		}
	}
	return true
}

// eachSize runs a benchmark in the middle of a random game.
func eachSize(b *testing.B, run func(b *testing.B, s *State, moves []game.Action)) {
	for _, side := range []int{9, 19} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) {
			g := newGame(b, side, side, 15)
			moves := randomGame(b, g)
			s := g.New().(*State)
			for _, a := range moves[:len(moves)/2] {
				s.Play(a)
			}
			run(b, s, moves)
		})
	}
}

func BenchmarkPlay(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State, moves []game.Action) {
		for b.Loop() {
			s.Reset()
			for _, a := range moves {
				s.Play(a)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(moves)), "ns/move")
	})
}

func BenchmarkCopyFrom(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State, _ []game.Action) {
		dst := s.rules.New()
		for b.Loop() {
			dst.CopyFrom(s)
		}
	})
}

func BenchmarkLegalActions(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State, _ []game.Action) {
		var legal []game.Action
		for b.Loop() {
			legal = s.LegalActions(legal[:0])
		}
		b.ReportMetric(float64(len(legal)), "actions")
	})
}

func BenchmarkPlanes(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State, _ []game.Action) {
		dst := make([]float32, s.rules.Shape().Len())
		for b.Loop() {
			s.Planes(dst)
		}
	})
}

func BenchmarkScore(b *testing.B) {
	eachSize(b, func(b *testing.B, s *State, _ []game.Action) {
		for b.Loop() {
			s.Score()
		}
	})
}
