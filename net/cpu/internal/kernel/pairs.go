package kernel

import (
	"math"
	"unsafe"
)

// Kind says what 16 bits are.
type Kind int

// The kinds of numbers of a product of pairs.
const (
	// Int16: whole numbers, whose products are summed as whole numbers of 32 bits. Their owner sees to it that no sum leaves
	// those: see MostInt16.
	Int16 Kind = iota
	// BFloat16: the upper half of a float32. Each sum takes the products of a pair one after the other, the second first, with
	// one rounding each; numbers below 2⁻¹²⁶ count as 0.
	BFloat16
)

// MostInt16 is the largest sum of the absolute values of a column of b whose products with whatever a holds fit in 32 bits.
const MostInt16 = math.MaxInt32 / (1 << 15)

// Pairs is one panel of a matrix product of numbers of 16 bits, two of k side by side:
//
//	c[i][j] = Scale[j] · Σ_p a(i, p)·b(p, j)      i < rows, j < Cols, p < K
//
//	a(i, p) = A[i·RowStride + p]
//	b(p, j) = B[(p/2·Cols + j)·2 + p%2]
//	c[i][j] = C[i·CStride + j], a float32
//
// Strides count numbers. The layout is known to the assembly.
type Pairs struct {
	A         *uint16
	RowStride int // a multiple of 2
	K         int // a multiple of PairSteps, not 0
	B         *uint16
	C         *float32
	CStride   int
	Scale     *float32 // [Cols]; with BFloat16 it is not looked at
}

// PairSteps is what the K of Pairs is a multiple of.
const PairSteps = 8

// at16 returns the address of p[i].
func at16(p *uint16, i int) *uint16 { return (*uint16)(unsafe.Add(unsafe.Pointer(p), 2*i)) }

// multiplyInt16Go says what the assembly does.
func multiplyInt16Go(p *Pairs, rows int) {
	scale := (*[Cols]float32)(unsafe.Pointer(p.Scale))
	for i := range rows {
		a := unsafe.Slice(at16(p.A, i*p.RowStride), p.K)
		c := (*[Cols]float32)(unsafe.Pointer(at(p.C, i*p.CStride)))
		var sum [Cols]int32
		for q := 0; q < p.K; q += 2 {
			a0, a1 := int32(int16(a[q])), int32(int16(a[q+1]))
			b := (*[Cols * 2]uint16)(unsafe.Pointer(at16(p.B, q*Cols)))
			for j := range sum {
				sum[j] += a0*int32(int16(b[2*j])) + a1*int32(int16(b[2*j+1]))
			}
		}
		for j := range sum {
			c[j] = float32(sum[j]) * scale[j]
		}
	}
}

// toInt16Go says what the assembly does.
func toInt16Go(dst *uint16, src *float32, n int, scale float32) {
	from, to := unsafe.Slice(src, n), unsafe.Slice(dst, n)
	for i, v := range from {
		v *= scale
		switch {
		case v >= math.MaxInt16 && v < 1<<31:
			to[i] = math.MaxInt16
		case v > math.MinInt16 && v < math.MaxInt16:
			to[i] = uint16(int16(math.RoundToEven(float64(v))))
		default: // what no whole number of 32 bits is near to, NaN included, comes out as the lowest
			to[i] = 1 << 15
		}
	}
}

// multiplyBFloat16Go says what the assembly does.
func multiplyBFloat16Go(p *Pairs, rows int) {
	for i := range rows {
		*(*[Cols]float32)(unsafe.Pointer(at(p.C, i*p.CStride))) = [Cols]float32{}
	}
	var b [Cols * 2]float32
	for q := 0; q < p.K; q += 2 {
		for j, v := range (*[Cols * 2]uint16)(unsafe.Pointer(at16(p.B, q*Cols))) {
			b[j] = wide(v)
		}
		for i := range rows {
			c := (*[Cols]float32)(unsafe.Pointer(at(p.C, i*p.CStride)))
			a0, a1 := wide(*at16(p.A, i*p.RowStride+q)), wide(*at16(p.A, i*p.RowStride+q+1))
			for j := range c {
				c[j] = multiplyAdd(a0, b[2*j], multiplyAdd(a1, b[2*j+1], c[j]))
			}
		}
	}
}

// wide returns the value of a BFloat16.
func wide(x uint16) float32 { return flush(math.Float32frombits(uint32(x) << 16)) }

// multiplyAdd returns x·y + sum rounded once, for x and y of 8 bits: their product is exact, but at the ends of float32.
func multiplyAdd(x, y, sum float32) float32 {
	quick := float32(x*y) + sum
	if size := math.Abs(float64(quick)); size > 0x1p-100 && size < 0x1p100 || x == 0 || y == 0 {
		return quick
	}
	return addOnce(float64(x)*float64(y), float64(sum))
}

// addOnce returns x + y rounded once; if that, to 24 bits, is too small to be normal, 0.
func addOnce(x, y float64) float32 {
	sum := addToOdd(x, y)
	if math.Abs(sum) < 0x1p-126 && math.Abs(float64(float32(sum*0x1p100))) < 0x1p-26 {
		return float32(math.Copysign(0, sum))
	}
	return float32(sum)
}

// addToOdd returns x + y, rounded to the number beside it that is odd unless it is one: another rounding, to float32, is then right.
func addToOdd(x, y float64) float64 {
	sum := x + y
	if math.IsInf(sum, 0) || math.IsNaN(sum) {
		return sum
	}
	back := sum - x
	rest := (x - (sum - back)) + (y - back) // exactly what the sum lacks
	if bits := math.Float64bits(sum); rest != 0 && bits&1 == 0 {
		if rest > 0 == (sum > 0) {
			bits++
		} else {
			bits--
		}
		sum = math.Float64frombits(bits)
	}
	return sum
}

// flush returns 0, with its sign, in place of numbers below 2⁻¹²⁶.
func flush(x float32) float32 {
	if bits := math.Float32bits(x); bits&0x7f800000 == 0 {
		return math.Float32frombits(bits & (1 << 31))
	}
	return x
}

// toBFloat16Go says what the assembly does: it rounds to the nearest, of two to the even one.
func toBFloat16Go(dst *uint16, src *float32, n int) {
	from, to := unsafe.Slice(src, n), unsafe.Slice(dst, n)
	for i, v := range from {
		to[i] = NarrowBFloat16(v)
	}
}

// NarrowBFloat16 returns the BFloat16 nearest to v, of two the even one.
func NarrowBFloat16(v float32) uint16 {
	bits := math.Float32bits(flush(v))
	if v != v {
		return uint16(bits>>16) | 1<<6 // stays NaN
	}
	return uint16((bits + 0x7fff + bits>>16&1) >> 16)
}
