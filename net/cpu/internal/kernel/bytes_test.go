package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// bytesCase is a product of bytes on lines that are longer than it.
type bytesCase struct {
	Bytes
	a []uint8
	b []int8
	c []int32
}

const intGuard = -123456

// newBytes makes one with all the numbers that there are.
func newBytes(rng *rand.Rand, rows, k int) *bytesCase {
	rowStride := k/3/4*4 + 4 // rows lie in each other's k, as cells do
	line := (rows+RowSlack)*rowStride + k + 12
	p := &bytesCase{a: allocate[uint8](3 * line), b: allocate[int8](3 * k * Cols), c: allocate[int32]((rows+RowSlack)*Cols + 3)}
	for i := range p.a {
		p.a[i] = uint8(rng.Uint32())
	}
	for i := range p.b {
		p.b[i] = int8(rng.IntN(255) - 127)
	}
	for i := range p.c {
		p.c[i] = intGuard
	}
	p.Bytes = Bytes{A: &p.a[0], RowStride: rowStride, Line: line, K: k, B: &p.b[0], C: &p.c[0]}
	return p
}

// Whatever computes a product, its numbers are the same.
func TestConvolveBytes(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		rng := rand.New(rand.NewPCG(1, 2))
		for rows := 1; rows <= 40; rows++ {
			for _, k := range []int{16, 96, 192} {
				testConvolveBytes(t, run, newBytes(rng, rows, k), rows)
			}
		}
	})
}

func testConvolveBytes(t *testing.T, run kernels, p *bytesCase, rows int) {
	t.Helper()
	want := append([]int32(nil), p.c...)
	q := p.Bytes
	q.C = &want[0]
	convolveBytesGo(&q, rows)
	run.convolveBytes(&p.Bytes, rows)
	for i, got := range p.c {
		if row := i / Cols; row >= rows && row < rows+RowSlack {
			continue // the slack
		}
		if got != want[i] {
			t.Fatalf("%d rows, k %d: row %d column %d is %d, want %d", rows, p.K, i/Cols, i%Cols, got, want[i])
		}
	}
}

// The Go code is right, and nothing saturates: four products of the largest numbers are more than 16 bits hold, and those of the most
// channels that there are just fit in 32.
func TestConvolveBytesGo(t *testing.T) {
	const rows, channels = 2, 4096
	p := newBytes(rand.New(rand.NewPCG(3, 4)), rows, 3*channels)
	for i := range p.a {
		p.a[i] = 255
	}
	for i := range p.b {
		p.b[i] = []int8{127, -127}[i/4%2]
	}
	ConvolveBytes(&p.Bytes, rows)
	for i := range rows * Cols {
		want := int32(9 * channels * 255 * 127)
		if i%2 == 1 {
			want = -want
		}
		if p.c[i] != want {
			t.Fatalf("column %d is %d, want %d", i%Cols, p.c[i], want)
		}
	}
	p = newBytes(rand.New(rand.NewPCG(5, 6)), rows, 96)
	convolveBytesGo(&p.Bytes, rows)
	for i := range rows {
		for j := range Cols {
			want := int32(0)
			for l := range 3 {
				for q := range p.K {
					want += int32(p.a[l*p.Line+i*p.RowStride+q]) * int32(p.b[((l*p.K/4+q/4)*Cols+j)*4+q%4])
				}
			}
			if got := p.c[i*Cols+j]; got != want {
				t.Fatalf("row %d column %d is %d, want %d", i, j, got, want)
			}
		}
	}
}

func TestFinishBytes(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		rng := rand.New(rand.NewPCG(7, 8))
		for rows := 1; rows <= 15; rows++ {
			for _, to := range []struct{ floats, bytes, inPlace bool }{{true, false, false}, {true, true, true}, {false, true, false}, {true, false, true}} {
				testFinishBytes(t, run, rng, rows, to.floats, to.bytes, to.inPlace)
			}
		}
	})
}

func testFinishBytes(t *testing.T, run kernels, rng *rand.Rand, rows int, floats, bytes, inPlace bool) {
	t.Helper()
	stride := Cols + 5
	c, scale, bias := allocate[int32](rows*Cols), random(rng, Cols), random(rng, Cols)
	for i := range c {
		c[i] = int32(rng.Uint32()) >> rng.IntN(32)
	}
	scale[3], bias[4] = float32(math.Inf(1)), float32(math.NaN())
	make := func() (s ByteSums, res, out []float32, b []uint8) {
		s = ByteSums{C: &c[0], Scale: &scale[0], Bias: &bias[0], ResStride: stride, Stride: stride, Floor: []float32{0, -math.MaxFloat32}[rows%2], PerStep: 1e-3}
		res, out, b = random(rand.New(rand.NewPCG(1, 1)), rows*stride), guarded(rows*stride), allocate[uint8](rows*stride)
		res[5] = float32(math.Inf(-1))
		if inPlace {
			out = res
		}
		s.Res = &res[0]
		if floats {
			s.Out = &out[0]
		}
		if bytes {
			s.Bytes = &b[0]
		}
		return s, res, out, b
	}
	sums, _, got, gotBytes := make()
	run.finishBytes(&sums, rows)
	sums, res, want, wantBytes := make()
	before := append([]float32(nil), res...)
	finishBytesGo(&sums, rows)
	for i := range got {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) || gotBytes[i] != wantBytes[i] {
			t.Fatalf("%d rows: row %d column %d is %g and %d, want %g and %d", rows, i/stride, i%stride, got[i], gotBytes[i], want[i], wantBytes[i])
		}
	}
	v := max(float32(float32(float32(c[1])*scale[1])+bias[1])+before[1], sums.Floor)
	if floats && got[1] != v {
		t.Fatalf("a sum of %d is %g, want %g", c[1], got[1], v)
	}
	if b := math.RoundToEven(float64(min(max(v*1e-3, 0), 255))); bytes && gotBytes[1] != uint8(b) {
		t.Fatalf("a sum of %d is %d, want %g", c[1], gotBytes[1], b)
	}
}

func TestToUint8(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		rng := rand.New(rand.NewPCG(9, 10))
		src := random(rng, 96)
		copy(src[96-len(awkward):], awkward)
		for i := range 32 {
			src[i] *= 200
		}
		for _, n := range []int{0, 16, 32, 96} {
			for _, scale := range []float32{1, 1000, 1e-3} {
				got, want := allocate[uint8](n+8), make([]uint8, n+8)
				run.toUint8(&got[0], &src[0], n, scale)
				toUint8Go(&want[0], &src[0], n, scale)
				for i := range got {
					if got[i] != want[i] {
						t.Fatalf("%g·%g, number %d of %d, is %d, want %d", src[i], scale, i, n, got[i], want[i])
					}
				}
			}
		}
	})
}

// The Go code rounds as it says.
func TestToUint8Go(t *testing.T) {
	for _, tt := range []struct {
		in   float32
		want uint8
	}{
		{0.5, 0}, {1.5, 2}, {2.5, 2}, {0.50001, 1}, {-1, 0}, {-0.4, 0}, {254.4, 254}, {254.5, 254}, {254.6, 255}, {255, 255}, {1e9, 255},
		{float32(math.Inf(1)), 255}, {float32(math.Inf(-1)), 0}, {float32(math.NaN()), 255},
	} {
		var got uint8
		if toUint8Go(&got, &tt.in, 1, 1); got != tt.want {
			t.Errorf("%g is %d, want %d", tt.in, got, tt.want)
		}
	}
}

func FuzzConvolveBytes(f *testing.F) {
	f.Add(uint8(9), uint8(8), uint64(1))
	f.Fuzz(func(t *testing.T, rows, k uint8, seed uint64) {
		old := selected
		defer func() { selected = old }()
		for _, s := range supported() {
			selected = s
			testConvolveBytes(t, native, newBytes(rand.New(rand.NewPCG(seed, 1)), int(rows)%60+1, (1+int(k)%24)*ByteSteps), int(rows)%60+1)
		}
	})
}

func BenchmarkConvolveBytes(b *testing.B) {
	if !HasBytes() {
		b.Skip("NOT RUN: this machine has no products of bytes")
	}
	for _, s := range []struct{ rows, channels int }{{7, 64}, {8, 64}, {9, 32}, {9, 64}, {9, 96}, {19, 128}, {19, 256}} {
		b.Run(fmt.Sprintf("%dx%d", s.rows, s.channels), func(b *testing.B) {
			p := newBytes(rand.New(rand.NewPCG(1, 2)), s.rows, 3*s.channels)
			for b.Loop() {
				ConvolveBytes(&p.Bytes, s.rows)
			}
			b.ReportMetric(2*float64(s.rows*9*s.channels*Cols)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

func TestByteMultiplyAdds(t *testing.T) {
	eachFeature(t, func(t *testing.T, _ kernels) {
		if !HasBytes() {
			return
		}
		if one, ten := ByteMultiplyAdds(1), ByteMultiplyAdds(10); one < 12*32*2 || ten != 10*one {
			t.Errorf("a round is %d operations, ten are %d", one, ten)
		}
	})
}
