//go:build !purego

package kernel

import (
	"github.com/klauspost/cpuid/v2"
)

//go:noescape
func int16x5AVX512(p *Pairs, tiles int)

//go:noescape
func int16x9AVX512(p *Pairs, tiles int)

//go:noescape
func int16x12AVX512(p *Pairs, tiles int)

//go:noescape
func int16x13AVX512(p *Pairs, tiles int)

//go:noescape
func int16x14AVX512(p *Pairs, tiles int)

//go:noescape
func bfloat16x5AVX512(p *Pairs, tiles int)

//go:noescape
func bfloat16x9AVX512(p *Pairs, tiles int)

//go:noescape
func bfloat16x12AVX512(p *Pairs, tiles int)

//go:noescape
func bfloat16x13AVX512(p *Pairs, tiles int)

//go:noescape
func bfloat16x14AVX512(p *Pairs, tiles int)

//go:noescape
func int16x4AVX2(p *Pairs, b *uint16, c, scale *float32, tiles int)

//go:noescape
func int16x5AVX2(p *Pairs, b *uint16, c, scale *float32, tiles int)

//go:noescape
func int16x6AVX2(p *Pairs, b *uint16, c, scale *float32, tiles int)

//go:noescape
func int16x4VNNI(p *Pairs, b *uint16, c, scale *float32, tiles int)

//go:noescape
func int16x5VNNI(p *Pairs, b *uint16, c, scale *float32, tiles int)

//go:noescape
func int16x6VNNI(p *Pairs, b *uint16, c, scale *float32, tiles int)

//go:noescape
func toInt16AVX512(dst *uint16, src *float32, n int, scale float32)

//go:noescape
func toBFloat16AVX512(dst *uint16, src *float32, n int)

//go:noescape
func toInt16AVX2(dst *uint16, src *float32, n int, scale float32)

//go:noescape
func peakInt16AVX512(n int)

//go:noescape
func peakBFloat16AVX512(n int)

//go:noescape
func peakInt16AVX2(n int)

//go:noescape
func peakInt16VNNI(n int)

var (
	hasVNNI    = cpuid.CPU.Supports(cpuid.AVX512VNNI)
	hasBF16    = cpuid.CPU.Supports(cpuid.AVX512BF16)
	hasAVXVNNI = cpuid.CPU.Supports(cpuid.AVXVNNI)
)

// Kinds lists what the selected instructions have products of pairs for; other kinds are computed in Go.
func Kinds() []Kind {
	switch {
	case selected == AVX512 && hasBF16:
		return []Kind{Int16, BFloat16}
	case selected != Generic:
		return []Kind{Int16}
	}
	return nil
}

// MultiplyPairs computes rows of a product, and perhaps up to RowSlack rows of whatever lies beyond them.
func MultiplyPairs(p *Pairs, rows int, kind Kind) {
	switch {
	case kind == BFloat16 && selected == AVX512 && hasBF16:
		bfloat16AVX512(p, rows)
	case kind == BFloat16:
		multiplyBFloat16Go(p, rows)
	case selected == AVX512 && hasVNNI:
		int16AVX512(p, rows)
	case selected != Generic:
		int16AVX2(p, rows)
	default:
		multiplyInt16Go(p, rows)
	}
}

func int16AVX512(p *Pairs, rows int) {
	h := leastWork(rows, avx512Heights)
	tiles := (rows + h - 1) / h
	switch h {
	case 5:
		int16x5AVX512(p, tiles)
	case 9:
		int16x9AVX512(p, tiles)
	case 12:
		int16x12AVX512(p, tiles)
	case 13:
		int16x13AVX512(p, tiles)
	default:
		int16x14AVX512(p, tiles)
	}
}

func bfloat16AVX512(p *Pairs, rows int) {
	h := leastWork(rows, avx512Heights)
	tiles := (rows + h - 1) / h
	switch h {
	case 5:
		bfloat16x5AVX512(p, tiles)
	case 9:
		bfloat16x9AVX512(p, tiles)
	case 12:
		bfloat16x12AVX512(p, tiles)
	case 13:
		bfloat16x13AVX512(p, tiles)
	default:
		bfloat16x14AVX512(p, tiles)
	}
}

func int16AVX2(p *Pairs, rows int) {
	h := leastWork(rows, avx2Heights)
	tiles := (rows + h - 1) / h
	for col := 0; col < Cols; col += 16 {
		b, c, scale := at16(p.B, 2*col), at(p.C, col), at(p.Scale, col)
		switch {
		case h == 4 && hasAVXVNNI:
			int16x4VNNI(p, b, c, scale, tiles)
		case h == 5 && hasAVXVNNI:
			int16x5VNNI(p, b, c, scale, tiles)
		case hasAVXVNNI:
			int16x6VNNI(p, b, c, scale, tiles)
		case h == 4:
			int16x4AVX2(p, b, c, scale, tiles)
		case h == 5:
			int16x5AVX2(p, b, c, scale, tiles)
		default:
			int16x6AVX2(p, b, c, scale, tiles)
		}
	}
}

// ToInt16 writes the whole numbers nearest to n·scale of src, those beyond 16 bits as the last; n is a multiple of Lanes.
func ToInt16(dst *uint16, src *float32, n int, scale float32) {
	switch selected {
	case AVX512:
		toInt16AVX512(dst, src, n, scale)
	case AVX2:
		toInt16AVX2(dst, src, n, scale)
	default:
		toInt16Go(dst, src, n, scale)
	}
}

// ToBFloat16 writes the nearest numbers to n of src; n is a multiple of Lanes.
func ToBFloat16(dst *uint16, src *float32, n int) {
	if selected == AVX512 && hasBF16 {
		toBFloat16AVX512(dst, src, n)
	} else {
		toBFloat16Go(dst, src, n)
	}
}

// PairMultiplyAdds makes n·12 multiply-adds of whole vectors of pairs of a kind in Kinds, in registers, and returns how many
// operations on numbers that were.
func PairMultiplyAdds(n int, kind Kind) int {
	const each = 12 * 16 * 2 // operations of 256 bits
	switch {
	case kind == BFloat16:
		peakBFloat16AVX512(n)
		return 2 * each * n
	case selected == AVX512 && hasVNNI:
		peakInt16AVX512(n)
		return 2 * each * n
	case hasAVXVNNI:
		peakInt16VNNI(n)
	default:
		peakInt16AVX2(n)
	}
	return each * n
}
