//go:build !purego

#include "textflag.h"

// A tile of 6 rows by 16 columns; see Product for what it computes.
//
//	Y0..Y11   accumulators: row i in Y(2i), Y(2i+1)
//	Y12, Y13  a row of B
//	Y14, Y15  broadcasts of A, in turn
//	R8, R9    A at rows 0 and 3; SI the row stride
//	DX, R13   B and its stride; R15 the k stride; CX counts k down

#define CLEAR(c0, c1) \
	VXORPS c0, c0, c0 \
	VXORPS c1, c1, c1

#define LOAD(c0, c1) \
	VMOVUPS (DX), c0   \
	VMOVUPS 32(DX), c1 \
	ADDQ    SI, DX

#define STORE(c0, c1) \
	VMOVUPS c0, (DX)   \
	VMOVUPS c1, 32(DX) \
	ADDQ    SI, DX

#define ALL(M) \
	M(Y0, Y1)  \
	M(Y2, Y3)  \
	M(Y4, Y5)  \
	M(Y6, Y7)  \
	M(Y8, Y9)  \
	M(Y10, Y11)

#define ROW(addr, t, c0, c1) \
	VBROADCASTSS addr, t     \
	VFMADD231PS  t, Y12, c0  \
	VFMADD231PS  t, Y13, c1

// func product6AVX2(p *Product, a, b, c *float32)
TEXT ·product6AVX2(SB), NOSPLIT, $0-32
	MOVQ p+0(FP), DI
	MOVQ 64(DI), AX       // Add
	TESTQ AX, AX
	JZ   zeros
	MOVQ c+24(FP), DX
	MOVQ 56(DI), SI       // CStride
	SHLQ $2, SI
	ALL(LOAD)
	JMP  started
zeros:
	ALL(CLEAR)
started:
	MOVQ a+8(FP), R8
	MOVQ 8(DI), SI        // RowStride
	SHLQ $2, SI
	LEAQ (SI)(SI*2), CX
	LEAQ (R8)(CX*1), R9
	MOVQ 16(DI), R15      // KStride
	SHLQ $2, R15
	MOVQ b+16(FP), DX
	MOVQ 40(DI), R13      // BStride
	SHLQ $2, R13
	MOVQ 24(DI), CX       // K
	TESTQ CX, CX
	JZ   done
loop:
	VMOVUPS (DX), Y12
	VMOVUPS 32(DX), Y13
	ROW((R8), Y14, Y0, Y1)
	ROW((R8)(SI*1), Y15, Y2, Y3)
	ROW((R8)(SI*2), Y14, Y4, Y5)
	ROW((R9), Y15, Y6, Y7)
	ROW((R9)(SI*1), Y14, Y8, Y9)
	ROW((R9)(SI*2), Y15, Y10, Y11)
	ADDQ R15, R8
	ADDQ R15, R9
	ADDQ R13, DX
	DECQ CX
	JNZ  loop
done:
	MOVQ c+24(FP), DX
	MOVQ 56(DI), SI
	SHLQ $2, SI
	ALL(STORE)
	VZEROUPPER
	RET
