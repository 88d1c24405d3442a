package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"
)

// kernels are what a test calls: the package's own, or its assembly on an emulated CPU.
type kernels struct {
	multiply                func(p *Product, rows int)
	scatter, gather, spread func(t *Transform, m int)
	combine, sums           func(r *Rows)
	multiplyPairs           func(p *Pairs, rows int, kind Kind)
	toInt16                 func(dst *uint16, src *float32, n int, scale float32)
	toBFloat16              func(dst *uint16, src *float32, n int)
	convolveBytes           func(p *Bytes, cells, lines int)
	toUint8                 func(dst *uint8, src *float32, n int, scale float32)
}

var native = kernels{Multiply, Scatter, Gather, Spread, Combine, Sums, MultiplyPairs, ToInt16, ToBFloat16, ConvolveBytes, ToUint8}

// memory is what kernels may touch, and allocations, where it is set, all of it: an emulator has to know where the memory ends
// that a pointer points to.
type memory struct {
	start unsafe.Pointer
	size  uintptr
}

var allocations *[]memory

func allocate[T any](n int) []T {
	if allocations == nil {
		return make([]T, n)
	}
	x := make([]T, n, n+Cols) // nothing follows at once
	if n > 0 {
		*allocations = append(*allocations, memory{unsafe.Pointer(&x[0]), uintptr(n) * unsafe.Sizeof(x[0])})
	}
	return x
}

// eachFeature runs a test with each kind of instructions that this machine has, and emulated with those that it may lack.
func eachFeature(t *testing.T, f func(t *testing.T, run kernels)) {
	old := selected
	defer func() { selected = old }()
	for _, s := range supported() {
		selected = s
		t.Run(string(s), func(t *testing.T) { f(t, native) })
	}
	eachEmulated(t, f)
}

// guard stands where a kernel has nothing to write.
const guard = float32(-123456)

func random(rng *rand.Rand, n int) []float32 {
	x := allocate[float32](n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

func guarded(n int) []float32 {
	x := allocate[float32](n)
	for i := range x {
		x[i] = guard
	}
	return x
}

func near(got, want float32, scale float64) bool {
	return math.Abs(float64(got)-float64(want)) <= 2e-6*scale
}

// Every number of rows and many depths, with strides that are not the shapes, from row-major and column-major
// left matrices.
func TestMultiply(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		rng := rand.New(rand.NewPCG(1, 2))
		for rows := 1; rows <= 40; rows++ {
			for _, k := range []int{0, 1, 2, 3, 4, 6, 7, 17, 64, 129} {
				for _, transposed := range []bool{false, true} {
					for add := range 2 {
						testMultiply(t, run, rng, rows, k, transposed, add)
					}
				}
			}
		}
	})
}

func testMultiply(t *testing.T, run kernels, rng *rand.Rand, rows, k int, transposed bool, add int) {
	t.Helper()
	up := rows + RowSlack
	bStride, cStride := Cols+16, Cols+5
	a, b := random(rng, up*(k+3)+1), random(rng, (k+1)*bStride)
	c := guarded(up*cStride + Cols)
	if add == 1 {
		copy(c, random(rng, len(c)))
	}
	before := append([]float32(nil), c...)
	p := Product{A: &a[0], RowStride: k + 3, KStride: 1, K: k, B: &b[0], BStride: bStride, C: &c[0], CStride: cStride, Add: add}
	if transposed {
		p.RowStride, p.KStride = 1, up
	}
	run.multiply(&p, rows)
	for i := range rows {
		for j := range cStride {
			at := i*cStride + j
			if j >= Cols {
				if c[at] != before[at] {
					t.Fatalf("%d rows, k %d: column %d of row %d is written", rows, k, j, i)
				}
				continue
			}
			want := float64(add) * float64(before[at])
			for q := range k {
				want += float64(a[i*p.RowStride+q*p.KStride]) * float64(b[q*bStride+j])
			}
			if !near(c[at], float32(want), float64(k+1)) {
				t.Fatalf("%d rows, k %d, transposed %v, add %d: row %d column %d is %g, want %g", rows, k, transposed, add, i, j, c[at], want)
			}
		}
	}
	for at := (rows+RowSlack)*cStride - (cStride - Cols); at < len(c); at++ {
		if c[at] != before[at] {
			t.Fatalf("%d rows: written beyond the slack", rows)
		}
	}
}

// matrices of F(m·m, 3x3), in float64, from the points by the theory: bt [n, n], at [m, n], g [n, 3].
func matrices(m int) (bt, at, g [][]float64) {
	n := m + 2
	unit := func(k transform, in, out int) [][]float64 {
		rows := make([][]float64, out)
		for i := range rows {
			rows[i] = make([]float64, in)
		}
		for j := range in {
			x := make([]float32, mostPoints)
			x[j] = 1
			k.line(m, x, 1)
			for i := range out {
				rows[i][j] = float64(x[i])
			}
		}
		return rows
	}
	return unit(scatter, n, n), unit(gather, n, m), Filter(m)
}

// Results by way of the points are those of the convolution: Aᵀ·((G·g·Gᵀ) ∘ (Bᵀ·d·B))·A.
func TestFiltersConvolve(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, m := range []int{3, 4} {
		n := m + 2
		bt, at, g := matrices(m)
		d, w := random(rng, n*n), random(rng, 9)
		both := func(l [][]float64, x func(i, j int) float64, k int) [][]float64 {
			out := make([][]float64, len(l))
			for a := range l {
				out[a] = make([]float64, len(l))
				for b := range l {
					for i := range k {
						for j := range k {
							out[a][b] += l[a][i] * x(i, j) * l[b][j]
						}
					}
				}
			}
			return out
		}
		v := both(bt, func(i, j int) float64 { return float64(d[i*n+j]) }, n)
		u := both(g, func(i, j int) float64 { return float64(w[i*3+j]) }, 3)
		y := both(at, func(i, j int) float64 { return u[i][j] * v[i][j] }, n)
		for i := range m {
			for j := range m {
				want := 0.0
				for ky := range 3 {
					for kx := range 3 {
						want += float64(d[(i+ky)*n+j+kx]) * float64(w[ky*3+kx])
					}
				}
				if math.Abs(y[i][j]-want) > 1e-5 {
					t.Errorf("F(%d): result %d, %d is %g, want %g", m, i, j, y[i][j], want)
				}
			}
		}
	}
}

// The transforms agree with their matrices, row by row, channel by channel, and write nothing else.
func TestTransforms(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		for _, m := range []int{3, 4} {
			for _, channels := range []int{16, 32, 48} {
				for _, tiles := range []int{1, 2, 5} {
					t.Run(fmt.Sprint(m, channels, tiles), func(t *testing.T) { testTransforms(t, run, m, channels, tiles) })
				}
			}
		}
	})
}

func testTransforms(t *testing.T, run kernels, m, channels, tiles int) {
	rng := rand.New(rand.NewPCG(5, 6))
	bt, at, _ := matrices(m)
	n := m + 2
	stride, line, first := channels+16, 13, 7
	rowsN := 200
	rows := random(rng, rowsN*stride)
	tileStride := channels + 16
	step := tileStride * tiles
	tr := Transform{
		Rows: &rows[first*stride], Line: line * stride, Stride: stride, Tiles: tiles, Channels: channels,
		TileStride: tileStride, PointStep: step,
	}
	// Scatter
	points := guarded(n*n*step + 16)
	corners := allocate[int32](tiles)
	for i := range corners {
		corners[i] = int32(rng.IntN(40) - first)
	}
	tr.Index, tr.Points = &corners[0], &points[0]
	run.scatter(&tr, m)
	for tile := range tiles {
		for c := range tileStride {
			for i := range n * n {
				got := points[i*step+tile*tileStride+c]
				if c >= channels {
					if got != guard {
						t.Fatal("Scatter writes beyond the channels")
					}
					continue
				}
				want := 0.0
				for y := range n {
					for x := range n {
						want += bt[i/n][y] * bt[i%n][x] * float64(rows[(first+int(corners[tile])+y*line+x)*stride+c])
					}
				}
				if !near(got, float32(want), 30) {
					t.Fatalf("Scatter: tile %d channel %d point %d is %g, want %g", tile, c, i, got, want)
				}
			}
		}
	}
	// Gather
	points = random(rng, n*n*step+16)
	out := guarded(rowsN * stride)
	bias, res := random(rng, channels), random(rng, rowsN*channels)
	index := allocate[int32](tiles * m * m)
	for i, r := range rng.Perm(rowsN - first)[:len(index)] {
		index[i] = int32(r)
	}
	tr.Rows, tr.Index, tr.Points = &out[first*stride], &index[0], &points[0]
	tr.Bias, tr.Res, tr.ResStride = &bias[0], &res[first*channels], channels
	for _, floor := range []float32{float32(math.Inf(-1)), 0} {
		tr.Floor = floor
		run.gather(&tr, m)
		written := map[int]bool{}
		for tile := range tiles {
			for i := range m * m {
				r := first + int(index[tile*m*m+i])
				for c := range channels {
					want := float64(bias[c]) + float64(res[r*channels+c])
					for y := range n {
						for x := range n {
							want += at[i/m][y] * at[i%m][x] * float64(points[(y*n+x)*step+tile*tileStride+c])
						}
					}
					want = max(want, float64(floor))
					if got := out[r*stride+c]; !near(got, float32(want), 100) {
						t.Fatalf("Gather: tile %d channel %d row %d is %g, want %g", tile, c, i, got, want)
					}
					written[r*stride+c] = true
				}
			}
		}
		for i, v := range out {
			if v != guard && !written[i] {
				t.Fatal("Gather writes where it should not")
			}
		}
	}
	// Spread
	from := random(rng, rowsN*stride)
	points = guarded(n*n*step + 16)
	tr.Rows, tr.Points = &from[first*stride], &points[0]
	run.spread(&tr, m)
	for tile := range tiles {
		for c := range tileStride {
			for i := range n * n {
				got := points[i*step+tile*tileStride+c]
				if c >= channels {
					if got != guard {
						t.Fatal("Spread writes beyond the channels")
					}
					continue
				}
				want := 0.0
				for y := range m {
					for x := range m {
						want += at[y][i/n] * at[x][i%n] * float64(from[(first+int(index[tile*m*m+y*m+x]))*stride+c])
					}
				}
				if !near(got, float32(want), 100) {
					t.Fatalf("Spread: tile %d channel %d point %d is %g, want %g", tile, c, i, got, want)
				}
			}
		}
	}
}

// NaN passes Gather's floor, so that a broken network shows.
func TestNaNPasses(t *testing.T) {
	eachFeature(t, testNaNPasses)
}

func testNaNPasses(t *testing.T, run kernels) {
	for _, m := range []int{3, 4} {
		n := m + 2
		points, rows := allocate[float32](n*n*16), allocate[float32](m*m*16)
		points[5] = float32(math.NaN())
		zeros := allocate[float32](16)
		index := allocate[int32](m * m)
		for i := range index {
			index[i] = int32(i)
		}
		run.gather(&Transform{Rows: &rows[0], Stride: 16, Index: &index[0], Tiles: 1, Channels: 16, Points: &points[0],
			TileStride: 16, PointStep: 16, Bias: &zeros[0], Res: &zeros[0], ResStride: 0}, m)
		if !math.IsNaN(float64(rows[5])) || rows[4] != 0 {
			t.Errorf("F(%d): %g and %g, want NaN and 0", m, rows[5], rows[4])
		}
	}
}

// Boards of some shapes within wider rows; what is between them stays as it is.
func TestRows(t *testing.T) {
	eachFeature(t, func(t *testing.T, run kernels) {
		rng := rand.New(rand.NewPCG(7, 8))
		for _, lines := range []int{1, 3} {
			for _, cells := range []int{1, 5} {
				for _, channels := range []int{32, 96} {
					testRows(t, run, rng, lines, cells, channels)
				}
			}
		}
	})
}

func testRows(t *testing.T, run kernels, rng *rand.Rand, lines, cells, channels int) {
	t.Helper()
	stride := channels + 16
	line := (cells + 1) * stride
	n := lines*line + stride
	x, y, out := random(rng, n), random(rng, n), guarded(n)
	a, b, c := random(rng, channels), random(rng, channels), random(rng, channels)
	r := Rows{Out: &out[0], X: &x[0], Y: &y[0], Line: line, Stride: stride, Lines: lines, Cells: cells, Channels: channels,
		A: &a[0], B: &b[0], C: &c[0], Floor: -0.5}
	inside := func(i int) (channel int, ok bool) {
		return i % stride, i%stride < channels && i/line < lines && i%line/stride < cells
	}
	run.combine(&r)
	for i, got := range out {
		ch, ok := inside(i)
		want := guard
		if ok {
			want = max(a[ch]*x[i]+b[ch]*y[i]+c[ch], -0.5)
		}
		if !near(got, want, 10) {
			t.Fatalf("Combine %dx%dx%d: %d is %g, want %g", lines, cells, channels, i, got, want)
		}
	}
	for i := range out {
		if rng.IntN(2) == 0 {
			out[i] = 0
		}
	}
	before := append([]float32(nil), x...)
	wantA, wantB := make([]float64, channels), make([]float64, channels)
	for i := range x {
		if ch, ok := inside(i); ok && out[i] != 0 {
			wantA[ch] += float64(x[i])
			wantB[ch] += float64(x[i]) * float64(y[i]-c[ch])
		}
	}
	run.sums(&r)
	for i := range x {
		want := before[i]
		if _, ok := inside(i); ok && out[i] == 0 {
			want = 0
		}
		if x[i] != want {
			t.Fatalf("Sums leaves %g at %d, want %g", x[i], i, want)
		}
	}
	for ch := range channels {
		if !near(a[ch], float32(wantA[ch]), 50) || !near(b[ch], float32(wantB[ch]), 50) {
			t.Fatalf("Sums of channel %d: %g and %g, want %g and %g", ch, a[ch], b[ch], wantA[ch], wantB[ch])
		}
	}
}

func BenchmarkMultiply(b *testing.B) {
	for _, s := range []struct{ rows, k int }{{9, 64}, {18, 64}, {36, 64}, {25, 128}, {36, 32}, {26, 128}} {
		b.Run(fmt.Sprintf("%dx%d", s.rows, s.k), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			a, w, c := random(rng, 50*s.k), random(rng, s.k*Cols), make([]float32, 60*Cols)
			p := Product{A: &a[0], RowStride: s.k, KStride: 1, K: s.k, B: &w[0], BStride: Cols, C: &c[0], CStride: Cols}
			for b.Loop() {
				Multiply(&p, s.rows)
			}
			b.ReportMetric(2*float64(s.rows*s.k*Cols)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
		})
	}
}

func FuzzMultiply(f *testing.F) {
	f.Add(uint8(9), uint8(64), false, false)
	f.Add(uint8(13), uint8(1), true, true)
	f.Fuzz(func(t *testing.T, rows, k uint8, transposed, add bool) {
		old := selected
		defer func() { selected = old }()
		for _, s := range supported() {
			selected = s
			more := 0
			if add {
				more = 1
			}
			testMultiply(t, native, rand.New(rand.NewPCG(uint64(rows), uint64(k))), int(rows)+1, int(k), transposed, more)
		}
	})
}

func FuzzTransforms(f *testing.F) {
	f.Add(false, uint8(1), uint8(9))
	f.Add(true, uint8(4), uint8(2))
	f.Fuzz(func(t *testing.T, large bool, vectors, tiles uint8) {
		old := selected
		defer func() { selected = old }()
		m := 3
		if large {
			m = 4
		}
		for _, s := range supported() {
			selected = s
			testTransforms(t, native, m, Lanes*(1+int(vectors)%9), 1+int(tiles)%12)
		}
	})
}

func FuzzRows(f *testing.F) {
	f.Add(uint8(9), uint8(9), uint8(2))
	f.Fuzz(func(t *testing.T, lines, cells, panels uint8) {
		old := selected
		defer func() { selected = old }()
		for _, s := range supported() {
			selected = s
			testRows(t, native, rand.New(rand.NewPCG(uint64(lines), uint64(cells))), 1+int(lines)%25, 1+int(cells)%25, Cols*(1+int(panels)%4))
		}
	})
}
