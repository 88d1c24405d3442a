package tile

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A matrix of rows with a guard after each: what is written there shows.
const (
	manyRows = 20
	stride   = Cols + 5
)

func drawRows(rng *rand.Rand) []float32 {
	x := make([]float32, manyRows*stride)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

func near(got float32, want float64) bool {
	return math.Abs(float64(got)-want) <= 1e-4*(1+math.Abs(want))
}

// TestScattered computes rows in an order of their own, one of them twice, in place of what is added.
func TestScattered(t *testing.T) {
	index := []int32{3, 7, 5, 0, 11, 12, 19, 2, 8, 9, 4, 4}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, im := range implementations() {
		for _, taps := range []int{1, 2, 9} {
			for _, k := range []int{1, 2, 17, 32, 65} {
				for flags := range 8 {
					t.Run(fmt.Sprintf("%s/taps=%d/k=%d/flags=%03b", im.name, taps, k, flags), func(t *testing.T) {
						checkScattered(t, im, index, taps, k, flags&1 != 0, flags&2 != 0, flags&4 != 0, rng)
					})
				}
			}
		}
	}
}

func checkScattered(t *testing.T, im implementation, index []int32, taps, k int, bias, res, relu bool, rng *rand.Rand) {
	a, b, c := make([]float32, manyRows*k+taps), make([]float32, taps*k*Cols), drawRows(rng)
	biases := drawRows(rng)[:Cols]
	for _, x := range [][]float32{a, b} {
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
	}
	offsets := make([]int, taps)
	for i := range offsets {
		offsets[i] = taps - 1 - i
	}
	before := append([]float32(nil), c...)
	tile := Tile{A: &a[0], RowStride: k, KStride: 1, Offsets: &offsets[0], Taps: taps, K: k, B: &b[0], BStride: Cols,
		C: &c[0], CStride: stride, Index: &index[0]}
	if bias {
		tile.Bias = &biases[0]
	}
	if res {
		tile.Res = &c[0]
	}
	if relu {
		tile.ReLU = 1
	}
	im.scattered(&tile)

	written := map[int]bool{}
	for _, r := range index {
		written[int(r)] = true
	}
	for i, got := range c {
		row, j := i/stride, i%stride
		if !written[row] || j >= Cols {
			if got != before[i] {
				t.Fatalf("wrote to row %d, column %d, which is not its own", row, j)
			}
			continue
		}
		want := 0.0
		if bias {
			want = float64(biases[j])
		}
		for tap, off := range offsets {
			for p := range k {
				want += float64(a[row*k+p+off]) * float64(b[(tap*k+p)*Cols+j])
			}
		}
		if res {
			want += float64(before[i])
		}
		if relu {
			want = max(want, 0)
		}
		if !near(got, want) {
			t.Fatalf("row %d, column %d is %g, want %g", row, j, got, want)
		}
	}
}

func TestGathered(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, im := range implementations() {
		for _, k := range []int{1, 2, 3, 100} {
			for _, add := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/k=%d/add=%t", im.name, k, add), func(t *testing.T) {
					checkGathered(t, im, k, add, rng)
				})
			}
		}
	}
}

func checkGathered(t *testing.T, im implementation, k int, add bool, rng *rand.Rand) {
	a, b, c := drawRows(rng), drawRows(rng), drawRows(rng)
	before := append([]float32(nil), c...)
	index := make([]int32, k)
	for i := range index {
		index[i] = int32(1 + rng.IntN(manyRows-2))
	}
	offset := -stride + 3
	tile := Tile{A: &a[0], KStride: stride, Offsets: &offset, K: k, B: &b[0], BStride: stride, C: &c[0], CStride: stride, Index: &index[0]}
	if add {
		tile.Res = &c[0]
	}
	im.gathered(&tile)
	for i, got := range c {
		row, j := i/stride, i%stride
		if row >= GatheredRows || j >= Cols {
			if got != before[i] {
				t.Fatalf("wrote to row %d, column %d, which is not its own", row, j)
			}
			continue
		}
		want := 0.0
		if add {
			want = float64(before[i])
		}
		for _, q := range index {
			want += float64(a[offset+int(q)*stride+row]) * float64(b[int(q)*stride+j])
		}
		if !near(got, want) {
			t.Fatalf("row %d, column %d is %g, want %g", row, j, got, want)
		}
	}
}

func TestNaNPassesScatteredReLU(t *testing.T) {
	for _, im := range implementations() {
		x, index, c := make([]float32, Cols), make([]int32, ScatteredRows), make([]float32, Cols)
		x[0] = float32(math.NaN())
		offset := 0
		im.scattered(&Tile{A: &x[0], Offsets: &offset, Taps: 1, K: 1, B: &x[0], C: &c[0], ReLU: 1, Index: &index[0]})
		if v := c[0]; v == v {
			t.Errorf("%s: c[0] = %g, want NaN", im.name, v)
		}
	}
}

func BenchmarkIndexed(b *testing.B) {
	const k, n = 64, 108
	a, c := make([]float32, (n+1)*k), make([]float32, n*k)
	right := make([]float32, 9*k*Cols)
	index := make([]int32, n)
	for i := range index {
		index[i] = int32(i)
	}
	offsets := make([]int, 9)
	t := Tile{A: &a[0], RowStride: k, KStride: k, Offsets: &offsets[0], Taps: 9, K: k, B: &right[0], BStride: Cols, C: &c[0], CStride: k, Index: &index[0]}
	for _, im := range implementations() {
		b.Run("tile=scattered/cpu="+im.name, func(b *testing.B) {
			t := t
			for b.Loop() {
				im.scattered(&t)
			}
			b.ReportMetric(2*ScatteredRows*Cols*9*k*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
		b.Run("tile=gathered/cpu="+im.name, func(b *testing.B) {
			t := t
			t.K = n
			for b.Loop() {
				im.gathered(&t)
			}
			b.ReportMetric(2*GatheredRows*Cols*n*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}
