package tile

import "unsafe"

// Rows and Cols are the size of a tile: 28 of AVX-512's 32 registers accumulate, two hold a row of B, two
// alternate as broadcasts of A.
const (
	Rows = 14
	Cols = 32
)

// Up returns n rounded up to a multiple of to.
func Up(n, to int) int { return (n + to - 1) / to * to }

// Tile is one piece of C and what it is computed from:
//
//	c[i][j] = bias[j] + Σ_t Σ_p a(i, t, p)·b(t·K+p, j) + res[i][j],  or its maximum with 0
//
// for i < Rows, j < Cols, t < taps, p < K, with
//
//	a(i, t, p) = A[i·RowStride + p·KStride + Offsets[t]]
//	b(q, j)    = B[q·BStride + j]
//	c[i][j]    = C[i·CStride + j], res alike from Res
//
// Strides and offsets count float32 numbers. The layout is known to the assembly.
type Tile struct {
	A         *float32
	RowStride int
	KStride   int
	Offsets   *int
	Taps      int
	K         int
	B         *float32
	BStride   int
	C         *float32
	CStride   int
	Bias      *float32 // nil: zeros
	Res       *float32 // nil: zeros; may be C itself
	ReLU      int      // 0 or 1
}

// Name returns the instructions that Run uses: "avx512" or "generic".
func Name() string { return implementations()[0].name }

// An implementation is one way to compute a tile. Run calls the first by name and not through this table,
// so that a Tile need not live on the heap.
type implementation struct {
	name string
	run  func(*Tile)
}

// runGo says what the assembly does.
func runGo(t *Tile) {
	offsets := unsafe.Slice(t.Offsets, t.Taps)
	for i := range Rows {
		var acc [Cols]float32
		if t.Bias != nil {
			copy(acc[:], unsafe.Slice(t.Bias, Cols))
		}
		b := unsafe.Pointer(t.B)
		for _, off := range offsets {
			a := unsafe.Add(unsafe.Pointer(t.A), 4*(i*t.RowStride+off))
			for range t.K {
				multiplyAdd(&acc, *(*float32)(a), (*[Cols]float32)(b))
				a = unsafe.Add(a, 4*t.KStride)
				b = unsafe.Add(b, 4*t.BStride)
			}
		}
		if t.Res != nil {
			multiplyAdd(&acc, 1, (*[Cols]float32)(unsafe.Add(unsafe.Pointer(t.Res), 4*i*t.CStride)))
		}
		c := (*[Cols]float32)(unsafe.Add(unsafe.Pointer(t.C), 4*i*t.CStride))
		for j, v := range acc {
			// NaN passes, so that a broken network shows.
			if t.ReLU != 0 && v < 0 {
				v = 0
			}
			c[j] = v
		}
	}
}

func multiplyAdd(acc *[Cols]float32, a float32, b *[Cols]float32) {
	for j := range acc {
		acc[j] += float32(a * b[j])
	}
}
