package kernel

import "unsafe"

// Winograd's minimal filtering (Winograd 1980; Lavin and Gray 2016, arXiv:1509.09308) computes a tile of M·M
// results of a 3x3 convolution from a tile of (M+2)·(M+2) inputs with a product for each of its points, once
// both have been transformed:
//
//	V = Bᵀ·d·B      U = G·g·Gᵀ      result = Aᵀ·(U ∘ V)·A
//
// F(3x3, 3x3) has the points 0, 1, −1, 2, ∞; F(4x4, 3x3) has 0, ±1/√2, ±√2, ∞, which round less than whole
// numbers.

// Transform takes tiles of some boards, for all their channels, from rows to points or back. A row is a cell's
// channels; a tile's points are M+2 lines of M+2 points.
//
// Scatter (Bᵀ·d·B) reads (M+2)·(M+2) rows, that of Index[tile] and those right of and below it. Gather
// (Aᵀ·m·A) and Spread (A·d·Aᵀ, its transpose) meet M·M rows, those of Index[tile·M·M:]. Where Gather has
// nothing to write for a tile's row, Index names one that nobody reads; where Spread has nothing to read, one
// of zeros.
//
// Strides count float32 numbers. The layout is known to the assembly.
type Transform struct {
	Rows       *float32 // row 0
	Line       int      // from a board's line to the next
	Stride     int      // from row to row
	Index      *int32
	Tiles      int
	Channels   int      // a multiple of Lanes
	Points     *float32 // point 0 of tile 0
	TileStride int      // from tile to tile
	PointStep  int      // from point to point

	// Gather alone: rows[r] = max(result + Bias + Res[r·ResStride], Floor).
	Bias      *float32 // [Channels]
	Res       *float32
	ResStride int
	Floor     float32
}

// Lanes is the number of channels that a transform takes together at least.
const Lanes = 16

// Most of a tile's points, and of its rows.
const mostPoints = 36

// row returns the channels from c on of row r.
func (t *Transform) row(r, c int) *[Lanes]float32 {
	return (*[Lanes]float32)(unsafe.Pointer(at(t.Rows, r*t.Stride+c)))
}

func (t *Transform) index(i int) int {
	return int(*(*int32)(unsafe.Add(unsafe.Pointer(t.Index), 4*i)))
}

func (t *Transform) point(tile, i, c int) *[Lanes]float32 {
	return (*[Lanes]float32)(unsafe.Pointer(at(t.Points, tile*t.TileStride+i*t.PointStep+c)))
}

// each calls f for each tile and Lanes channels of it.
func (t *Transform) each(f func(tile, c int)) {
	for tile := range t.Tiles {
		for c := 0; c < t.Channels; c += Lanes {
			f(tile, c)
		}
	}
}

// The transforms in one dimension. They work on x[0], x[step], x[2·step] and so on.

func scatter3(x []float32, step int) {
	d0, d1, d2, d3, d4 := x[0], x[step], x[2*step], x[3*step], x[4*step]
	a, b := d1-d3, d3-d2
	x[0], x[step], x[2*step], x[3*step], x[4*step] = 2*(d0-d2)-a, b-2*d1, 2*(d1-d2)+b, a, 2*a+(d4-d2)
}

func gather3(x []float32, step int) {
	m0, m1, m2, m3, m4 := x[0], x[step], x[2*step], x[3*step], x[4*step]
	p, q := m1+m2, m1-m2
	x[0], x[step], x[2*step] = m0+p+m3, q+2*m3, p+4*m3+m4
}

func spread3(x []float32, step int) {
	d0, d1, d2 := x[0], x[step], x[2*step]
	s := d0 + d2
	x[step], x[2*step], x[3*step], x[4*step] = s+d1, s-d1, d0+2*d1+4*d2, d2
}

// root2 is √2.
const root2 = 1.41421356237309504880168872420969807856967187537694

func scatter4(x []float32, step int) {
	i0, i1, i2, i3, i4, i5 := x[0], x[step], x[2*step], x[3*step], x[4*step], x[5*step]
	a, b := root2/2*i3-root2*i1, i4-2*i2
	c, e := root2*i3-root2/2*i1, i4-i2/2
	x[0], x[step], x[2*step] = i0+i4-2.5*i2, b+a, b-a
	x[3*step], x[4*step], x[5*step] = e+c, e-c, i1+i5-2.5*i3
}

func gather4(x []float32, step int) {
	m0, m1, m2, m3, m4, m5 := x[0], x[step], x[2*step], x[3*step], x[4*step], x[5*step]
	p, q, r, t := m1+m2, m1-m2, m3+m4, m3-m4
	x[0], x[step] = m0+p+r, root2/2*q+root2*t
	x[2*step], x[3*step] = p/2+2*r, root2/4*q+2*root2*t+m5
}

func spread4(x []float32, step int) {
	d0, d1, d2, d3 := x[0], x[step], x[2*step], x[3*step]
	a, b := d0+d2/2, root2/2*d1+root2/4*d3
	c, e := d0+2*d2, root2*d1+2*root2*d3
	x[step], x[2*step], x[3*step], x[4*step], x[5*step] = a+b, a-b, c+e, c-e, d3
}

// transform is one of the three.
type transform int

const (
	scatter transform = iota
	gather
	spread
)

// line is the transform in one dimension.
func (k transform) line(m int, x []float32, step int) {
	switch {
	case k == scatter && m == 3:
		scatter3(x, step)
	case k == scatter:
		scatter4(x, step)
	case k == gather && m == 3:
		gather3(x, step)
	case k == gather:
		gather4(x, step)
	case m == 3:
		spread3(x, step)
	default:
		spread4(x, step)
	}
}

// square transforms a tile x in both dimensions: lines columns of in numbers, then as many lines as come out.
// A line is m+2 numbers apart.
func (k transform) square(x *[mostPoints]float32, m int) {
	n := m + 2
	in, out := n, n
	switch k {
	case gather:
		out = m
	case spread:
		in = m
	}
	for j := range in {
		k.line(m, x[j:], n)
	}
	for i := range out {
		k.line(m, x[i*n:], 1)
	}
}

// InputFactor returns Bᵀ[i][j] of F(m·m, 3x3).
func InputFactor(m, i, j int) float64 {
	var x [mostPoints]float32
	x[j] = 1
	scatter.line(m, x[:], 1)
	return float64(x[i])
}

// scatterGo, gatherGo and spreadGo say what the assembly does.
func scatterGo(t *Transform, m int) {
	n := m + 2
	t.each(func(tile, c int) {
		base := t.index(tile)
		for lane := range Lanes {
			var x [mostPoints]float32
			for y := range n {
				for i := range n {
					x[y*n+i] = *at(t.Rows, base*t.Stride+y*t.Line+i*t.Stride+c+lane)
				}
			}
			scatter.square(&x, m)
			for i := range n * n {
				t.point(tile, i, c)[lane] = x[i]
			}
		}
	})
}

func gatherGo(t *Transform, m int) {
	n := m + 2
	bias := unsafe.Slice(t.Bias, t.Channels)
	t.each(func(tile, c int) {
		for lane := range Lanes {
			var x [mostPoints]float32
			for i := range n * n {
				x[i] = t.point(tile, i, c)[lane]
			}
			gather.square(&x, m)
			for i := range m * m {
				r := t.index(tile*m*m + i)
				v := x[i/m*n+i%m] + bias[c+lane] + *at(t.Res, r*t.ResStride+c+lane)
				if v < t.Floor { // NaN passes, so that a broken network shows
					v = t.Floor
				}
				t.row(r, c)[lane] = v
			}
		}
	})
}

func spreadGo(t *Transform, m int) {
	n := m + 2
	t.each(func(tile, c int) {
		for lane := range Lanes {
			var x [mostPoints]float32
			for i := range m * m {
				x[i/m*n+i%m] = t.row(t.index(tile*m*m+i), c)[lane]
			}
			spread.square(&x, m)
			for i := range n * n {
				t.point(tile, i, c)[lane] = x[i]
			}
		}
	})
}

// Filter returns G [m+2, 3] of F(m·m, 3x3), which takes a line of weights to its points. In F(3x3) the
// line of the point 2, here and in scatter3, has its sign turned.
func Filter(m int) [][]float64 {
	if m == 3 {
		return [][]float64{{1. / 2, 0, 0}, {-1. / 2, -1. / 2, -1. / 2}, {-1. / 6, 1. / 6, -1. / 6}, {-1. / 6, -1. / 3, -2. / 3}, {0, 0, 1}}
	}
	return [][]float64{
		{1, 0, 0}, {-2. / 3, -root2 / 3, -1. / 3}, {-2. / 3, root2 / 3, -1. / 3},
		{1. / 6, root2 / 6, 1. / 3}, {1. / 6, -root2 / 6, 1. / 3}, {0, 0, 1},
	}
}
