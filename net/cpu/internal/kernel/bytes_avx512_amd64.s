//go:build !purego

#include "textflag.h"
#include "tiles_avx512_amd64.h"
#include "steps_avx512_amd64.h"
#include "bytes_amd64.h"

// Tiles of 5, 7 to 11 and 13 rows by 32 columns, side by side; see Bytes for what they compute. Registers as in steps_avx512_amd64.h and bytes_amd64.h, and
//
//	Z0..Z27   accumulators: row i in Z(2i), Z(2i+1)
//	CX        counts k down, R13 lines
//
// and at a tile's end
//
//	Z28..Z31  the scales, the floor, PerStep

#define DOT(t, tn, b, bn, c, cn) VPDPBUSD b, t, c

#define SCALE(c0, c1) \
	VCVTDQ2PS c0, c0             \
	VCVTDQ2PS c1, c1             \
	VFMADD213PS (SI), Z28, c0    \
	VFMADD213PS 64(SI), Z29, c1

#define NARROW(c0, c1) \
	VCVTPS2DQ c0, c0        \
	VCVTPS2DQ c1, c1        \
	VPMOVUSDB c0, (R10)     \
	VPMOVUSDB c1, 16(R10)   \
	ADDQ R13, R10

#define TOBYTES(c0, c1) \
	SCALE(c0, c1)        \
	VMAXPS c0, Z30, c0   \
	VMAXPS c1, Z30, c1   \
	NARROW(c0, c1)       \
	END

// TOFLOATS jumps over what writes Bytes if there are none.
#define TOFLOATS(c0, c1) \
	SCALE(c0, c1)          \
	VADDPS (R8), c0, c0    \
	VADDPS 64(R8), c1, c1  \
	VMAXPS c0, Z30, c0     \
	VMAXPS c1, Z30, c1     \
	VMOVUPS c0, (R9)       \
	VMOVUPS c1, 64(R9)     \
	ADDQ R11, R8           \
	ADDQ R12, R9           \
	TESTQ R10, R10         \
	JEQ 8(PC)              \
	VMULPS Z31, c0, c0     \
	VMULPS Z31, c1, c1     \
	NARROW(c0, c1)         \
	END

// SUM adds CX bytes of k.
#define SUM(loop, ROWS) \
	PCALIGN $32         \
loop:                   \
	STEP(DOT, ROWS, 0)  \
	STEP(DOT, ROWS, 4)  \
	STEP(DOT, ROWS, 8)  \
	STEP(DOT, ROWS, 12) \
	ADVANCE(16)         \
	SUBQ $16, CX        \
	JG   loop

// BUTFIRST and BUTLAST are the rows that have a cell to their left, and to their right, on the board.
#define TILES(ALL, ROWS, BUTFIRST, BUTLAST) \
	MOVQ p+0(FP), DI          \
	XORQ BX, BX               \
	MOVQ cells+8(FP), AX      \
tile:                         \
	ALL(CLEAR)                \
	BEGINTILE                 \
	LEAQ (R8)(CX*1), R9       \
	LEAQ (R9)(CX*1), R10      \
	LEAQ (R10)(CX*1), R11     \
	LEAQ (R11)(CX*1), R12     \
line:                         \
	LEAQ (SI)(SI*2), CX       \
	CMPB 98(DI), $0           \
	JEQ  right                \
	MOVQ SI, CX               \
	SUM(butfirst, BUTFIRST)   \
	LEAQ (SI)(SI*1), CX       \
right:                        \
	CMPB 99(DI), $0           \
	JEQ  whole                \
	SUBQ SI, CX               \
	SUM(whole, ROWS)          \
	CMPB 99(DI), $0           \
	JEQ  next                 \
	MOVQ SI, CX               \
	SUM(butlast, BUTLAST)     \
next:                         \
	ADDQ R14, R8              \
	ADDQ R14, R9              \
	ADDQ R14, R10             \
	ADDQ R14, R11             \
	ADDQ R14, R12             \
	DECQ R13                  \
	JNZ  line                 \
	MOVQ 32(DI), DX           \
	VMOVUPS (DX), Z28         \
	VMOVUPS 64(DX), Z29       \
	VBROADCASTSS 88(DI), Z30  \
	VBROADCASTSS 92(DI), Z31  \
	ENDTILE(ALL)

// func bytes5AVX512(p *Bytes, cells, lines int)
TEXT ·bytes5AVX512(SB), NOSPLIT, $0-24
	TILES(ALL5, ROWS5, NEXT5, ROWS4)

// func bytes7AVX512(p *Bytes, cells, lines int)
TEXT ·bytes7AVX512(SB), NOSPLIT, $0-24
	TILES(ALL7, ROWS7, NEXT7, ROWS6)

// func bytes8AVX512(p *Bytes, cells, lines int)
TEXT ·bytes8AVX512(SB), NOSPLIT, $0-24
	TILES(ALL8, ROWS8, NEXT8, ROWS7)

// func bytes9AVX512(p *Bytes, cells, lines int)
TEXT ·bytes9AVX512(SB), NOSPLIT, $0-24
	TILES(ALL9, ROWS9, NEXT9, ROWS8)

// func bytes10AVX512(p *Bytes, cells, lines int)
TEXT ·bytes10AVX512(SB), NOSPLIT, $0-24
	TILES(ALL10, ROWS10, NEXT10, ROWS9)

// func bytes11AVX512(p *Bytes, cells, lines int)
TEXT ·bytes11AVX512(SB), NOSPLIT, $0-24
	TILES(ALL11, ROWS11, NEXT11, ROWS10)

// func bytes13AVX512(p *Bytes, cells, lines int)
TEXT ·bytes13AVX512(SB), NOSPLIT, $0-24
	TILES(ALL13, ROWS13, NEXT13, ROWS12)

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
