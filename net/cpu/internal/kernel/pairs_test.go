package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var kinds = map[Kind]string{Int16: "int16", BFloat16: "bfloat16"}

// pairsCase is a product of pairs with rows that are longer than K.
type pairsCase struct {
	Pairs
	a, b     []uint16
	c, scale []float32
}

// newPairs makes one whose numbers are spread over what kind can hold: whole numbers whose sums just fit in 32 bits, floats
// of all sizes, zeros, and some that are too small or too large for others.
func newPairs(rng *rand.Rand, rows, k int, kind Kind) *pairsCase {
	rowStride, cStride := k+6, Cols+5
	p := &pairsCase{a: allocate[uint16]((rows + RowSlack) * rowStride), b: allocate[uint16](k * Cols), c: guarded((rows+RowSlack)*cStride + Cols), scale: random(rng, Cols)}
	for i := range p.a {
		p.a[i] = uint16(rng.Uint32())
	}
	for i := range p.b {
		p.b[i] = uint16(rng.IntN(2*MostInt16/k+1) - MostInt16/k)
	}
	if kind == BFloat16 {
		for _, x := range [][]uint16{p.a, p.b} {
			for i := range x {
				x[i] = NarrowBFloat16(float32(rng.NormFloat64() * math.Exp2(float64(rng.IntN(12)-6))))
				if rng.IntN(20) == 0 {
					x[i] = uint16(rng.Uint32()) &^ (1 << 14) // down to nothing; no infinities
				}
			}
		}
	}
	p.Pairs = Pairs{A: &p.a[0], RowStride: rowStride, K: k, B: &p.b[0], C: &p.c[0], CStride: cStride, Scale: &p.scale[0]}
	return p
}

// Whatever computes a product, its numbers are the same, bit for bit.
func TestMultiplyPairs(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		for kind, name := range kinds {
			t.Run(name, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(1, 2))
				for rows := 1; rows <= 40; rows++ {
					for _, k := range []int{8, 16, 64, 128} {
						testMultiplyPairs(t, run, newPairs(rng, rows, k, kind), rows, kind)
					}
				}
			})
		}
	})
}

func testMultiplyPairs(t *testing.T, run kernels, p *pairsCase, rows int, kind Kind) {
	t.Helper()
	want := append([]float32(nil), p.c...)
	q := p.Pairs
	q.C = &want[0]
	if kind == BFloat16 {
		multiplyBFloat16Go(&q, rows)
	} else {
		multiplyInt16Go(&q, rows)
	}
	run.multiplyPairs(&p.Pairs, rows, kind)
	for i, got := range p.c {
		row, column := i/p.CStride, i%p.CStride
		if row >= rows && row < rows+RowSlack && column < Cols {
			continue // the slack
		}
		if math.Float32bits(got) != math.Float32bits(want[i]) && (got == got || want[i] == want[i]) {
			t.Fatalf("%d rows, k %d: row %d column %d is %g, want %g", rows, p.K, row, column, got, want[i])
		}
	}
}

// The Go code is right: whole numbers by the definition, floats near to it in float64.
func TestMultiplyPairsGo(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for kind, name := range kinds {
		p := newPairs(rng, 7, 64, kind)
		value := func(x uint16) float64 {
			if kind == BFloat16 {
				return float64(math.Float32frombits(uint32(x) << 16))
			}
			return float64(int16(x))
		}
		if kind == BFloat16 {
			multiplyBFloat16Go(&p.Pairs, 7)
		} else {
			multiplyInt16Go(&p.Pairs, 7)
		}
		for i := range 7 {
			for j := range Cols {
				want, size := 0.0, 0.0
				for q := range p.K {
					x := value(p.a[i*p.RowStride+q]) * value(p.b[(q/2*Cols+j)*2+q%2])
					want, size = want+x, size+math.Abs(x)
				}
				if kind == Int16 {
					want *= float64(p.scale[j])
					size *= math.Abs(float64(p.scale[j]))
				}
				if got := p.c[i*p.CStride+j]; math.Abs(float64(got)-want) > 1e-6*size {
					t.Fatalf("%s: row %d column %d is %g, want %g", name, i, j, got, want)
				}
			}
		}
	}
}

// The largest sums that MostInt16 allows do not leave 32 bits.
func TestMultiplyInt16Fits(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		p := newPairs(rand.New(rand.NewPCG(5, 6)), 1, 8, Int16)
		for i := range 8 {
			p.a[i] = 1 << 15 // −32768
		}
		rest := MostInt16
		for q := range 8 {
			w := min(rest, math.MaxInt16)
			rest -= w
			for j := range Cols {
				p.b[(q/2*Cols+j)*2+q%2] = uint16(int16(-w))
				p.scale[j] = 1
			}
		}
		run.multiplyPairs(&p.Pairs, 1, Int16)
		if want := float32(MostInt16 << 15); p.c[0] != want {
			t.Errorf("the sum is %g, want %g", p.c[0], want)
		}
	})
}

// awkward are numbers at which narrowing may go wrong.
var awkward = []float32{
	0, float32(math.Copysign(0, -1)), 0.5, 1.5, 2.5, -0.5, -1.5, 1e-40, -1e-45, 1.1754944e-38, 32766.5, 32767, 32767.5, 32768, -32767.5, -32768, -32768.5, -32769,
	1 << 30, 1 << 31, -1 << 31, -3e9, 3e38, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), math.MaxFloat32,
	math.Float32frombits(0x3f808000), math.Float32frombits(0x3f818000), math.Float32frombits(0x3f808001), math.Float32frombits(0x7f800001),
}

func TestNarrow(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		rng := rand.New(rand.NewPCG(7, 8))
		src := random(rng, 96)
		copy(src[96-len(awkward):], awkward)
		for i := range 32 {
			src[i] *= 20000
		}
		for _, n := range []int{0, 16, 32, 96} {
			for _, scale := range []float32{1, 1000, 1e-3} {
				testNarrow(t, n, "ToInt16", func(dst *uint16) { run.toInt16(dst, &src[0], n, scale) }, func(dst *uint16) { toInt16Go(dst, &src[0], n, scale) })
			}
			testNarrow(t, n, "ToBFloat16", func(dst *uint16) { run.toBFloat16(dst, &src[0], n) }, func(dst *uint16) { toBFloat16Go(dst, &src[0], n) })
		}
	})
}

func testNarrow(t *testing.T, n int, name string, f, reference func(dst *uint16)) {
	t.Helper()
	got, want := allocate[uint16](n+8), make([]uint16, n+8)
	f(&got[0])
	reference(&want[0])
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s of %d: number %d is %#x, want %#x", name, n, i, got[i], want[i])
		}
	}
}

// The Go code rounds as it says.
func TestNarrowGo(t *testing.T) {
	for _, tt := range []struct {
		in   float32
		want int16
	}{{0.5, 0}, {1.5, 2}, {-2.5, -2}, {32766.4, 32766}, {32767.4, 32767}, {40000, 32767}, {-40000, -32768}, {3e9, -32768}, {-3e9, -32768}} {
		var got uint16
		if toInt16Go(&got, &tt.in, 1, 1); int16(got) != tt.want {
			t.Errorf("%g as Int16 is %d, want %d", tt.in, int16(got), tt.want)
		}
	}
	for _, tt := range []struct{ in, want float32 }{
		{1, 1}, {1 + 1./256, 1}, {1 + 3./256, 1 + 4./256}, {-1 - 1./200, -1 - 1./128}, {1e-40, 0}, {math.MaxFloat32, float32(math.Inf(1))},
	} {
		if got := math.Float32frombits(uint32(NarrowBFloat16(tt.in)) << 16); got != tt.want {
			t.Errorf("%g as BFloat16 is %g, want %g", tt.in, got, tt.want)
		}
	}
	if x := NarrowBFloat16(math.Float32frombits(0x7f800001)); x&0x7fff <= 0x7f80 {
		t.Errorf("NaN as BFloat16 is %#x", x)
	}
}

func FuzzMultiplyPairs(f *testing.F) {
	f.Add(uint8(9), uint8(8), uint64(1), false)
	f.Add(uint8(13), uint8(1), uint64(2), true)
	f.Fuzz(func(t *testing.T, rows, k uint8, seed uint64, bfloat16 bool) {
		old := selected
		defer func() { selected = old }()
		kind := Int16
		if bfloat16 {
			kind = BFloat16
		}
		for _, s := range supported() {
			selected = s
			p := newPairs(rand.New(rand.NewPCG(seed, 1)), int(rows)+1, (1+int(k)%64)*PairSteps, kind)
			testMultiplyPairs(t, native, p, int(rows)+1, kind)
		}
	})
}

func BenchmarkMultiplyPairs(b *testing.B) {
	for _, kind := range Kinds() {
		for _, s := range []struct{ rows, k int }{{9, 64}, {18, 64}, {36, 64}, {25, 128}, {36, 32}, {26, 128}} {
			b.Run(fmt.Sprintf("%s/%dx%d", kinds[kind], s.rows, s.k), func(b *testing.B) {
				p := newPairs(rand.New(rand.NewPCG(1, 2)), s.rows, s.k, kind)
				for b.Loop() {
					MultiplyPairs(&p.Pairs, s.rows, kind)
				}
				b.ReportMetric(2*float64(s.rows*s.k*Cols)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}

func TestPairMultiplyAdds(t *testing.T) {
	eachFeature(t, func(t *testing.T, _ kernels) {
		for _, kind := range Kinds() {
			if one, ten := PairMultiplyAdds(1, kind), PairMultiplyAdds(10, kind); one < 12*16*2 || ten != 10*one {
				t.Errorf("%s: a round is %d operations, ten are %d", kinds[kind], one, ten)
			}
		}
	})
}
