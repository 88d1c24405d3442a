package kernel

import (
	"math"
	"unsafe"
)

// Bytes is one panel of a 3x3 convolution in whole numbers of 8 bits, for whole lines of a board: as float32 numbers, as
// bytes that the next convolution reads, or as both.
//
//	c[i][j]     = Σ_l Σ_p a(i, l, p)·b(l, p, j)      i on some line, j < Cols, l < 3, p < K = 3·RowStride
//	out[i][j]   = max(c[i][j]·Scale[j] + Bias[j] + res[i][j], Floor)
//	bytes[i][j] = out[i][j]·PerStep
//
//	a(i, l, p) = A[(i + l·LineRows)·RowStride + p]           0 to 255: three cells side by side, with all their channels, are one run
//	b(l, p, j) = B[((l·K/4 + p/4)·Cols + j)·4 + p%4]         −127 to 127
//	res[i][j]  = Res[i·ResStride + j]
//	out[i][j]  = Out[i·Stride + j]      bytes[i][j] = Bytes[i·Stride + j]
//
// Line y is the rows i from y·LineRows on; a(i, l, p) is what stands in the line above, in the line itself and in the one below, from the cell to
// the left to the one to the right. Above a Top and below a Bottom nothing is read, and nothing added. Left and right of a line have to be zeros, which
// most tiles leave out too: on 9x9 all that is a seventh of the products. Out may be Res. Bytes may be nil, and is not written then. Out may be
// nil: then there is no res, and
//
//	bytes[i][j] = max(c[i][j]·Scale[j] + Bias[j], Floor)
//
// Sums have no error as long as they fit in 32 bits, as those of up to 66,311 products do. They become float32; c·Scale + Bias is rounded once, and
// so is each later step. NaN stays NaN, so that a broken network shows. Bytes are the nearest whole numbers, of two the even one, but 0 to 255,
// which NaN is too. The layout is known to the assembly.
type Bytes struct {
	A         *uint8
	RowStride int // the bytes of a cell, its channels; a multiple of ByteSteps, not 0
	LineRows  int
	B         *int8
	Scale     *float32 // [Cols]
	Bias      *float32 // [Cols]
	Res       *float32
	ResStride int
	Out       *float32
	Bytes     *uint8
	Stride    int
	Floor     float32 // 0 or more where there are Bytes
	PerStep   float32
	Top       bool // the first line is the first of its board
	Bottom    bool // the last line is the last of its board
	left      bool // of a part of lines: it has their first cells
	right     bool // it has their last cells
}

// ByteSteps is what the RowStride of Bytes is a multiple of.
const ByteSteps = 16

// convolveBytesGo says what the assembly does.
func convolveBytesGo(p *Bytes, cells, lines int) {
	var c [Cols]int32
	var v [Cols]float32
	scale, bias := (*[Cols]float32)(unsafe.Pointer(p.Scale)), (*[Cols]float32)(unsafe.Pointer(p.Bias))
	for n := range cells * lines {
		line := n / cells
		i := line*p.LineRows + n%cells
		c = [Cols]int32{}
		for l := range 3 {
			if l == 0 && p.Top && line == 0 || l == 2 && p.Bottom && line == lines-1 {
				continue
			}
			sumBytesGo(p, i, l, &c)
		}
		for j := range v {
			v[j] = fused(float32(c[j]), scale[j], bias[j])
			if p.Out != nil {
				v[j] += *at(p.Res, i*p.ResStride+j)
			}
			if v[j] < p.Floor {
				v[j] = p.Floor
			}
		}
		perStep := float32(1)
		if p.Out != nil {
			*(*[Cols]float32)(unsafe.Pointer(at(p.Out, i*p.Stride))) = v
			perStep = p.PerStep
		}
		if p.Bytes != nil {
			toUint8Go((*uint8)(unsafe.Add(unsafe.Pointer(p.Bytes), i*p.Stride)), &v[0], Cols, perStep)
		}
	}
}

// sumBytesGo adds to a row's sums what one of the three lines has for them.
func sumBytesGo(p *Bytes, row, l int, c *[Cols]int32) {
	k := 3 * p.RowStride
	b := unsafe.Slice(p.B, 3*k*Cols)
	a := unsafe.Slice((*uint8)(unsafe.Add(unsafe.Pointer(p.A), (row+l*p.LineRows)*p.RowStride)), k)
	for q, v := range a {
		line := b[(l*k+q)/4*Cols*4+q%4:]
		for j := range c {
			c[j] += int32(v) * int32(line[4*j])
		}
	}
}

// fused returns x·y + z rounded once.
func fused(x, y, z float32) float32 { return float32(addToOdd(float64(x)*float64(y), float64(z))) }

// toUint8Go says what the assembly does.
func toUint8Go(dst *uint8, src *float32, n int, scale float32) {
	from, to := unsafe.Slice(src, n), unsafe.Slice(dst, n)
	for i, v := range from {
		switch v = float32(v * scale); {
		case !(v < 255): // NaN too
			to[i] = 255
		case v > 0:
			to[i] = uint8(math.RoundToEven(float64(v)))
		default:
			to[i] = 0
		}
	}
}
