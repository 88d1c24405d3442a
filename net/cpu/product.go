package cpu

import "tengen/net/cpu/internal/tile"

// factor is the left matrix of a product: element (i, t·k+p) is data[i·rowStride + p·kStride + taps[t]],
// counted from base. Taps may be negative.
type factor struct {
	data               []float32
	base               int
	rowStride, kStride int
	taps               []int
	k                  int
}

// oneTap is the offset of a product that is no convolution.
var oneTap = []int{0}

// panels is the right matrix, in panels of tile.Cols columns: element (q, j) is
// data[j/Cols·panelStride + q·rowStride + j%Cols].
type panels struct {
	data                   []float32
	panelStride, rowStride int
}

// ending is what is done to a product beside it.
type ending struct {
	bias []float32 // [n] added to every row; nil: none
	res  []float32 // [m, n] added, laid out as the result; nil: none
	relu bool
}

// multiply computes c = a·b for m rows and n columns, and writes whole tiles: c has room for both rounded up.
func multiply(c []float32, cStride int, a factor, b panels, m, n int, e ending) {
	t := tile.Tile{
		RowStride: a.rowStride, KStride: a.kStride, Offsets: &a.taps[0], Taps: len(a.taps), K: a.k,
		BStride: b.rowStride, CStride: cStride,
	}
	if e.relu {
		t.ReLU = 1
	}
	for i := 0; i < m; i += tile.Rows {
		t.A = &a.data[a.base+i*a.rowStride]
		for j := 0; j < n; j += tile.Cols {
			t.B = &b.data[j/tile.Cols*b.panelStride]
			at := i*cStride + j
			_ = c[at+(tile.Rows-1)*cStride+tile.Cols-1]
			t.C = &c[at]
			if e.bias != nil {
				t.Bias = &e.bias[j]
			}
			if e.res != nil {
				t.Res = &e.res[at]
			}
			tile.Run(&t)
		}
	}
}

// newPanels returns room for a right matrix [k, n].
func newPanels(k, n int) panels {
	return panels{data: make([]float32, k*tile.Up(n, tile.Cols)), panelStride: k * tile.Cols, rowStride: tile.Cols}
}

// column returns the panel and the column within it of column j.
func (p panels) column(j int) []float32 { return p.data[j/tile.Cols*p.panelStride+j%tile.Cols:] }

// pack stores w [k, n] at columns from col on; scale, if not nil, multiplies the columns.
func (p panels) pack(w []float32, k, n, col int, scale []float32) {
	for j := range n {
		s := float32(1)
		if scale != nil {
			s = scale[j]
		}
		to := p.column(col + j)
		for q := range k {
			to[q*p.rowStride] = w[q*n+j] * s
		}
	}
}

// packTransposed stores the transpose of w [n, k] as [k, n].
func (p panels) packTransposed(w []float32, k, n int) {
	for j := range n {
		to := p.column(j)
		for q, v := range w[j*k:][:k] {
			to[q*p.rowStride] = v
		}
	}
}
