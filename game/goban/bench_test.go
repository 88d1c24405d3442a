package goban

import (
	"fmt"
	"math/rand/v2"
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

// stopwatch keeps the fastest of the iterations of a benchmark, which all do the same: others may have the machine
// meanwhile. What testing reports as ns/op is the mean.
type stopwatch struct{ fastest time.Duration }

// time runs f and keeps its time.
func (w *stopwatch) time(f func()) {
	start := time.Now()
	f()
	if d := time.Since(start); w.fastest == 0 || d < w.fastest {
		w.fastest = d
	}
}

// report says how fast the fastest iteration was, of this many games and moves.
func (w *stopwatch) report(b *testing.B, games, moves int) {
	ns := float64(w.fastest.Nanoseconds()) / float64(moves)
	b.ReportMetric(ns, "ns/move")
	b.ReportMetric(ns*clockGHz(), "cycles/move")
	b.ReportMetric(float64(games)/w.fastest.Seconds(), "games/s")
	b.ReportMetric(float64(moves)/float64(games), "moves/game")
}

// eachSize runs a benchmark on 9x9 and 19x19.
func eachSize(b *testing.B, rules string, run func(b *testing.B, g *Game)) {
	for _, side := range []int{9, 19} {
		b.Run(fmt.Sprintf("side=%d", side), func(b *testing.B) { run(b, newGameOf(b, side, side, 15, rules)) })
	}
}

// BenchmarkRandomGames plays random games to the end, counts included. An iteration is always the same games.
func BenchmarkRandomGames(b *testing.B) {
	for _, rules := range []string{"", "ko=simple", "ko=situational suicide=yes", "passalive=yes"} {
		b.Run("rules="+rules, func(b *testing.B) {
			eachSize(b, rules, func(b *testing.B, g *Game) {
				games := 2500 / g.cells // about a millisecond
				s, source := g.New().(*State), rand.NewPCG(1, 1)
				random := rand.New(source)
				var watch stopwatch
				moves := 0
				for b.Loop() {
					moves = 0
					source.Seed(1, 1)
					watch.time(func() {
						for range games {
							for s.Reset(); !s.Terminal(); {
								s.Play(s.RandomMove(random))
							}
							moves += s.Ply()
							_ = s.Outcome()
						}
					})
				}
				watch.report(b, games, moves)
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
		var watch stopwatch
		for b.Loop() {
			watch.time(func() {
				s.Reset()
				for _, a := range moves {
					s.Play(a)
				}
			})
		}
		watch.report(b, 1, len(moves))
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

// timeEach measures f, which takes about a microsecond: the fastest of runs of 1000.
func timeEach(b *testing.B, f func()) {
	var watch stopwatch
	for b.Loop() {
		watch.time(func() {
			for range 1000 {
				f()
			}
		})
	}
	b.ReportMetric(float64(watch.fastest.Nanoseconds())/1000, "ns/call")
}

func BenchmarkCopyFrom(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		dst := s.game.New()
		timeEach(b, func() { dst.CopyFrom(s) })
	})
}

func BenchmarkLegalActions(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		legal := make([]game.Action, 0, s.game.Actions())
		timeEach(b, func() { legal = s.LegalActions(legal[:0]) })
		b.ReportMetric(float64(len(legal)), "actions")
	})
}

// BenchmarkLegal asks for all cells one by one.
func BenchmarkLegal(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		legal := 0
		timeEach(b, func() {
			legal = 0
			for a := range s.game.Pass() {
				if s.Legal(a) {
					legal++
				}
			}
		})
		b.ReportMetric(float64(legal), "actions")
	})
}

func BenchmarkPlanes(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) {
		dst := make([]float32, s.game.Shape().Len())
		timeEach(b, func() { s.Planes(dst) })
	})
}

func BenchmarkScore(b *testing.B) {
	inMiddle(b, func(b *testing.B, s *State) { timeEach(b, func() { _ = s.Score() }) })
}

// BenchmarkPassAlive searches for what is settled, at the end of a random game, where most is.
func BenchmarkPassAlive(b *testing.B) {
	eachSize(b, "", func(b *testing.B, g *Game) {
		s := g.New().(*State)
		for _, a := range randomGame(g) {
			s.Play(a)
		}
		owners := make([]int8, g.cells)
		timeEach(b, func() { s.PassAlive(owners) })
	})
}

// BenchmarkSuperko asks for positions that have not been, after games of all lengths: it must take the same time, but
// for the caches.
func BenchmarkSuperko(b *testing.B) {
	for _, plies := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprintf("plies=%d", plies), func(b *testing.B) {
			random, k := newRandom(1), newSuperko(plies)
			k.start(0)
			for range plies {
				k.add(random.Uint64())
			}
			var questions [1024]uint64
			for i := range questions {
				questions[i] = random.Uint64()
			}
			i, seen := 0, 0
			timeEach(b, func() {
				if k.seen(questions[i%len(questions)]) {
					seen++
				}
				i++
			})
			if seen > 0 {
				b.Errorf("%d of the positions have been", seen)
			}
		})
	}
}
