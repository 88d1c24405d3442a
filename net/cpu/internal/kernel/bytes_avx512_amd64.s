//go:build !purego

#include "textflag.h"
#include "tiles_avx512_amd64.h"
#include "steps_avx512_amd64.h"

// Tiles of 5 and 7 to 14 rows by 32 columns, side by side; see Bytes for what they compute. Registers as in steps_avx512_amd64.h, and
//
//	Z0..Z27   accumulators: row i in Z(2i), Z(2i+1)
//	DX        B; CX counts k down, R13 lines; R14 from the end of a line's k to the next line
//	AX, BX    A of the next tile, and C
//	DI        the Bytes: A 0, RowStride 8, Line 16, K 24, B 32, C 40

#define DOT(t, tn, b, bn, c, cn) VPDPBUSD b, t, c

// NEXT is where A stands for the tile beside this one.
#define TILES(ALL, ROWS, NEXT) \
	MOVQ p+0(FP), DI         \
	MOVQ 0(DI), AX           \
	MOVQ 40(DI), BX          \
	MOVQ 16(DI), R14         \
	SUBQ 24(DI), R14         \
tile:                        \
	ALL(CLEAR)               \
	MOVQ AX, R8              \
	MOVQ 8(DI), SI           \
	LEAQ (SI)(SI*2), CX      \
	LEAQ (R8)(CX*1), R9      \
	LEAQ (R9)(CX*1), R10     \
	LEAQ (R10)(CX*1), R11    \
	LEAQ (R11)(CX*1), R12    \
	LEAQ NEXT, AX            \
	MOVQ 32(DI), DX          \
	MOVQ $3, R13             \
line:                        \
	MOVQ 24(DI), CX          \
	PCALIGN $32              \
loop:                        \
	VMOVDQU32 (DX), Z28      \
	VMOVDQU32 64(DX), Z29    \
	ROWS(DOT)                \
	ADDQ $4, R8              \
	ADDQ $4, R9              \
	ADDQ $4, R10             \
	ADDQ $4, R11             \
	ADDQ $4, R12             \
	ADDQ $128, DX            \
	SUBQ $4, CX              \
	JG   loop                \
	ADDQ R14, R8             \
	ADDQ R14, R9             \
	ADDQ R14, R10            \
	ADDQ R14, R11            \
	ADDQ R14, R12            \
	DECQ R13                 \
	JNZ  line                \
	MOVQ BX, DX              \
	MOVQ $128, SI            \
	ALL(STORE)               \
	MOVQ DX, BX              \
	DECQ tiles+8(FP)         \
	JNZ  tile                \
	VZEROUPPER               \
	RET

// func bytes5AVX512(p *Bytes, tiles int)
TEXT ·bytes5AVX512(SB), NOSPLIT, $0-16
	TILES(ALL5, ROWS5, (R9)(SI*2))

// func bytes7AVX512(p *Bytes, tiles int)
TEXT ·bytes7AVX512(SB), NOSPLIT, $0-16
	TILES(ALL7, ROWS7, (R10)(SI*1))

// func bytes8AVX512(p *Bytes, tiles int)
TEXT ·bytes8AVX512(SB), NOSPLIT, $0-16
	TILES(ALL8, ROWS8, (R10)(SI*2))

// func bytes9AVX512(p *Bytes, tiles int)
TEXT ·bytes9AVX512(SB), NOSPLIT, $0-16
	TILES(ALL9, ROWS9, (R11))

// func bytes10AVX512(p *Bytes, tiles int)
TEXT ·bytes10AVX512(SB), NOSPLIT, $0-16
	TILES(ALL10, ROWS10, (R11)(SI*1))

// func bytes11AVX512(p *Bytes, tiles int)
TEXT ·bytes11AVX512(SB), NOSPLIT, $0-16
	TILES(ALL11, ROWS11, (R11)(SI*2))

// func bytes13AVX512(p *Bytes, tiles int)
TEXT ·bytes13AVX512(SB), NOSPLIT, $0-16
	TILES(ALL13, ROWS13, (R12)(SI*1))

// func finishBytesAVX512(s *ByteSums, rows int)
//
//	Z28, Z29  scales; Z30, Z31 biases; Z27 the floor; Z26 steps; Z25 255; Z24 zeros
//	AX        C; R8, R10 Res and its stride; BX, R9 Out and its stride; R11, R12 Bytes and its stride
TEXT ·finishBytesAVX512(SB), NOSPLIT, $0-16
	MOVQ s+0(FP), DI
	MOVQ rows+8(FP), CX
	MOVQ 0(DI), AX
	MOVQ 8(DI), DX
	VMOVUPS (DX), Z28
	VMOVUPS 64(DX), Z29
	MOVQ 16(DI), DX
	VMOVUPS (DX), Z30
	VMOVUPS 64(DX), Z31
	MOVQ 24(DI), R8
	MOVQ 32(DI), R10
	SHLQ $2, R10
	MOVQ 40(DI), BX
	MOVQ 48(DI), R11
	MOVQ 56(DI), R12
	MOVQ R12, R9
	SHLQ $2, R9
	VBROADCASTSS 64(DI), Z27
	VBROADCASTSS 68(DI), Z26
	MOVL $0x437f0000, DX
	VPBROADCASTD DX, Z25
	VPXORD Z24, Z24, Z24
row:
	VCVTDQ2PS (AX), Z0
	VCVTDQ2PS 64(AX), Z1
	VMULPS Z28, Z0, Z0
	VMULPS Z29, Z1, Z1
	VADDPS Z30, Z0, Z0
	VADDPS Z31, Z1, Z1
	VADDPS (R8), Z0, Z0
	VADDPS 64(R8), Z1, Z1
	VMAXPS Z27, Z0, Z0
	VMAXPS Z27, Z1, Z1
	TESTQ BX, BX
	JZ   bytes
	VMOVUPS Z0, (BX)
	VMOVUPS Z1, 64(BX)
	ADDQ R9, BX
bytes:
	TESTQ R11, R11
	JZ   next
	VMULPS Z26, Z0, Z0
	VMULPS Z26, Z1, Z1
	VMINPS Z25, Z0, Z0
	VMINPS Z25, Z1, Z1
	VCVTPS2DQ Z0, Z0
	VCVTPS2DQ Z1, Z1
	VPMAXSD Z24, Z0, Z0
	VPMAXSD Z24, Z1, Z1
	VPMOVDB Z0, (R11)
	VPMOVDB Z1, 16(R11)
	ADDQ R12, R11
next:
	ADDQ $128, AX
	ADDQ R10, R8
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

// func toUint8AVX512(dst *uint8, src *float32, n int, scale float32)
// n is a multiple of 16.
TEXT ·toUint8AVX512(SB), NOSPLIT, $0-28
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS scale+24(FP), Z2
	MOVL $0x437f0000, AX // 255
	VPBROADCASTD AX, Z3
	VPXORD Z4, Z4, Z4
	TESTQ CX, CX
	JZ   none
more:
	VMULPS (SI), Z2, Z0
	VMINPS Z3, Z0, Z0
	VCVTPS2DQ Z0, Z0
	VPMAXSD Z4, Z0, Z0
	VPMOVDB Z0, (DI)
	ADDQ $64, SI
	ADDQ $16, DI
	SUBQ $16, CX
	JG   more
none:
	VZEROUPPER
	RET
