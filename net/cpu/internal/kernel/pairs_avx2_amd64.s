//go:build !purego

#include "textflag.h"
#include "tiles_avx2_amd64.h"
#include "steps_avx2_amd64.h"

// Tiles of 4, 5 and 6 rows by 16 columns, one below the other; see Pairs for what they compute. Four pairs of k to a round, as
// with product_avx2_amd64.s.
//
//	Y0..Y11        accumulators, whole numbers: row i in Y(2i), Y(2i+1)
//	Y12, Y13       a row of pairs of B
//	Y14, Y15       a broadcast pair of A, and its products
//	R8             A at row 0; SI, R9, R10 once, three and five times its row stride
//	DX, R15        B, and from there to the panel that follows, fetched during the last tile
//	AX, R12        A of this tile, and from there to the next
//	BX, R11        C and its stride
//	CX             counts k down
//	DI             the Pairs: A 0, RowStride 8, K 16, B 24, C 32, CStride 40, Scale 48

// STORE has the scales in Y12 and Y13.
#define STORE(c0, c1) \
	VCVTDQ2PS c0, c0    \
	VCVTDQ2PS c1, c1    \
	VMULPS  Y12, c0, c0 \
	VMULPS  Y13, c1, c1 \
	VMOVUPS c0, (BX)    \
	VMOVUPS c1, 32(BX)  \
	ADDQ    R11, BX

// DOT adds the products of pairs of Y14 and b to c: AVX2 has no instruction that does, AVX-VNNI has. That is VPDPWSSD Y14, b, c, which the
// Go assembler knows with EVEX only: VEX.256.66.0F38.W0 52 /r.
#define AVX2(b, bn, c, cn) \
	VPMADDWD Y14, b, Y15 \
	VPADDD   Y15, c, c
#define VNNI(b, bn, c, cn) BYTE $0xC4; BYTE $(0x42 | (~cn&8)<<4); BYTE $(5 | (~bn&15)<<3); BYTE $0x52; BYTE $(0xC6 | (cn&7)<<3)

#define FETCH \
	PREFETCHT0 (DX)(R15*1)    \
	PREFETCHT0 128(DX)(R15*1) \
	PREFETCHT0 256(DX)(R15*1) \
	PREFETCHT0 384(DX)(R15*1)

#define TILES(DOT, height, ALL, STEP) \
	MOVQ p+0(FP), DI         \
	MOVQ 0(DI), AX           \
	MOVQ c+16(FP), BX        \
	MOVQ 8(DI), SI           \
	ADDQ SI, SI              \
	LEAQ (SI)(SI*2), R9      \
	LEAQ (SI)(SI*4), R10     \
	IMUL3Q $height, SI, R12  \
	MOVQ 16(DI), R15         \
	SHLQ $6, R15             \
	MOVQ 40(DI), R11         \
	SHLQ $2, R11             \
tile:                        \
	ALL(CLEAR)               \
	MOVQ AX, R8              \
	ADDQ R12, AX             \
	MOVQ b+8(FP), DX         \
	MOVQ 16(DI), CX          \
	CMPQ tiles+32(FP), $1    \
	JNE  round               \
fetching:                    \
	FETCH                    \
	ROUND(DOT, STEP)         \
	SUBQ $8, CX              \
	JG   fetching            \
	JMP  done                \
	PCALIGN $32              \
round:                       \
	ROUND(DOT, STEP)         \
	SUBQ $8, CX              \
	JG   round               \
done:                        \
	MOVQ scale+24(FP), DX    \
	VMOVUPS (DX), Y12        \
	VMOVUPS 32(DX), Y13      \
	ALL(STORE)               \
	DECQ tiles+32(FP)        \
	JNZ  tile                \
	VZEROUPPER               \
	RET

// func int16x4AVX2(p *Pairs, b *uint16, c, scale *float32, tiles int)
TEXT ·int16x4AVX2(SB), NOSPLIT, $0-40
	TILES(AVX2, 4, ALL4, STEP4)

// func int16x5AVX2(p *Pairs, b *uint16, c, scale *float32, tiles int)
TEXT ·int16x5AVX2(SB), NOSPLIT, $0-40
	TILES(AVX2, 5, ALL5, STEP5)

// func int16x6AVX2(p *Pairs, b *uint16, c, scale *float32, tiles int)
TEXT ·int16x6AVX2(SB), NOSPLIT, $0-40
	TILES(AVX2, 6, ALL6, STEP6)

// func int16x4VNNI(p *Pairs, b *uint16, c, scale *float32, tiles int)
TEXT ·int16x4VNNI(SB), NOSPLIT, $0-40
	TILES(VNNI, 4, ALL4, STEP4)

// func int16x5VNNI(p *Pairs, b *uint16, c, scale *float32, tiles int)
TEXT ·int16x5VNNI(SB), NOSPLIT, $0-40
	TILES(VNNI, 5, ALL5, STEP5)

// func int16x6VNNI(p *Pairs, b *uint16, c, scale *float32, tiles int)
TEXT ·int16x6VNNI(SB), NOSPLIT, $0-40
	TILES(VNNI, 6, ALL6, STEP6)

// func toInt16AVX2(dst *uint16, src *float32, n int, scale float32)
// n is a multiple of 16.
TEXT ·toInt16AVX2(SB), NOSPLIT, $0-28
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS scale+24(FP), Y2
	TESTQ CX, CX
	JZ   none
more:
	VMULPS (SI), Y2, Y0
	VMULPS 32(SI), Y2, Y1
	VCVTPS2DQ Y0, Y0
	VCVTPS2DQ Y1, Y1
	VPACKSSDW Y1, Y0, Y0
	VPERMQ $0xD8, Y0, Y0 // packing goes by halves of a register
	VMOVDQU Y0, (DI)
	ADDQ $64, SI
	ADDQ $32, DI
	SUBQ $16, CX
	JG   more
none:
	VZEROUPPER
	RET
