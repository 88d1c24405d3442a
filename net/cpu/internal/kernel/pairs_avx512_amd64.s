//go:build !purego

#include "textflag.h"
#include "tiles_avx512_amd64.h"
#include "steps_avx512_amd64.h"

// Tiles of 5, 9, 12, 13 and 14 rows by 32 columns, one below the other; see Pairs for what they compute. Registers as in
// product_avx512_amd64.s, but that a row of B is a pair of them, and a broadcast of A too:
//
//	Z0..Z27   accumulators: row i in Z(2i), Z(2i+1)
//	Z28, Z29  a row of pairs of B, and at last the scales
//	Z30, Z31  broadcast pairs of A, in turn
//	R8..R12   A at rows 0, 3, 6, 9, 12; SI the row stride, so that three rows share a register
//	DX        B; R14 from there to the panel that follows, which is fetched meanwhile; CX counts k down
//	AX, BX    A of the next tile, and C
//	DI        the Pairs: A 0, RowStride 8, K 16, B 24, C 32, CStride 40, Scale 48

// INT16 is what the Go assembler knows. BFLOAT16 is VDPBF16PS Z(t), Z(b), Z(c), which it does not: EVEX.512.F3.0F38.W0 52 /r,
// with the registers' numbers in the bits that the manual says, most of them inverted (Intel's instruction set reference, 2.7).
#define INT16(t, tn, b, bn, c, cn) VPDPWSSD t, b, c
#define BFLOAT16(t, tn, b, bn, c, cn) \
	BYTE $0x62                                                                \
	BYTE $((~cn&8)<<4 | (~tn&16)<<2 | (~tn&8)<<2 | (~cn&16) | 2)              \
	BYTE $((~bn&15)<<3 | 4 | 2)                                               \
	BYTE $(0x40 | (~bn&16)>>1)                                                \
	BYTE $0x52                                                                \
	BYTE $(0xC0 | (cn&7)<<3 | (tn&7))

// SCALE takes whole numbers to what they stand for.
#define SCALE(c0, c1) \
	VCVTDQ2PS c0, c0    \
	VCVTDQ2PS c1, c1    \
	VMULPS Z28, c0, c0  \
	VMULPS Z29, c1, c1

// SCALED and UNSCALED end a tile.
#define UNSCALED(ALL)
#define SCALED(ALL) \
	MOVQ    48(DI), DX    \
	VMOVUPS (DX), Z28     \
	VMOVUPS 64(DX), Z29   \
	ALL(SCALE)

// NEXT is where A stands for the tile below this one.
#define TILES(DOT, END, ALL, ROWS, NEXT) \
	MOVQ p+0(FP), DI         \
	MOVQ 0(DI), AX           \
	MOVQ 32(DI), BX          \
	MOVQ 16(DI), R14         \
	SHLQ $6, R14             \
tile:                        \
	ALL(CLEAR)               \
	MOVQ AX, R8              \
	MOVQ 8(DI), SI           \
	ADDQ SI, SI              \
	LEAQ (SI)(SI*2), CX      \
	LEAQ (R8)(CX*1), R9      \
	LEAQ (R9)(CX*1), R10     \
	LEAQ (R10)(CX*1), R11    \
	LEAQ (R11)(CX*1), R12    \
	LEAQ NEXT, AX            \
	MOVQ 24(DI), DX          \
	MOVQ 16(DI), CX          \
loop:                        \
	PREFETCHT0 (DX)(R14*1)   \
	PREFETCHT0 64(DX)(R14*1) \
	STEP(DOT, ROWS, 0)       \
	ADVANCE(4)               \
	SUBQ $2, CX              \
	JG   loop                \
done:                        \
	END(ALL)                 \
	MOVQ BX, DX              \
	MOVQ 40(DI), SI          \
	SHLQ $2, SI              \
	ALL(STORE)               \
	MOVQ DX, BX              \
	DECQ tiles+8(FP)         \
	JNZ  tile                \
	VZEROUPPER               \
	RET

// func int16x5AVX512(p *Pairs, tiles int)
TEXT ·int16x5AVX512(SB), NOSPLIT, $0-16
	TILES(INT16, SCALED, ALL5, ROWS5, (R9)(SI*2))

// func int16x9AVX512(p *Pairs, tiles int)
TEXT ·int16x9AVX512(SB), NOSPLIT, $0-16
	TILES(INT16, SCALED, ALL9, ROWS9, (R11))

// func int16x12AVX512(p *Pairs, tiles int)
TEXT ·int16x12AVX512(SB), NOSPLIT, $0-16
	TILES(INT16, SCALED, ALL12, ROWS12, (R12))

// func int16x13AVX512(p *Pairs, tiles int)
TEXT ·int16x13AVX512(SB), NOSPLIT, $0-16
	TILES(INT16, SCALED, ALL13, ROWS13, (R12)(SI*1))

// func int16x14AVX512(p *Pairs, tiles int)
TEXT ·int16x14AVX512(SB), NOSPLIT, $0-16
	TILES(INT16, SCALED, ALL14, ROWS14, (R12)(SI*2))

// func bfloat16x5AVX512(p *Pairs, tiles int)
TEXT ·bfloat16x5AVX512(SB), NOSPLIT, $0-16
	TILES(BFLOAT16, UNSCALED, ALL5, ROWS5, (R9)(SI*2))

// func bfloat16x9AVX512(p *Pairs, tiles int)
TEXT ·bfloat16x9AVX512(SB), NOSPLIT, $0-16
	TILES(BFLOAT16, UNSCALED, ALL9, ROWS9, (R11))

// func bfloat16x12AVX512(p *Pairs, tiles int)
TEXT ·bfloat16x12AVX512(SB), NOSPLIT, $0-16
	TILES(BFLOAT16, UNSCALED, ALL12, ROWS12, (R12))

// func bfloat16x13AVX512(p *Pairs, tiles int)
TEXT ·bfloat16x13AVX512(SB), NOSPLIT, $0-16
	TILES(BFLOAT16, UNSCALED, ALL13, ROWS13, (R12)(SI*1))

// func bfloat16x14AVX512(p *Pairs, tiles int)
TEXT ·bfloat16x14AVX512(SB), NOSPLIT, $0-16
	TILES(BFLOAT16, UNSCALED, ALL14, ROWS14, (R12)(SI*2))

// func toInt16AVX512(dst *uint16, src *float32, n int, scale float32)
// n is a multiple of 16.
TEXT ·toInt16AVX512(SB), NOSPLIT, $0-28
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS scale+24(FP), Z2
	TESTQ CX, CX
	JZ   none
more:
	VMULPS (SI), Z2, Z0
	VCVTPS2DQ Z0, Z0
	VPMOVSDW Z0, (DI)
	ADDQ $64, SI
	ADDQ $32, DI
	SUBQ $16, CX
	JG   more
none:
	VZEROUPPER
	RET

// func toBFloat16AVX512(dst *uint16, src *float32, n int)
// n is a multiple of 16.
TEXT ·toBFloat16AVX512(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	TESTQ CX, CX
	JZ   none
more:
	VMOVUPS (SI), Z0
	BYTE $0x62; BYTE $0xF2; BYTE $0x7E; BYTE $0x48; BYTE $0x72; BYTE $0xC0 // VCVTNEPS2BF16 Z0, Y0
	VMOVDQU Y0, (DI)
	ADDQ $64, SI
	ADDQ $32, DI
	SUBQ $16, CX
	JG   more
none:
	VZEROUPPER
	RET
