//go:build !race

package cpu_test

import (
	"slices"
	"testing"

	"tengen/net"
)

func TestEvaluateAllocatesNothing(t *testing.T) {
	for _, tt := range []struct {
		precision      net.Precision
		batch, threads int
	}{{net.Float32, 8, 1}, {net.Float32, 8, 2}, {net.Float32, 1, 2}, {net.Int16, 8, 1}, {net.Int16, 1, 2}, {net.BFloat16, 2, 1}, {net.Int8, 8, 1}, {net.Int8, 1, 2}} {
		ev, p, planes, policy, value := prepare(t, benchSpec(1, 16), tt.precision, tt.batch, tt.threads)
		rows := slices.Collect(slices.Chunk(planes, len(planes)/tt.batch))
		for _, in := range []net.Inputs{{Planes: planes}, {Rows: rows}} {
			if n := testing.AllocsPerRun(10, func() { ev.Evaluate(p, in, policy, value) }); n != 0 {
				t.Errorf("%s, batch of %d on %d threads: an evaluation allocates %g times", tt.precision, tt.batch, tt.threads, n)
			}
		}
	}
}
