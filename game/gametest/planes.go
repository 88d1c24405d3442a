package gametest

import (
	"math"
	"slices"

	"tengen/game"
)

// checkPlanes checks that Planes writes all of its destination, nothing around it, and the same again.
func checkPlanes(t tb, g game.Game) func(p *position) {
	const guard = 8 // entries before and after
	n := g.Shape().Len()
	first, second := make([]float32, guard+n+guard), make([]float32, guard+n+guard)
	return func(p *position) {
		for _, buf := range [][]float32{first, second} {
			for i := range buf {
				buf[i] = float32(math.NaN())
			}
			p.state.Planes(buf[guard : guard+n]) // its capacity goes on behind it, as in a batch
			for i, x := range buf {
				inside := guard <= i && i < guard+n
				switch v := float64(x); {
				case inside && (math.IsNaN(v) || math.IsInf(v, 0)):
					t.Fatalf("Planes: entry %d of %d is %v, want every one written and finite\n%s", i-guard, n, x, p.state)
				case !inside && !math.IsNaN(v):
					t.Fatalf("Planes: entry %d of %d was written, want nothing outside\n%s", i-guard, n, p.state)
				}
			}
		}
		if !slices.Equal(first[guard:guard+n], second[guard:guard+n]) {
			t.Fatalf("Planes: two calls give different planes\n%s", p.state)
		}
	}
}
