package kernel

import (
	"math"
	"unsafe"
)

// Cols is the number of columns of a panel. RowSlack is how many rows more than it was asked for Multiply may
// read of A and write of C, and ColSlack how many columns of A where its rows lie side by side.
const (
	Cols     = 32
	RowSlack = 13
)

// Up returns n rounded up to a multiple of to.
func Up(n, to int) int { return (n + to - 1) / to * to }

// Product is one panel of a matrix product:
//
//	c[i][j] = Σ_p a(i, p)·b(p, j), or that added to c[i][j]      i < rows, j < Cols, p < K
//
//	a(i, p) = A[i·RowStride + p·KStride]
//	b(p, j) = B[p·BStride + j]
//	c[i][j] = C[i·CStride + j]
//
// Strides count float32 numbers, and one of A's is 1. The layout is known to the assembly.
type Product struct {
	A         *float32
	RowStride int
	KStride   int
	K         int
	B         *float32
	BStride   int
	C         *float32
	CStride   int
	Add       int // 1: add to what stands in C
}

// at returns the address of p[i].
func at(p *float32, i int) *float32 {
	return (*float32)(unsafe.Add(unsafe.Pointer(p), 4*i))
}

// leastWork returns the height, of those that a kernel has, whose tiles cover rows with the least work; a tile costs
// about half a row beside its rows.
func leastWork(rows int, heights []int) int {
	best, least := 0, math.MaxInt
	for _, h := range heights {
		if work := (rows + h - 1) / h * (2*h + 1); work < least {
			best, least = h, work
		}
	}
	return best
}

// multiplyGo says what the assembly does.
func multiplyGo(p *Product, rows int) {
	for i := range rows {
		c := (*[Cols]float32)(unsafe.Pointer(at(p.C, i*p.CStride)))
		var sum [Cols]float32
		if p.Add != 0 {
			sum = *c
		}
		for q := range p.K {
			a := *at(p.A, i*p.RowStride+q*p.KStride)
			b := (*[Cols]float32)(unsafe.Pointer(at(p.B, q*p.BStride)))
			for j := range sum {
				sum[j] += float32(a * b[j])
			}
		}
		*c = sum
	}
}
