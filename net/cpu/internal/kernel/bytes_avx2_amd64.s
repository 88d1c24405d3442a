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

// RESULTS is a vector of 8 columns, d bytes from the first.
#define RESULTS(d, scale, bias) \
	VCVTDQ2PS d(AX), Y0     \
	VMULPS scale, Y0, Y0    \
	VADDPS bias, Y0, Y0     \
	VADDPS d(R8), Y0, Y0    \
	VMAXPS Y15, Y0, Y0      \
	VMOVUPS Y0, d(BX)

// func finishBytesAVX2(s *ByteSums, rows int)
//
//	Y4..Y7    scales; Y8..Y11 biases; Y15 the floor
//	AX, BX    C and Out; R8 Res; R9, R10 their strides
TEXT ·finishBytesAVX2(SB), NOSPLIT, $0-16
	MOVQ s+0(FP), DI
	MOVQ rows+8(FP), CX
	MOVQ 0(DI), AX
	MOVQ 8(DI), DX
	VMOVUPS (DX), Y4
	VMOVUPS 32(DX), Y5
	VMOVUPS 64(DX), Y6
	VMOVUPS 96(DX), Y7
	MOVQ 16(DI), DX
	VMOVUPS (DX), Y8
	VMOVUPS 32(DX), Y9
	VMOVUPS 64(DX), Y10
	VMOVUPS 96(DX), Y11
	MOVQ 24(DI), BX
	MOVQ 32(DI), R9
	SHLQ $2, R9
	MOVQ 40(DI), R8
	MOVQ 48(DI), R10
	SHLQ $2, R10
	VBROADCASTSS 56(DI), Y15
row:
	RESULTS(0, Y4, Y8)
	RESULTS(32, Y5, Y9)
	RESULTS(64, Y6, Y10)
	RESULTS(96, Y7, Y11)
	ADDQ $128, AX
	ADDQ R9, BX
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
