//go:build !purego

#include "textflag.h"

// A tile of 14x32 in AVX-512; see Tile for what it computes.
//
//	Z0..Z27   accumulators: row i in Z(2i), Z(2i+1)
//	Z28, Z29  a row of B
//	Z30, Z31  broadcasts of A, in turn
//	R8..R12   A at rows 0, 3, 6, 9, 12; SI the row stride, so that three rows share a register
//	DX, R13   B and its stride; R15 the k stride; CX counts k down
//	DI        the Tile; AX the next offset; BX the taps left

#define ROW(addr, t, c0, c1) \
	VBROADCASTSS addr, t     \
	VFMADD231PS  t, Z28, c0  \
	VFMADD231PS  t, Z29, c1

#define START(c0, c1) \
	VMOVAPS Z28, c0 \
	VMOVAPS Z29, c1

#define ADDROW(c0, c1) \
	VADDPS (DX), c0, c0   \
	VADDPS 64(DX), c1, c1 \
	ADDQ   SI, DX

// With ReLU Z30 is zero. VMAXPS returns its second operand (Go's first) if one is NaN.
#define RELU(c0, c1) \
	VMAXPS c0, Z30, c0 \
	VMAXPS c1, Z30, c1

#define STORE(c0, c1) \
	VMOVUPS c0, (DX)   \
	VMOVUPS c1, 64(DX) \
	ADDQ    SI, DX

#define ALL(M) \
	M(Z0, Z1)   \
	M(Z2, Z3)   \
	M(Z4, Z5)   \
	M(Z6, Z7)   \
	M(Z8, Z9)   \
	M(Z10, Z11) \
	M(Z12, Z13) \
	M(Z14, Z15) \
	M(Z16, Z17) \
	M(Z18, Z19) \
	M(Z20, Z21) \
	M(Z22, Z23) \
	M(Z24, Z25) \
	M(Z26, Z27)

// func runAVX512(t *Tile)
TEXT ·runAVX512(SB), NOSPLIT, $0-8
	MOVQ t+0(FP), DI
	VPXORD Z28, Z28, Z28
	VPXORD Z29, Z29, Z29
	MOVQ 80(DI), AX       // Bias
	TESTQ AX, AX
	JZ   nobias
	VMOVUPS (AX), Z28
	VMOVUPS 64(AX), Z29
nobias:
	ALL(START)
	MOVQ 8(DI), SI        // RowStride
	SHLQ $2, SI
	MOVQ 16(DI), R15      // KStride
	SHLQ $2, R15
	MOVQ 24(DI), AX       // Offsets
	MOVQ 32(DI), BX       // Taps
	MOVQ 48(DI), DX       // B
	MOVQ 56(DI), R13      // BStride
	SHLQ $2, R13
tap:
	MOVQ (AX), CX
	ADDQ $8, AX
	MOVQ 0(DI), R8        // A
	LEAQ (R8)(CX*4), R8
	LEAQ (SI)(SI*2), CX
	LEAQ (R8)(CX*1), R9
	LEAQ (R9)(CX*1), R10
	LEAQ (R10)(CX*1), R11
	LEAQ (R11)(CX*1), R12
	MOVQ 40(DI), CX       // K
	TESTQ CX, CX
	JZ   next
loop:
	VMOVUPS (DX), Z28
	VMOVUPS 64(DX), Z29
	ROW((R8), Z30, Z0, Z1)
	ROW((R8)(SI*1), Z31, Z2, Z3)
	ROW((R8)(SI*2), Z30, Z4, Z5)
	ROW((R9), Z31, Z6, Z7)
	ROW((R9)(SI*1), Z30, Z8, Z9)
	ROW((R9)(SI*2), Z31, Z10, Z11)
	ROW((R10), Z30, Z12, Z13)
	ROW((R10)(SI*1), Z31, Z14, Z15)
	ROW((R10)(SI*2), Z30, Z16, Z17)
	ROW((R11), Z31, Z18, Z19)
	ROW((R11)(SI*1), Z30, Z20, Z21)
	ROW((R11)(SI*2), Z31, Z22, Z23)
	ROW((R12), Z30, Z24, Z25)
	ROW((R12)(SI*1), Z31, Z26, Z27)
	ADDQ R15, R8
	ADDQ R15, R9
	ADDQ R15, R10
	ADDQ R15, R11
	ADDQ R15, R12
	ADDQ R13, DX
	DECQ CX
	JNZ  loop
next:
	DECQ BX
	JNZ  tap

	MOVQ 72(DI), SI       // CStride
	SHLQ $2, SI
	MOVQ 88(DI), DX       // Res
	TESTQ DX, DX
	JZ   nores
	ALL(ADDROW)
nores:
	MOVQ 96(DI), AX       // ReLU
	TESTQ AX, AX
	JZ   norelu
	VPXORD Z30, Z30, Z30
	ALL(RELU)
norelu:
	MOVQ 64(DI), DX       // C
	ALL(STORE)
	VZEROUPPER
	RET
