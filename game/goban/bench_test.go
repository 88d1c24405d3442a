package goban

import (
	"fmt"
	"testing"
	"time"

	"tengen/game"
)

// clockGHz measures the clock of the core, which is not that of its time stamp counter: a product and a sum that wait
// for each other take 4 cycles on x86-64 (3 and 1 on Intel's since Nehalem and AMD's since Zen) and on the larger
// cores of ARM. It returns the best of some runs of about a millisecond.
func clockGHz() (best float64) {
	const steps = 1 << 20
	for range 20 {
		x := uint64(time.Now().UnixNano())
		start := time.Now()
		for range steps {
			x = x*6364136223846793005 + 1442695040888963407
		}
		ns := float64(time.Since(start).Nanoseconds())
		if x != 0 { // always, but the loop must not be optimized away
			best = max(best, 4*steps/ns)
		}
	}
	return best
}

// report adds the figures per move and, by the clock measured at the end, the cycles per move.
func report(b *testing.B, moves int) {
	ns := float64(b.Elapsed().Nanoseconds()) / float64(moves)
	ghz := clockGHz()
	b.ReportMetric(ns, "ns/move")
	b.ReportMetric(ns*ghz, "cycles/move")
	b.ReportMetric(ghz, "GHz")
}

// eachSize runs a benchmark on 9x9 and 19x19.
func eachSize(b *testing.B, rules string, run func(b *testing.B, g *Game)) {
	for _, side := range []int{9, 19} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) { run(b, newGameOf(b, side, side, 15, rules)) })
	}
}

// BenchmarkRandomGames plays random games to the end, counts included.
func BenchmarkRandomGames(b *testing.B) {
	for _, rules := range []string{"", "ko=simple", "ko=situational suicide=yes", "passalive=yes"} {
		b.Run("rules="+rules, func(b *testing.B) {
			eachSize(b, rules, func(b *testing.B, g *Game) {
				random, s := newRandom(1), g.New().(*State)
				moves := 0
				for b.Loop() {
					for s.Reset(); !s.Terminal(); {
						s.Play(s.RandomMove(random))
					}
					moves += s.Ply()
					_ = s.Outcome()
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "games/s")
				b.ReportMetric(float64(moves)/float64(b.N), "moves/game")
				report(b, moves)
			})
		})
	}
}

// randomGame returns the moves of a random game.
func randomGame(g *Game) (moves []game.Action) {
	random, s := newRandom(1), g.New().(*State)
	for !s.Terminal() {
		moves = append(moves, s.RandomMove(random))
		s.Play(moves[len(moves)-1])
	}
	return moves
}

// BenchmarkPlay plays a game again: no move is drawn, each is checked once.
func BenchmarkPlay(b *testing.B) {
	eachSize(b, "", func(b *testing.B, g *Game) {
		moves, s := randomGame(g), g.New().(*State)
		for b.Loop() {
			s.Reset()
			for _, a := range moves {
				s.Play(a)
			}
		}
		report(b, b.N*len(moves))
	})
}

// inMiddle runs a benchmark in the middle of a random game.
func inMiddle(b *testing.B, run func(b *testing.B, s *State)) {
	eachSize(b, "", func(b *testing.B, g *Game) {
		moves, s := randomGame(g), g.New().(*State)
		for _, a := range moves[:len(moves)/2] {
			s.Play(a)
		}
		run(b, s)
	})
}

func BenchmarkCopyFrom(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		dst := s.game.New()
		for b.Loop() {
			dst.CopyFrom(s)
		}
	})
}

func BenchmarkLegalActions(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		legal := make([]game.Action, 0, s.game.Actions())
		for b.Loop() {
			legal = s.LegalActions(legal[:0])
		}
		b.ReportMetric(float64(len(legal)), "actions")
	})
}

// BenchmarkLegal asks for all cells one by one.
func BenchmarkLegal(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		legal := 0
		for b.Loop() {
			legal = 0
			for a := range s.game.Pass() {
				if s.Legal(a) {
					legal++
				}
			}
		}
		b.ReportMetric(float64(legal), "actions")
	})
}

func BenchmarkPlanes(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		dst := make([]float32, s.game.Shape().Len())
		for b.Loop() {
			s.Planes(dst)
		}
	})
}

func BenchmarkScore(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		for b.Loop() {
			_ = s.Score()
		}
	})
}

// BenchmarkPassAlive searches for what is settled, at the end of a random game, where most is.
func BenchmarkPassAlive(b *testing.B) {
	eachSize(b, "", func(b *testing.B, g *Game) {
		s := g.New().(*State)
		for _, a := range randomGame(g) {
			s.Play(a)
		}
		owners := make([]int8, g.cells)
		for b.Loop() {
			s.PassAlive(owners)
		}
	})
}
