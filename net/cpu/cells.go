package cpu

import "tengen/net/cpu/internal/tile"

// multiplyCells computes c = a·b for the rows numbered in cells and n columns. It leaves other rows of c alone,
// but for those that fill up the last tile: cells goes on for whole tiles beyond the first m that matter.
func multiplyCells(c []float32, cStride int, a factor, b panels, cells []int32, m, n int, e ending) {
	t := tile.Tile{
		A: &a.data[a.base], RowStride: a.rowStride, KStride: 1, Offsets: &a.taps[0], Taps: len(a.taps), K: a.k,
		BStride: b.rowStride, CStride: cStride,
	}
	if e.relu {
		t.ReLU = 1
	}
	for i := 0; i < m; i += tile.ScatteredRows {
		index := cells[i : i+tile.ScatteredRows]
		t.Index = &index[0]
		_ = c[int(index[len(index)-1]+1)*cStride-1] // cells ascend
		for j := 0; j < n; j += tile.Cols {
			t.B = &b.data[j/tile.Cols*b.panelStride]
			t.C = &c[j]
			if e.bias != nil {
				t.Bias = &e.bias[j]
			}
			if e.res != nil {
				t.Res = &e.res[j]
			}
			tile.RunScattered(&t)
		}
	}
}

// cellsTogether is how many cells are summed over before the next columns' turn: the rows of 64 channels of
// two matrices take half of a second-level cache of 1 MiB.
const cellsTogether = 1024

// correlate computes, for each tap of a, c [m, n] = aᵀ·b as a sum over the rows numbered in cells of a, shifted
// by the tap, and of b. The taps' results are tapStride numbers apart, with room for whole tiles.
func correlate(c []float32, tapStride, cStride int, a factor, b rows, cells []int32, m, n int) {
	t := tile.Tile{KStride: a.kStride, BStride: b.stride, CStride: cStride}
	for from := 0; from < len(cells); from += cellsTogether {
		part := cells[from:min(from+cellsTogether, len(cells))]
		t.Index, t.K = &part[0], len(part)
		for tap := range a.taps {
			t.Offsets = &a.taps[tap]
			for i := 0; i < m; i += tile.GatheredRows {
				t.A = &a.data[a.base+i]
				correlateColumns(&t, c[tap*tapStride+i*cStride:], b, n, from > 0)
			}
		}
	}
}

// correlateColumns computes, or adds to, the rows of c that belong to one tile's columns of a.
func correlateColumns(t *tile.Tile, c []float32, b rows, n int, add bool) {
	right := b.at(0)
	for j := 0; j < n; j += tile.Cols {
		_ = c[j+(tile.GatheredRows-1)*t.CStride+tile.Cols-1]
		t.B, t.C, t.Res = &right[j], &c[j], nil
		if add {
			t.Res = t.C
		}
		tile.RunGathered(t)
	}
}
