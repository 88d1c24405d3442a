package tile

import "unsafe"

// runScatteredGo computes ScatteredRows rows that lie at places of their own: row i of A, C and Res is the
// one of number Index[i]. KStride is taken for 1. A number may stand there more than once: all of Res is
// read before any of C is written.
func runScatteredGo(t *Tile) {
	index := unsafe.Slice(t.Index, ScatteredRows)
	var acc [ScatteredRows][Cols]float32
	for i, r := range index {
		t.sum(&acc[i], int(r)*t.RowStride, 1)
		t.addRes(&acc[i], int(r)*t.CStride)
	}
	for i, r := range index {
		t.store(&acc[i], int(r)*t.CStride)
	}
}

// runGatheredGo computes GatheredRows rows from columns of A, as a sum over K rows of A and B that lie at
// places of their own:
//
//	c[i][j] = res[i][j] + Σ_q A[Offsets[0] + Index[q]·KStride + i] · B[Index[q]·BStride + j]
//
// Bias, ReLU, RowStride and Taps are ignored.
func runGatheredGo(t *Tile) {
	var acc [GatheredRows][Cols]float32
	for _, q := range unsafe.Slice(t.Index, t.K) {
		b := (*[Cols]float32)(unsafe.Add(unsafe.Pointer(t.B), 4*int(q)*t.BStride))
		columns := (*[GatheredRows]float32)(unsafe.Add(unsafe.Pointer(t.A), 4*(*t.Offsets+int(q)*t.KStride)))
		for i, v := range columns {
			multiplyAdd(&acc[i], v, b)
		}
	}
	plain := *t
	plain.ReLU = 0
	for i := range acc {
		plain.addRes(&acc[i], i*t.CStride)
	}
	for i := range acc {
		plain.store(&acc[i], i*t.CStride)
	}
}
