package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// bytesCase is lines of a board, with more between them than the zeros that there have to be.
type bytesCase struct {
	Bytes
	a                     []uint8
	b                     []int8
	scale, bias, res, out []float32
	bytes                 []uint8
}

// Ways to write results.
const (
	toBoth = iota
	toFloats
	toBytes
	inPlace // to both, and the floats take res's place
)

// newBytes makes one with all the numbers that there are, also where nothing is to be read.
func newBytes(rng *rand.Rand, cells, lines, channels, to int) *bytesCase {
	lineRows, stride := cells+2, Cols+5
	rows := lines * lineRows
	p := &bytesCase{
		a: allocate[uint8]((rows + 2*lineRows + RowSlack) * channels), b: allocate[int8](9 * channels * Cols), scale: random(rng, Cols), bias: random(rng, Cols),
		res: random(rng, rows*stride), out: guarded(rows * stride), bytes: allocate[uint8](rows * stride),
	}
	for i := range p.a {
		if x := i / channels % lineRows; 1 <= x && x <= cells {
			p.a[i] = uint8(rng.Uint32())
		}
	}
	for i := range p.b {
		p.b[i] = int8(rng.IntN(255) - 127)
	}
	floor := []float32{0, 0.1}[cells%2]
	if to == toFloats {
		floor = -math.MaxFloat32
	}
	for j := range p.scale {
		p.scale[j] *= 1e-4
		if to == toBytes {
			p.scale[j], p.bias[j] = 20*p.scale[j], 20*p.bias[j]
		}
	}
	p.scale[6], p.bias[6] = 1e-42, -1e-44
	p.scale[3], p.bias[4], p.res[5] = float32(math.Inf(1)), float32(math.NaN()), float32(math.Inf(-1))
	p.Bytes = Bytes{
		A: &p.a[0], RowStride: channels, LineRows: lineRows, B: &p.b[0], Scale: &p.scale[0], Bias: &p.bias[0], Res: &p.res[0], ResStride: stride,
		Out: &p.out[0], Bytes: &p.bytes[0], Stride: stride, Floor: floor, PerStep: []float32{20, 0}[cells%3/2],
		Top: rng.IntN(2) == 1, Bottom: rng.IntN(2) == 1,
	}
	switch to {
	case toFloats:
		p.Bytes.Bytes = nil
	case toBytes:
		p.Bytes.Out, p.Res = nil, nil
	case inPlace:
		p.Res, p.res = p.Out, p.out
		for i := range p.res {
			p.res[i] = float32(rng.NormFloat64())
		}
	}
	return p
}

// Whatever computes a product, its numbers are the same, bit for bit, and nothing else is written.
func TestConvolveBytes(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		rng := rand.New(rand.NewPCG(1, 2))
		for cells := 1; cells <= 27; cells++ {
			for _, channels := range []int{16, 32} {
				for to := toBoth; to <= inPlace; to++ {
					lines := 1 + (cells+to)%3
					testConvolveBytes(t, run, newBytes(rng, cells, lines, channels, to), cells, lines)
				}
			}
		}
	})
}

func testConvolveBytes(t *testing.T, run kernels, p *bytesCase, cells, lines int) {
	t.Helper()
	q, want, wantBytes := p.Bytes, slices.Clone(p.out), slices.Clone(p.bytes)
	if q.Out != nil && q.Res == q.Out {
		q.Res = &want[0]
	}
	if q.Out != nil {
		q.Out = &want[0]
	}
	if q.Bytes != nil {
		q.Bytes = &wantBytes[0]
	}
	convolveBytesGo(&q, cells, lines)
	run.convolveBytes(&p.Bytes, cells, lines)
	for i, got := range p.out {
		if math.Float32bits(got) != math.Float32bits(want[i]) && (got == got || want[i] == want[i]) || p.bytes[i] != wantBytes[i] {
			t.Fatalf("%d lines of %d cells, %d channels: row %d column %d is %g and %d, want %g and %d", lines, cells, p.RowStride, i/p.Stride, i%p.Stride, got, p.bytes[i], want[i], wantBytes[i])
		}
	}
}

// Nothing saturates: four products of the largest numbers are more than 16 bits hold, and those of the most channels that there are just
// fit in 32.
func TestConvolveBytesFits(t *testing.T) {
	const cells, channels = 3, 4096
	eachFeature(t, func(t *testing.T, run kernels) {
		p := newBytes(rand.New(rand.NewPCG(3, 4)), cells, 1, channels, toFloats)
		for i := range p.a {
			p.a[i] = 255
		}
		for i := range p.b {
			p.b[i] = []int8{127, -127}[i/4%2]
		}
		for j := range p.scale {
			p.scale[j], p.bias[j] = 1, 0
		}
		clear(p.res)
		p.Floor, p.Top, p.Bottom = -math.MaxFloat32, false, false
		run.convolveBytes(&p.Bytes, cells, 1)
		for j := range Cols {
			want := float32(9 * channels * 255 * 127)
			if j%2 == 1 {
				want = -want
			}
			if got := p.out[p.Stride+j]; got != want { // of the cell with all neighbours
				t.Fatalf("column %d is %g, want %g", j, got, want)
			}
		}
	})
}

// The Go code is right.
func TestConvolveBytesGo(t *testing.T) {
	const cells, lines, k = 7, 3, 96
	for to := toBoth; to <= toBytes; to++ {
		p := newBytes(rand.New(rand.NewPCG(5, 6)), cells, lines, k/3, to)
		p.Top, p.Bottom = to == toFloats, to == toBytes
		convolveBytesGo(&p.Bytes, cells, lines)
		for n := range cells * lines * Cols {
			i, j := n/Cols/cells*p.LineRows+n/Cols%cells, n%Cols
			if j >= 3 && j <= 5 {
				continue // not finite
			}
			sum := 0
			for q := range 3 * k {
				l, line := q/k, n/Cols/cells+q/k
				if !(p.Top && line == 0 || p.Bottom && line == lines+1) {
					sum += int(p.a[(i+l*p.LineRows)*p.RowStride+q%k]) * int(p.b[(q/4*Cols+j)*4+q%4])
				}
			}
			want, perStep := float64(sum)*float64(p.scale[j])+float64(p.bias[j]), 1.0
			if to != toBytes {
				want, perStep = want+float64(p.res[i*p.ResStride+j]), 20
				want = max(want, float64(p.Floor))
				if got := float64(p.out[i*p.Stride+j]); math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
					t.Fatalf("row %d column %d is %g, want %g", i, j, got, want)
				}
			}
			if whole := min(max(want*perStep, float64(p.Floor)), 255); to != toFloats && math.Abs(float64(p.bytes[i*p.Stride+j])-whole) > 0.5001 {
				t.Fatalf("row %d column %d is %d, want %g", i, j, p.bytes[i*p.Stride+j], whole)
			}
		}
	}
}

// A sum that float64 rounds too, and whose product float32 alone would.
func TestFused(t *testing.T) {
	for _, tt := range []struct{ x, y, z, want float32 }{
		{3, 4, 5, 17},
		{1 + 0x1p-12, 1 + 0x1p-12, -1, 0x1p-11 + 0x1p-24},
		{1 + 0x1p-23, 1, 0x1p-24, 1 + 0x1p-22},
		{0x1p-40, 0x1p-40, 1 + 0x1p-23, 1 + 0x1p-23},
		{0x1p-12, 0x1p-12, 1, 1},
		{0x1p-12, 0x1p-12 + 0x1p-35, 1, 1 + 0x1p-23}, // just more than half a step, of which float64 knows nothing
		{0x1p-100, 0x1p-45, 0, 0x1p-145},
		{math.MaxFloat32, 2, -math.MaxFloat32, math.MaxFloat32},
		{math.MaxFloat32, 2, 0, float32(math.Inf(1))},
	} {
		if got := fused(tt.x, tt.y, tt.z); got != tt.want {
			t.Errorf("%g·%g + %g is %b, want %b", tt.x, tt.y, tt.z, got, tt.want)
		}
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
			cells, lines := int(rows)%63+1, int(rows)%3+1
			testConvolveBytes(t, native, newBytes(rand.New(rand.NewPCG(seed, 1)), cells, lines, (1+int(k)%8)*ByteSteps, int(seed%4)), cells, lines)
		}
	})
}

func BenchmarkConvolveBytes(b *testing.B) {
	if !HasBytes() {
		b.Skip("NOT RUN: this machine has no products of bytes")
	}
	for _, s := range []struct{ size, channels int }{{7, 64}, {8, 64}, {9, 32}, {9, 64}, {9, 96}, {19, 128}, {19, 256}} {
		b.Run(fmt.Sprintf("%dx%d", s.size, s.channels), func(b *testing.B) {
			p := newBytes(rand.New(rand.NewPCG(1, 2)), s.size, s.size, s.channels, toBytes)
			p.Top, p.Bottom = true, true
			for b.Loop() {
				ConvolveBytes(&p.Bytes, s.size, s.size)
			}
			b.ReportMetric(2*float64(s.size*s.size*9*s.channels*Cols)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
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
