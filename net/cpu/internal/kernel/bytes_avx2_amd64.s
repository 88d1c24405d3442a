//go:build !purego

#include "textflag.h"
#include "tiles_avx2_amd64.h"
#include "steps_avx2_amd64.h"
#include "bytes_amd64.h"

// Tiles of 4, 5 and 6 rows by 16 columns, side by side; see Bytes for what they compute. Registers as in steps_avx2_amd64.h and bytes_amd64.h, and
//
//	Y0..Y11   accumulators: row i in Y(2i), Y(2i+1)
//	CX        counts k down, R13 lines
//
// and at a tile's end
//
//	Y12..Y15  the scales, the floor, PerStep

// VNNI is VPDPBUSD b, Y14, c of AVX-VNNI, which the Go assembler knows with EVEX only: VEX.256.66.0F38.W0 50 /r.
#define VNNI(b, bn, c, cn) BYTE $0xC4; BYTE $(0x42 | (~cn&8)<<4); BYTE $0x0D; BYTE $0x50; BYTE $(0xC0 | (cn&7)<<3 | (bn&7))

DATA most<>+0(SB)/8, $0x437f0000437f0000 // 255
DATA most<>+8(SB)/8, $0x437f0000437f0000
DATA most<>+16(SB)/8, $0x437f0000437f0000
DATA most<>+24(SB)/8, $0x437f0000437f0000
GLOBL most<>(SB), RODATA|NOPTR, $32

#define SCALE(c0, c1) \
	VCVTDQ2PS c0, c0             \
	VCVTDQ2PS c1, c1             \
	VFMADD213PS (SI), Y12, c0    \
	VFMADD213PS 32(SI), Y13, c1

// NARROW packs by halves of a register, which VPERMQ puts in order.
#define NARROW(c0, c1) \
	VMINPS most<>(SB), c0, c0   \
	VMINPS most<>(SB), c1, c1   \
	VCVTPS2DQ c0, c0            \
	VCVTPS2DQ c1, c1            \
	VPACKSSDW c1, c0, c0        \
	VPERMQ $0xD8, c0, c0        \
	VPACKUSWB c0, c0, c0        \
	VPERMQ $0x08, c0, c0        \
	VEXTRACTI128 $0, c0, (R10)  \
	ADDQ R13, R10

#define TOBYTES(c0, c1) \
	SCALE(c0, c1)        \
	VMAXPS c0, Y14, c0   \
	VMAXPS c1, Y14, c1   \
	NARROW(c0, c1)       \
	END

// TOFLOATS jumps over what writes Bytes if there are none.
#define TOFLOATS(c0, c1) \
	SCALE(c0, c1)          \
	VADDPS (R8), c0, c0    \
	VADDPS 32(R8), c1, c1  \
	VMAXPS c0, Y14, c0     \
	VMAXPS c1, Y14, c1     \
	VMOVUPS c0, (R9)       \
	VMOVUPS c1, 32(R9)     \
	ADDQ R11, R8           \
	ADDQ R12, R9           \
	TESTQ R10, R10         \
	JEQ 13(PC)             \
	VMULPS Y15, c0, c0     \
	VMULPS Y15, c1, c1     \
	NARROW(c0, c1)         \
	END

#define TILES(ALL, STEP) \
	MOVQ p+0(FP), DI          \
	XORQ BX, BX               \
	MOVQ cells+8(FP), AX      \
tile:                         \
	ALL(CLEAR)                \
	BEGINTILE                 \
	LEAQ (SI)(SI*2), R9       \
	LEAQ (SI)(SI*4), R10      \
line:                         \
	MOVQ R9, CX               \
	PCALIGN $32               \
round:                        \
	ROUND(VNNI, STEP)         \
	SUBQ $16, CX              \
	JG   round                \
	ADDQ R14, R8              \
	DECQ R13                  \
	JNZ  line                 \
	MOVQ 32(DI), DX           \
	VMOVUPS (DX), Y12         \
	VMOVUPS 32(DX), Y13       \
	VBROADCASTSS 88(DI), Y14  \
	VBROADCASTSS 92(DI), Y15  \
	ENDTILE(ALL)

// func bytes4VNNI(p *Bytes, cells, lines int)
TEXT ·bytes4VNNI(SB), NOSPLIT, $0-24
	TILES(ALL4, STEP4)

// func bytes5VNNI(p *Bytes, cells, lines int)
TEXT ·bytes5VNNI(SB), NOSPLIT, $0-24
	TILES(ALL5, STEP5)

// func bytes6VNNI(p *Bytes, cells, lines int)
TEXT ·bytes6VNNI(SB), NOSPLIT, $0-24
	TILES(ALL6, STEP6)

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
