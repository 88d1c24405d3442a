package tile

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var require = flag.String("require", "", "implementation that this machine must have: a missing one fails instead of being skipped")

func TestRequired(t *testing.T) {
	for _, im := range implementations() {
		if *require == "" || im.name == *require {
			return
		}
	}
	t.Fatalf("this machine cannot run %s", *require)
}

type operands struct {
	a, b, c, bias, res, want []float32
	tile                     Tile
}

const guard = float32(12345)

// makeOperands draws a tile with taps groups of k, rows or columns of A contiguous.
func makeOperands(taps, k int, byColumns, bias, res, relu bool, rng *rand.Rand) *operands {
	draw := func(n int) []float32 {
		x := make([]float32, n+1)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	o := &operands{a: draw(taps * k * (Rows + 3)), b: draw(taps * k * Cols), bias: draw(Cols), res: draw(Rows * (Cols + 5))}
	o.c = make([]float32, Rows*(Cols+5))
	for i := range o.c {
		o.c[i] = guard
	}
	offsets := make([]int, taps)
	for i := range offsets {
		offsets[i] = i * k * (Rows + 3)
	}
	o.tile = Tile{A: &o.a[0], RowStride: k, KStride: 1, Offsets: &offsets[0], Taps: taps, K: k, B: &o.b[0], BStride: Cols, C: &o.c[0], CStride: Cols + 5}
	if byColumns {
		o.tile.RowStride, o.tile.KStride = 1, Rows+3
	}
	if bias {
		o.tile.Bias = &o.bias[0]
	}
	if res {
		o.tile.Res = &o.res[0]
	}
	if relu {
		o.tile.ReLU = 1
	}
	o.want = make([]float32, Rows*Cols)
	for i := range Rows {
		for j := range Cols {
			sum := 0.0
			if bias {
				sum = float64(o.bias[j])
			}
			for tap := range taps {
				for p := range k {
					a := o.a[i*o.tile.RowStride+p*o.tile.KStride+offsets[tap]]
					sum += float64(a) * float64(o.b[(tap*k+p)*Cols+j])
				}
			}
			if res {
				sum += float64(o.res[i*(Cols+5)+j])
			}
			if relu {
				sum = math.Max(sum, 0)
			}
			o.want[i*Cols+j] = float32(sum)
		}
	}
	return o
}

func (o *operands) check(t *testing.T, im implementation, name string) {
	t.Helper()
	im.run(&o.tile)
	for i := range Rows {
		for j := range Cols + 5 {
			got := o.c[i*(Cols+5)+j]
			if j >= Cols {
				if got != guard {
					t.Fatalf("%s %s: wrote past the tile at row %d, column %d", im.name, name, i, j)
				}
				continue
			}
			want := o.want[i*Cols+j]
			if d := math.Abs(float64(got - want)); d > 1e-4*(1+math.Abs(float64(want))) {
				t.Fatalf("%s %s: c[%d][%d] = %g, want %g", im.name, name, i, j, got, want)
			}
		}
	}
}

func TestEveryImplementationAgainstFloat64(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, im := range implementations() {
		for _, taps := range []int{1, 2, 9} {
			for _, k := range []int{1, 2, 3, 17, 32, 65} {
				for flags := range 16 {
					name := fmt.Sprintf("taps=%d k=%d flags=%04b", taps, k, flags)
					makeOperands(taps, k, flags&1 != 0, flags&2 != 0, flags&4 != 0, flags&8 != 0, rng).check(t, im, name)
				}
			}
		}
	}
}

// A broken network must show: NaN goes through the ReLU.
func TestNaNPassesReLU(t *testing.T) {
	for _, im := range implementations() {
		o := makeOperands(1, 3, false, false, false, true, rand.New(rand.NewPCG(3, 4)))
		o.a[0] = float32(math.NaN())
		im.run(&o.tile)
		if v := o.c[0]; v == v {
			t.Errorf("%s: c[0][0] = %g, want NaN", im.name, v)
		}
	}
}

func FuzzShapes(f *testing.F) {
	f.Add(uint8(9), uint8(32), uint8(3), uint64(1))
	f.Fuzz(func(t *testing.T, taps, k, flags uint8, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 5))
		for _, im := range implementations() {
			o := makeOperands(1+int(taps)%12, 1+int(k), flags&1 != 0, flags&2 != 0, flags&4 != 0, flags&8 != 0, rng)
			o.check(t, im, "fuzz")
		}
	})
}

func BenchmarkTile(b *testing.B) {
	for _, im := range implementations() {
		for _, k := range []int{32, 64} {
			b.Run(fmt.Sprintf("cpu=%s/k=9x%d", im.name, k), func(b *testing.B) {
				o := makeOperands(9, k, false, true, false, true, rand.New(rand.NewPCG(1, 2)))
				for b.Loop() {
					im.run(&o.tile)
				}
				flops := 2 * float64(Rows*Cols*9*k)
				b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}
