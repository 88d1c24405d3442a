//go:build !purego

#include "textflag.h"

// Tiles of 4, 5 and 6 rows by 16 columns, one below the other; see Product for what they compute.
//
//	Y0..Y11   accumulators: row i in Y(2i), Y(2i+1)
//	Y12, Y13  a row of B
//	Y14, Y15  broadcasts of A, in turn
//	R8, R9    A at rows 0 and 3; SI the row stride
//	DX, R13   B and its stride; R14 from there to the panel that follows, which is fetched meanwhile; R15 the k stride; CX counts k down
//	AX, BX    A of the next tile, and C
//	R10, R11, R12  B of the first k, the stride of C, and tiles left
//	DI        the Product: A 0, RowStride 8, KStride 16, K 24, B 32, BStride 40, C 48, CStride 56, Add 64

#define CLEAR(c0, c1) \
	VXORPS c0, c0, c0 \
	VXORPS c1, c1, c1

#define LOAD(c0, c1) \
	VMOVUPS (DX), c0   \
	VMOVUPS 32(DX), c1 \
	ADDQ    R11, DX

#define STORE(c0, c1) \
	VMOVUPS c0, (BX)   \
	VMOVUPS c1, 32(BX) \
	ADDQ    R11, BX

#define ALL4(M) \
	M(Y0, Y1)  \
	M(Y2, Y3)  \
	M(Y4, Y5)  \
	M(Y6, Y7)

#define ALL5(M) \
	ALL4(M)    \
	M(Y8, Y9)

#define ALL6(M) \
	ALL5(M)     \
	M(Y10, Y11)

#define ROW(addr, t, c0, c1) \
	VBROADCASTSS addr, t     \
	VFMADD231PS  t, Y12, c0  \
	VFMADD231PS  t, Y13, c1

#define ROWS4 \
	ROW((R8), Y14, Y0, Y1)       \
	ROW((R8)(SI*1), Y15, Y2, Y3) \
	ROW((R8)(SI*2), Y14, Y4, Y5) \
	ROW((R9), Y15, Y6, Y7)

#define ROWS5 \
	ROWS4                        \
	ROW((R9)(SI*1), Y14, Y8, Y9)

#define ROWS6 \
	ROWS5                          \
	ROW((R9)(SI*2), Y15, Y10, Y11)

// NEXT is where A stands for the tile below this one.
#define TILES(ALL, ROWS, NEXT) \
	MOVQ p+0(FP), DI       \
	MOVQ 0(DI), AX         \
	MOVQ b+8(FP), R10      \
	MOVQ c+16(FP), BX      \
	MOVQ 8(DI), SI         \
	SHLQ $2, SI            \
	MOVQ 16(DI), R15       \
	SHLQ $2, R15           \
	MOVQ 40(DI), R13       \
	SHLQ $2, R13           \
	MOVQ R13, R14          \
	IMULQ 24(DI), R14      \
	MOVQ 56(DI), R11       \
	SHLQ $2, R11           \
	MOVQ tiles+24(FP), R12 \
tile:                      \
	CMPQ 64(DI), $0        \
	JE   zeros             \
	MOVQ BX, DX            \
	ALL(LOAD)              \
	JMP  started           \
zeros:                     \
	ALL(CLEAR)             \
started:                   \
	MOVQ AX, R8            \
	LEAQ (SI)(SI*2), CX    \
	LEAQ (R8)(CX*1), R9    \
	LEAQ NEXT, AX          \
	MOVQ R10, DX           \
	MOVQ 24(DI), CX        \
	TESTQ CX, CX           \
	JZ   done              \
loop:                      \
	VMOVUPS (DX), Y12      \
	VMOVUPS 32(DX), Y13    \
	PREFETCHT0 (DX)(R14*1) \
	ROWS                   \
	ADDQ R15, R8           \
	ADDQ R15, R9           \
	ADDQ R13, DX           \
	DECQ CX                \
	JNZ  loop              \
done:                      \
	ALL(STORE)             \
	DECQ R12               \
	JNZ  tile              \
	VZEROUPPER             \
	RET

// func product4AVX2(p *Product, b, c *float32, tiles int)
TEXT ·product4AVX2(SB), NOSPLIT, $0-32
	TILES(ALL4, ROWS4, (R9)(SI*1))

// func product5AVX2(p *Product, b, c *float32, tiles int)
TEXT ·product5AVX2(SB), NOSPLIT, $0-32
	TILES(ALL5, ROWS5, (R9)(SI*2))

// func product6AVX2(p *Product, b, c *float32, tiles int)
TEXT ·product6AVX2(SB), NOSPLIT, $0-32
	TILES(ALL6, ROWS6, (R9)(CX*1))
