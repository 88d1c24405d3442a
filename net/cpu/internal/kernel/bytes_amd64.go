//go:build !purego

package kernel

import "unsafe"

//go:noescape
func bytes5AVX512(p *Bytes, tiles int)

//go:noescape
func bytes7AVX512(p *Bytes, tiles int)

//go:noescape
func bytes8AVX512(p *Bytes, tiles int)

//go:noescape
func bytes9AVX512(p *Bytes, tiles int)

//go:noescape
func bytes10AVX512(p *Bytes, tiles int)

//go:noescape
func bytes11AVX512(p *Bytes, tiles int)

//go:noescape
func bytes13AVX512(p *Bytes, tiles int)

//go:noescape
func bytes4VNNI(p *Bytes, b *int8, c *int32, tiles int)

//go:noescape
func bytes5VNNI(p *Bytes, b *int8, c *int32, tiles int)

//go:noescape
func bytes6VNNI(p *Bytes, b *int8, c *int32, tiles int)

//go:noescape
func finishBytesAVX512(s *ByteSums, rows int)

//go:noescape
func finishBytesAVX2(s *ByteSums, rows int)

//go:noescape
func toUint8AVX512(dst *uint8, src *float32, n int, scale float32)

//go:noescape
func toUint8AVX2(dst *uint8, src *float32, n int, scale float32)

//go:noescape
func peakBytesAVX512(n int)

//go:noescape
func peakBytesVNNI(n int)

// HasBytes reports whether the selected instructions have products of bytes; without, ConvolveBytes is Go. AVX2 alone has one whose sums
// saturate at 16 bits, and which with what mends that would be a third faster than products of float32, without Winograd's tiles.
func HasBytes() bool { return selected == AVX512 && hasVNNI || selected != Generic && hasAVXVNNI }

// byteHeights suit the lines of the usual boards, and byteHeight[rows] is the one to take.
var (
	byteHeights = []int{13, 11, 10, 9, 8, 7, 5}
	byteHeight  = func() (h [64]int8) {
		for rows := range h {
			h[rows] = int8(leastWork(max(rows, 1), byteHeights))
		}
		return h
	}()
)

// ConvolveBytes computes rows of a convolution, 63 at most, and perhaps up to RowSlack rows of whatever lies beyond them.
func ConvolveBytes(p *Bytes, rows int) {
	switch {
	case selected == AVX512 && hasVNNI:
		bytesAVX512(p, rows)
	case selected != Generic && hasAVXVNNI:
		bytesVNNI(p, rows)
	default:
		convolveBytesGo(p, rows)
	}
}

func bytesAVX512(p *Bytes, rows int) {
	h := int(byteHeight[rows])
	tiles := (rows + h - 1) / h
	switch h {
	case 5:
		bytes5AVX512(p, tiles)
	case 7:
		bytes7AVX512(p, tiles)
	case 8:
		bytes8AVX512(p, tiles)
	case 9:
		bytes9AVX512(p, tiles)
	case 10:
		bytes10AVX512(p, tiles)
	case 11:
		bytes11AVX512(p, tiles)
	default:
		bytes13AVX512(p, tiles)
	}
}

func bytesVNNI(p *Bytes, rows int) {
	h := leastWork(rows, avx2Heights)
	tiles := (rows + h - 1) / h
	for col := 0; col < Cols; col += 16 {
		b, c := (*int8)(unsafe.Add(unsafe.Pointer(p.B), 4*col)), (*int32)(unsafe.Add(unsafe.Pointer(p.C), 4*col))
		switch h {
		case 4:
			bytes4VNNI(p, b, c, tiles)
		case 5:
			bytes5VNNI(p, b, c, tiles)
		default:
			bytes6VNNI(p, b, c, tiles)
		}
	}
}

// FinishBytes computes rows, at least one.
func FinishBytes(s *ByteSums, rows int) {
	switch selected {
	case AVX512:
		finishBytesAVX512(s, rows)
	case AVX2:
		finishBytesAVX2(s, rows)
	default:
		finishBytesGo(s, rows)
	}
}

// ToUint8 writes the whole numbers nearest to n·scale of src, those beyond 0 and 255 as the last; n is a multiple of Lanes.
func ToUint8(dst *uint8, src *float32, n int, scale float32) {
	switch selected {
	case AVX512:
		toUint8AVX512(dst, src, n, scale)
	case AVX2:
		toUint8AVX2(dst, src, n, scale)
	default:
		toUint8Go(dst, src, n, scale)
	}
}

// ByteMultiplyAdds makes n·12 multiply-adds of whole vectors of bytes, in registers, where HasBytes, and returns how many operations on
// numbers that were.
func ByteMultiplyAdds(n int) int {
	const each = 12 * 32 * 2 // operations of 256 bits
	if selected == AVX512 && hasVNNI {
		peakBytesAVX512(n)
		return 2 * each * n
	}
	peakBytesVNNI(n)
	return each * n
}
