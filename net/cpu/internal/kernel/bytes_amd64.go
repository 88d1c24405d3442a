//go:build !purego

package kernel

import "unsafe"

//go:noescape
func bytes5AVX512(p *Bytes, cells, lines int)

//go:noescape
func bytes7AVX512(p *Bytes, cells, lines int)

//go:noescape
func bytes8AVX512(p *Bytes, cells, lines int)

//go:noescape
func bytes9AVX512(p *Bytes, cells, lines int)

//go:noescape
func bytes10AVX512(p *Bytes, cells, lines int)

//go:noescape
func bytes11AVX512(p *Bytes, cells, lines int)

//go:noescape
func bytes13AVX512(p *Bytes, cells, lines int)

//go:noescape
func bytes4VNNI(p *Bytes, cells, lines int)

//go:noescape
func bytes5VNNI(p *Bytes, cells, lines int)

//go:noescape
func bytes6VNNI(p *Bytes, cells, lines int)

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

// byteHeight is the height of the tile for so many cells.
var byteHeight = [14]int8{5, 5, 5, 5, 5, 5, 7, 7, 8, 9, 10, 11, 13, 13}

// bytePart returns how many of the next cells of a line one tile takes: of lines longer than the highest, parts as alike as can be. 19
// cells are tiles of 10 and of 9.
func bytePart(cells int) int {
	highest := len(byteHeight) - 1
	parts := (cells + highest - 1) / highest
	return (cells + parts - 1) / parts
}

// ConvolveBytes computes some lines of a board, which are so many cells long. It may read up to RowSlack rows of A beyond each.
func ConvolveBytes(p *Bytes, cells, lines int) {
	switch {
	case selected == AVX512 && hasVNNI:
		bytesAVX512(*p, cells, lines)
	case selected != Generic && hasAVXVNNI:
		bytesVNNI(p, cells, lines)
	default:
		convolveBytesGo(p, cells, lines)
	}
}

func bytesAVX512(p Bytes, cells, lines int) {
	p.left = true
	for {
		n := p.part(cells)
		tileAVX512(&p, n, lines)
		if p.right {
			return
		}
		p, cells = p.after(n), cells-n
	}
}

// part makes p a tile of the cells that are left, and returns how many it takes.
func (p *Bytes) part(cells int) int {
	n := bytePart(cells)
	p.right = n == cells
	return n
}

func tileAVX512(p *Bytes, cells, lines int) {
	switch byteHeight[cells] {
	case 5:
		bytes5AVX512(p, cells, lines)
	case 7:
		bytes7AVX512(p, cells, lines)
	case 8:
		bytes8AVX512(p, cells, lines)
	case 9:
		bytes9AVX512(p, cells, lines)
	case 10:
		bytes10AVX512(p, cells, lines)
	case 11:
		bytes11AVX512(p, cells, lines)
	default:
		bytes13AVX512(p, cells, lines)
	}
}

func bytesVNNI(p *Bytes, cells, lines int) {
	h := leastWork(cells, avx2Heights)
	for _, half := range [...]Bytes{*p, p.from(16)} {
		switch h {
		case 4:
			bytes4VNNI(&half, cells, lines)
		case 5:
			bytes5VNNI(&half, cells, lines)
		default:
			bytes6VNNI(&half, cells, lines)
		}
	}
}

// after returns what computes the cells from one on.
func (p *Bytes) after(cell int) Bytes {
	q := *p
	q.left = false
	q.A = (*uint8)(unsafe.Add(unsafe.Pointer(p.A), cell*p.RowStride))
	if p.Out != nil {
		q.Out, q.Res = at(p.Out, cell*p.Stride), at(p.Res, cell*p.ResStride)
	}
	if p.Bytes != nil {
		q.Bytes = (*uint8)(unsafe.Add(unsafe.Pointer(p.Bytes), cell*p.Stride))
	}
	return q
}

// from returns what computes the columns from col on.
func (p *Bytes) from(col int) Bytes {
	q := *p
	q.B = (*int8)(unsafe.Add(unsafe.Pointer(p.B), 4*col))
	q.Scale, q.Bias = at(p.Scale, col), at(p.Bias, col)
	if p.Out != nil {
		q.Out, q.Res = at(p.Out, col), at(p.Res, col)
	}
	if p.Bytes != nil {
		q.Bytes = (*uint8)(unsafe.Add(unsafe.Pointer(p.Bytes), col))
	}
	return q
}

// ToUint8 writes the whole numbers nearest to scale times n numbers of src: 0 for what is below, 255 for what is above, and for NaN. n is a multiple of
// Lanes.
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
