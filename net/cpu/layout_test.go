package cpu

import (
	"fmt"
	"testing"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

func BenchmarkFill(b *testing.B) {
	for _, side := range []int{9, 19} {
		for _, channels := range []int{3, 17} {
			b.Run(fmt.Sprintf("side=%d/planes=%d", side, channels), func(b *testing.B) {
				const boards = 16
				p := newPlan(side, side)
				to, tiles := p.newRows(boards, kernel.Up(channels, kernel.Lanes)), p.newTiles(boards)
				in := net.Inputs{Planes: make([]float32, boards*channels*p.cells())}
				for b.Loop() {
					p.fill(to, in, 0, tiles.sizes, channels)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*boards), "ns/board")
			})
		}
	}
}
