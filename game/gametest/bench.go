package gametest

import (
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// middlePlies is how many random moves lead to a position of the middle game, where a game lasts so long.
const middlePlies = 20

// Benchmark measures what a search does most: games of random moves, and of a position of the middle game copies and planes.
func Benchmark(b *testing.B, g game.Game) {
	b.Run("RandomGames", func(b *testing.B) {
		w := newWanderer(g)
		plies := 0
		for b.Loop() {
			w.state.Reset()
			w.walk(-1)
			plies += w.state.Ply()
		}
		b.ReportMetric(float64(plies)/b.Elapsed().Seconds(), "moves/s")
	})
	b.Run("CopyFrom", func(b *testing.B) {
		w := newWanderer(g)
		w.walk(middlePlies)
		dst := g.New()
		for b.Loop() {
			dst.CopyFrom(w.state)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "copies/s")
	})
	b.Run("Planes", func(b *testing.B) {
		w := newWanderer(g)
		w.walk(middlePlies)
		dst := make([]float32, g.Shape().Len())
		for b.Loop() {
			w.state.Planes(dst)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "planes/s")
	})
}

// wanderer plays random moves, and does nothing else that would be measured.
type wanderer struct {
	state  game.State
	legal  []game.Action
	random *rand.Rand
}

func newWanderer(g game.Game) *wanderer {
	return &wanderer{state: g.New(), random: rand.New(rand.NewPCG(1, 2))}
}

// walk plays so many moves, or all of the game where that is negative or it ends before.
func (w *wanderer) walk(plies int) {
	for ; plies != 0 && !w.state.Terminal(); plies-- {
		w.legal = w.state.LegalActions(w.legal[:0])
		w.state.Play(w.legal[w.random.IntN(len(w.legal))])
	}
}
