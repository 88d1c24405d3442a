//go:build !purego

#include "textflag.h"
#include "tiles_avx2_amd64.h"
#include "steps_avx2_amd64.h"

// Tiles of 4, 5 and 6 rows by 16 columns, side by side; see Bytes for what they compute. Registers as in steps_avx2_amd64.h, and
//
//	Y0..Y11   accumulators: row i in Y(2i), Y(2i+1)
//	DX        B; CX counts k down, R13 lines; R14 from the end of a line's k to the next line
//	AX, R12   A of this tile, and from there to the next
//	BX        C
//	DI        the Bytes: A 0, RowStride 8, Line 16, K 24

// STORE leaves the other half of a row's columns to another call.
#define STORE(c0, c1) \
	VMOVDQU c0, (BX)   \
	VMOVDQU c1, 32(BX) \
	ADDQ    $128, BX

// VNNI is VPDPBUSD b, Y14, c of AVX-VNNI, which the Go assembler knows with EVEX only: VEX.256.66.0F38.W0 50 /r.
#define VNNI(b, bn, c, cn) BYTE $0xC4; BYTE $(0x42 | (~cn&8)<<4); BYTE $0x0D; BYTE $0x50; BYTE $(0xC0 | (cn&7)<<3 | (bn&7))

#define TILES(height, ALL, STEP) \
	MOVQ p+0(FP), DI         \
	MOVQ 0(DI), AX           \
	MOVQ c+16(FP), BX        \
	MOVQ 8(DI), SI           \
	LEAQ (SI)(SI*2), R9      \
	LEAQ (SI)(SI*4), R10     \
	IMUL3Q $height, SI, R12  \
	MOVQ 16(DI), R14         \
	SUBQ 24(DI), R14         \
tile:                        \
	ALL(CLEAR)               \
	MOVQ AX, R8              \
	ADDQ R12, AX             \
	MOVQ b+8(FP), DX         \
	MOVQ $3, R13             \
line:                        \
	MOVQ 24(DI), CX          \
	PCALIGN $32              \
round:                       \
	ROUND(VNNI, STEP)        \
	SUBQ $16, CX             \
	JG   round               \
	ADDQ R14, R8             \
	DECQ R13                 \
	JNZ  line                \
	ALL(STORE)               \
	DECQ tiles+24(FP)        \
	JNZ  tile                \
	VZEROUPPER               \
	RET

// func bytes4VNNI(p *Bytes, b *int8, c *int32, tiles int)
TEXT ·bytes4VNNI(SB), NOSPLIT, $0-32
	TILES(4, ALL4, STEP4)

// func bytes5VNNI(p *Bytes, b *int8, c *int32, tiles int)
TEXT ·bytes5VNNI(SB), NOSPLIT, $0-32
	TILES(5, ALL5, STEP5)

// func bytes6VNNI(p *Bytes, b *int8, c *int32, tiles int)
TEXT ·bytes6VNNI(SB), NOSPLIT, $0-32
	TILES(6, ALL6, STEP6)

// RESULTS makes a vector of 8 columns, which begin d bytes from the first: scales and biases stand as far from DX and SI.
#define RESULTS(d, v) \
	VCVTDQ2PS d(AX), v  \
	VMULPS d(DX), v, v  \
	VADDPS d(SI), v, v  \
	VADDPS d(R8), v, v  \
	VMAXPS Y15, v, v

#define TOWHOLE(v) \
	VMULPS Y14, v, v  \
	VMINPS Y13, v, v  \
	VCVTPS2DQ v, v

// func finishBytesAVX2(s *ByteSums, rows int)
//
//	DX, SI    scales and biases; Y15 the floor; Y14 steps; Y13 255; Y12 the order of the bytes
//	AX        C; R8, R10 Res and its stride; BX, R9 Out and its stride; R11, R12 Bytes and its stride
TEXT ·finishBytesAVX2(SB), NOSPLIT, $0-16
	MOVQ s+0(FP), DI
	MOVQ rows+8(FP), CX
	MOVQ 0(DI), AX
	MOVQ 24(DI), R8
	MOVQ 32(DI), R10
	SHLQ $2, R10
	MOVQ 40(DI), BX
	MOVQ 48(DI), R11
	MOVQ 56(DI), R12
	MOVQ R12, R9
	SHLQ $2, R9
	VBROADCASTSS 64(DI), Y15
	VBROADCASTSS 68(DI), Y14
	MOVL $0x437f0000, DX // 255
	MOVQ DX, X13
	VPBROADCASTD X13, Y13
	MOVQ $0x0000000400000000, DX
	MOVQ DX, X12
	MOVQ $0x0000000500000001, DX
	MOVQ DX, X11
	VPUNPCKLQDQ X11, X12, X12 // 0, 4, 1, 5
	MOVQ $0x0000000200000002, DX
	MOVQ DX, X11
	VPBROADCASTQ X11, X11
	VPADDD X11, X12, X11 // 2, 6, 3, 7
	VINSERTI128 $1, X11, Y12, Y12
	MOVQ 8(DI), DX
	MOVQ 16(DI), SI
row:
	RESULTS(0, Y0)
	RESULTS(32, Y1)
	RESULTS(64, Y2)
	RESULTS(96, Y3)
	TESTQ BX, BX
	JZ   bytes
	VMOVUPS Y0, (BX)
	VMOVUPS Y1, 32(BX)
	VMOVUPS Y2, 64(BX)
	VMOVUPS Y3, 96(BX)
	ADDQ R9, BX
bytes:
	TESTQ R11, R11
	JZ   next
	TOWHOLE(Y0)
	TOWHOLE(Y1)
	TOWHOLE(Y2)
	TOWHOLE(Y3)
	VPACKSSDW Y1, Y0, Y0
	VPACKSSDW Y3, Y2, Y2
	VPACKUSWB Y2, Y0, Y0
	VPERMD Y0, Y12, Y0 // packing goes by halves of a register
	VMOVDQU Y0, (R11)
	ADDQ R12, R11
next:
	ADDQ $128, AX
	ADDQ R10, R8
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

// func toUint8AVX2(dst *uint8, src *float32, n int, scale float32)
// n is a multiple of 16.
TEXT ·toUint8AVX2(SB), NOSPLIT, $0-28
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	VBROADCASTSS scale+24(FP), Y2
	MOVL $0x437f0000, AX // 255
	MOVQ AX, X3
	VPBROADCASTD X3, Y3
	TESTQ CX, CX
	JZ   none
more:
	VMULPS (SI), Y2, Y0
	VMULPS 32(SI), Y2, Y1
	VMINPS Y3, Y0, Y0
	VMINPS Y3, Y1, Y1
	VCVTPS2DQ Y0, Y0
	VCVTPS2DQ Y1, Y1
	VPACKSSDW Y1, Y0, Y0
	VPERMQ $0xD8, Y0, Y0 // packing goes by halves of a register
	VEXTRACTI128 $1, Y0, X1
	VPACKUSWB X1, X0, X0
	VMOVDQU X0, (DI)
	ADDQ $64, SI
	ADDQ $16, DI
	SUBQ $16, CX
	JG   more
none:
	VZEROUPPER
	RET
