package kernel

import "unsafe"

// Bytes is one panel of a 3x3 convolution in whole numbers of 8 bits, for cells side by side on one line of a board:
//
//	c[i][j] = Σ_l Σ_p a(i, l, p)·b(l, p, j)      i < rows, j < Cols, l < 3, p < K
//
//	a(i, l, p) = A[l·Line + i·RowStride + p]                 0 to 255: the three cells above, beside and below, with all their channels
//	b(l, p, j) = B[((l·K/4 + p/4)·Cols + j)·4 + p%4]         −127 to 127
//	c[i][j]    = C[i·Cols + j]
//
// Sums have no error as long as they fit in 32 bits, as those of up to 66,311 products do. The layout is known to the assembly.
type Bytes struct {
	A         *uint8
	RowStride int
	Line      int
	K         int // a multiple of ByteSteps, not 0
	B         *int8
	C         *int32
}

// ByteSteps is what the K of Bytes is a multiple of.
const ByteSteps = 16

// convolveBytesGo says what the assembly does.
func convolveBytesGo(p *Bytes, rows int) {
	b := unsafe.Slice(p.B, 3*p.K*Cols)
	for i := range rows {
		var sum [Cols]int32
		for l := range 3 {
			a := unsafe.Slice((*uint8)(unsafe.Add(unsafe.Pointer(p.A), l*p.Line+i*p.RowStride)), p.K)
			for q, v := range a {
				line := b[(l*p.K+q)/4*Cols*4+q%4:]
				for j := range sum {
					sum[j] += int32(v) * int32(line[4*j])
				}
			}
		}
		*(*[Cols]int32)(unsafe.Add(unsafe.Pointer(p.C), 4*i*Cols)) = sum
	}
}

// ByteSums takes the sums of Bytes to what they stand for, and that to bytes again:
//
//	out[i][j]   = max(c[i][j]·Scale[j] + Bias[j] + res[i][j], Floor)      i < rows, j < Cols
//	bytes[i][j] = out[i][j]·PerStep, as ToUint8 does it
//
//	c[i][j] = C[i·Cols + j]      res[i][j] = Res[i·ResStride + j]
//	out[i][j] = Out[i·Stride + j]      bytes[i][j] = Bytes[i·Stride + j]
//
// each step rounded to float32, and Floor where NaN comes out. Out may be Res; Out or Bytes may be nil, and is not written then. The
// layout is known to the assembly.
type ByteSums struct {
	C         *int32
	Scale     *float32 // [Cols]
	Bias      *float32 // [Cols]
	Res       *float32
	ResStride int
	Out       *float32
	Bytes     *uint8
	Stride    int
	Floor     float32
	PerStep   float32
}

// finishBytesGo says what the assembly does.
func finishBytesGo(s *ByteSums, rows int) {
	scale, bias := (*[Cols]float32)(unsafe.Pointer(s.Scale)), (*[Cols]float32)(unsafe.Pointer(s.Bias))
	var out [Cols]float32
	for i := range rows {
		c := (*[Cols]int32)(unsafe.Add(unsafe.Pointer(s.C), 4*i*Cols))
		res := (*[Cols]float32)(unsafe.Pointer(at(s.Res, i*s.ResStride)))
		for j := range out {
			v := float32(float32(float32(c[j])*scale[j])+bias[j]) + res[j]
			if !(v > s.Floor) {
				v = s.Floor
			}
			out[j] = v
		}
		if s.Out != nil {
			*(*[Cols]float32)(unsafe.Pointer(at(s.Out, i*s.Stride))) = out
		}
		if s.Bytes != nil {
			toUint8Go((*uint8)(unsafe.Add(unsafe.Pointer(s.Bytes), i*s.Stride)), &out[0], Cols, s.PerStep)
		}
	}
}

// toUint8Go says what the assembly does.
func toUint8Go(dst *uint8, src *float32, n int, scale float32) {
	from, to := unsafe.Slice(src, n), unsafe.Slice(dst, n)
	for i, v := range from {
		switch v = float32(v * scale); {
		case !(v < 255): // NaN too
			to[i] = 255
		case v > 0:
			to[i] = uint8(roundToEven(v))
		default:
			to[i] = 0
		}
	}
}

// roundToEven rounds x, which is 0 to 255.
func roundToEven(x float32) float32 {
	const whole = 1 << 23 // a float32 this large has no fraction
	return float32(x+whole) - whole
}
