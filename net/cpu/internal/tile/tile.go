package tile

import "unsafe"

// Rows and Cols are the size of a tile: 28 of AVX-512's 32 registers accumulate, two hold a row of B, two
// alternate as broadcasts of A.
const (
	Rows = 14
	Cols = 32
)

// ScatteredRows is the number of rows of RunScattered: their twelve pointers, k and B take all general
// registers. GatheredRows is that of RunGathered: small, so that few rows are wasted on 32 or 64 channels.
const (
	ScatteredRows = 12
	GatheredRows  = 8
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
	Index     *int32   // read by RunScattered and RunGathered alone
}

// Name returns the instructions that Run uses: "avx512" or "generic".
func Name() string { return implementations()[0].name }

// An implementation is one way to compute a tile. Run calls the first by name and not through this table,
// so that a Tile need not live on the heap.
type implementation struct {
	name      string
	run       func(*Tile)
	scattered func(*Tile)
	gathered  func(*Tile)
}

var generic = implementation{"generic", runGo, runScatteredGo, runGatheredGo}

// runGo says what the assembly does.
func runGo(t *Tile) {
	var acc [Rows][Cols]float32
	for i := range acc {
		t.sum(&acc[i], i*t.RowStride, t.KStride)
		t.addRes(&acc[i], i*t.CStride)
	}
	for i := range acc {
		t.store(&acc[i], i*t.CStride)
	}
}

// sum computes a row of bias and product from the row of A that starts at toA.
func (t *Tile) sum(acc *[Cols]float32, toA, kStride int) {
	if t.Bias != nil {
		copy(acc[:], unsafe.Slice(t.Bias, Cols))
	}
	q := 0
	for _, off := range unsafe.Slice(t.Offsets, t.Taps) {
		for p := range t.K {
			a := (*float32)(unsafe.Add(unsafe.Pointer(t.A), 4*(toA+off+p*kStride)))
			multiplyAdd(acc, *a, (*[Cols]float32)(unsafe.Add(unsafe.Pointer(t.B), 4*q*t.BStride)))
			q++
		}
	}
}

// addRes adds the row of Res, if there is one, that lies where the row of C does.
func (t *Tile) addRes(acc *[Cols]float32, toC int) {
	if t.Res != nil {
		multiplyAdd(acc, 1, (*[Cols]float32)(unsafe.Add(unsafe.Pointer(t.Res), 4*toC)))
	}
}

// store writes a row of C.
func (t *Tile) store(acc *[Cols]float32, toC int) {
	c := (*[Cols]float32)(unsafe.Add(unsafe.Pointer(t.C), 4*toC))
	for j, v := range acc {
		// NaN passes, so that a broken network shows.
		if t.ReLU != 0 && v < 0 {
			v = 0
		}
		c[j] = v
	}
}

func multiplyAdd(acc *[Cols]float32, a float32, b *[Cols]float32) {
	for j := range acc {
		acc[j] += float32(a * b[j])
	}
}
