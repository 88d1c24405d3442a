package gametest

import (
	"testing"

	"tengen/game"
)

// middlePlies is how many random moves lead to a position of the middle game, where a game lasts so long.
const middlePlies = 20

// Benchmark measures what a search does most: games of random moves, and of a position of the middle game copies and planes.
func Benchmark(b *testing.B, g game.Game) {
	b.Run("RandomGames", func(b *testing.B) {
		p := newPosition(g)
		plies := 0
		for b.Loop() {
			for p.reset(); !p.ended(); p.play(p.pick()) {
			}
			plies += p.state.Ply()
		}
		b.ReportMetric(float64(plies)/b.Elapsed().Seconds(), "moves/s")
	})
	b.Run("CopyFrom", func(b *testing.B) {
		p := middle(g)
		for b.Loop() {
			p.copied()
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "copies/s")
	})
	b.Run("Planes", func(b *testing.B) {
		p := middle(g)
		dst := make([]float32, g.Shape().Len())
		for b.Loop() {
			p.state.Planes(dst)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "planes/s")
	})
}

// middle returns a position of the middle game.
func middle(g game.Game) *position {
	p := newPosition(g)
	for len(p.played) < middlePlies && !p.ended() {
		p.play(p.pick())
	}
	return p
}
