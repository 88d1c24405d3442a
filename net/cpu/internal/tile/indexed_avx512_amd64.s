//go:build !purego

#include "textflag.h"

// The two tiles with an Index, in AVX-512; see runScatteredGo and runGatheredGo for what they compute. The
// numbers of fields are those of Tile.

#define ROW(addr, t, c0, c1) \
	VBROADCASTSS addr, t     \
	VFMADD231PS  t, Z28, c0  \
	VFMADD231PS  t, Z29, c1

#define START(c0, c1) \
	VMOVAPS Z28, c0 \
	VMOVAPS Z29, c1

#define RELU(c0, c1) \
	VMAXPS c0, Z30, c0 \
	VMAXPS c1, Z30, c1

#define ALL12(M) \
	M(Z0, Z1) \
	M(Z2, Z3) \
	M(Z4, Z5) \
	M(Z6, Z7) \
	M(Z8, Z9) \
	M(Z10, Z11) \
	M(Z12, Z13) \
	M(Z14, Z15) \
	M(Z16, Z17) \
	M(Z18, Z19) \
	M(Z20, Z21) \
	M(Z22, Z23)

// PLACE sets p to row i of A: the base CX plus Index[i] strides BX.
#define PLACE(i, p) \
	MOVLQSX (4*i)(AX), p \
	IMULQ   BX, p        \
	ADDQ    CX, p

// ADDAT and STOREAT meet row i of Res or C, DX, with Index CX and stride BX.
#define ADDAT(i, c0, c1) \
	MOVLQSX (4*i)(CX), SI         \
	IMULQ   BX, SI                \
	VADDPS  (DX)(SI*1), c0, c0    \
	VADDPS  64(DX)(SI*1), c1, c1

#define STOREAT(i, c0, c1) \
	MOVLQSX (4*i)(CX), SI         \
	IMULQ   BX, SI                \
	VMOVUPS c0, (DX)(SI*1)        \
	VMOVUPS c1, 64(DX)(SI*1)

#define ALLAT(M) \
	M(0, Z0, Z1) \
	M(1, Z2, Z3) \
	M(2, Z4, Z5) \
	M(3, Z6, Z7) \
	M(4, Z8, Z9) \
	M(5, Z10, Z11) \
	M(6, Z12, Z13) \
	M(7, Z14, Z15) \
	M(8, Z16, Z17) \
	M(9, Z18, Z19) \
	M(10, Z20, Z21) \
	M(11, Z22, Z23)

// 12x32, rows of A and C by Index.
//
//	Z0..Z23         accumulators: row i in Z(2i), Z(2i+1)
//	Z28, Z29        a row of B
//	Z30, Z31        broadcasts of A, in turn
//	R8..R15, SI, DI, CX, BX   the ends of the rows of A
//	AX              -K..0; DX a row of B
//
// func runScatteredAVX512(t *Tile)
TEXT ·runScatteredAVX512(SB), NOSPLIT, $40-8
	MOVQ t+0(FP), AX
	VPXORD Z28, Z28, Z28
	VPXORD Z29, Z29, Z29
	MOVQ 80(AX), CX       // Bias
	TESTQ CX, CX
	JZ   nobias
	VMOVUPS (CX), Z28
	VMOVUPS 64(CX), Z29
nobias:
	ALL12(START)
	MOVQ 24(AX), CX       // Offsets
	MOVQ CX, offsets-8(SP)
	MOVQ 32(AX), CX       // Taps
	MOVQ CX, taps-16(SP)
	MOVQ 40(AX), CX       // K
	NEGQ CX
	JZ   sums
	MOVQ CX, k-24(SP)
	MOVQ 56(AX), CX       // BStride
	SHLQ $2, CX
	MOVQ CX, bstride-32(SP)
	MOVQ 48(AX), DX       // B
tap:
	MOVQ DX, b-40(SP)
	MOVQ t+0(FP), AX
	MOVQ offsets-8(SP), BX
	MOVQ (BX), CX
	ADDQ $8, BX
	MOVQ BX, offsets-8(SP)
	SUBQ k-24(SP), CX
	SHLQ $2, CX
	ADDQ 0(AX), CX        // A, at the end of the tap
	MOVQ 8(AX), BX        // RowStride
	SHLQ $2, BX
	MOVQ 104(AX), AX      // Index
	PLACE(0, R8)
	PLACE(1, R9)
	PLACE(2, R10)
	PLACE(3, R11)
	PLACE(4, R12)
	PLACE(5, R13)
	PLACE(6, R14)
	PLACE(7, R15)
	PLACE(8, SI)
	PLACE(9, DI)
	MOVLQSX 40(AX), DX
	IMULQ BX, DX
	MOVLQSX 44(AX), AX
	IMULQ AX, BX
	ADDQ CX, BX           // row 11
	ADDQ DX, CX           // row 10
	MOVQ b-40(SP), DX
	MOVQ k-24(SP), AX
loop:
	VMOVUPS (DX), Z28
	VMOVUPS 64(DX), Z29
	ROW((R8)(AX*4), Z30, Z0, Z1)
	ROW((R9)(AX*4), Z31, Z2, Z3)
	ROW((R10)(AX*4), Z30, Z4, Z5)
	ROW((R11)(AX*4), Z31, Z6, Z7)
	ROW((R12)(AX*4), Z30, Z8, Z9)
	ROW((R13)(AX*4), Z31, Z10, Z11)
	ROW((R14)(AX*4), Z30, Z12, Z13)
	ROW((R15)(AX*4), Z31, Z14, Z15)
	ROW((SI)(AX*4), Z30, Z16, Z17)
	ROW((DI)(AX*4), Z31, Z18, Z19)
	ROW((CX)(AX*4), Z30, Z20, Z21)
	ROW((BX)(AX*4), Z31, Z22, Z23)
	ADDQ bstride-32(SP), DX
	INCQ AX
	JNZ  loop
	DECQ taps-16(SP)
	JNZ  tap
sums:
	MOVQ t+0(FP), AX
	MOVQ 72(AX), BX       // CStride
	SHLQ $2, BX
	MOVQ 104(AX), CX      // Index
	MOVQ 88(AX), DX       // Res
	TESTQ DX, DX
	JZ   nores
	ALLAT(ADDAT)
nores:
	CMPQ 96(AX), $0       // ReLU
	JEQ  norelu
	VPXORD Z30, Z30, Z30
	ALL12(RELU)
norelu:
	MOVQ 64(AX), DX       // C
	ALLAT(STOREAT)
	VZEROUPPER
	RET

#define ADDROW(c0, c1) \
	VADDPS (DX), c0, c0   \
	VADDPS 64(DX), c1, c1 \
	ADDQ   R11, DX

#define STORE(c0, c1) \
	VMOVUPS c0, (DX)   \
	VMOVUPS c1, 64(DX) \
	ADDQ    R11, DX

#define ZERO(c0, c1) \
	VPXORD c0, c0, c0 \
	VPXORD c1, c1, c1

#define ALL8(M) \
	M(Z0, Z1) \
	M(Z2, Z3) \
	M(Z4, Z5) \
	M(Z6, Z7) \
	M(Z8, Z9) \
	M(Z10, Z11) \
	M(Z12, Z13) \
	M(Z14, Z15)

// 8x32, a sum over rows of A and B by Index.
//
//	Z0..Z15   accumulators; Z28, Z29 a row of B; Z30, Z31 broadcasts of A
//	R8, R9    A and KStride; R10, R11 B and BStride
//	CX        Index; BX counts K down; SI, DI places of the rows of A and B
//
// func runGatheredAVX512(t *Tile)
TEXT ·runGatheredAVX512(SB), NOSPLIT, $0-8
	MOVQ t+0(FP), AX
	ALL8(ZERO)
	MOVQ 24(AX), CX       // Offsets
	MOVQ (CX), CX
	MOVQ 0(AX), R8        // A
	LEAQ (R8)(CX*4), R8
	MOVQ 16(AX), R9       // KStride
	SHLQ $2, R9
	MOVQ 48(AX), R10      // B
	MOVQ 56(AX), R11      // BStride
	SHLQ $2, R11
	MOVQ 104(AX), CX      // Index
	MOVQ 40(AX), BX       // K
	TESTQ BX, BX
	JZ   sums
loop:
	MOVLQSX (CX), SI
	MOVQ  SI, DI
	IMULQ R9, SI
	IMULQ R11, DI
	VMOVUPS (R10)(DI*1), Z28
	VMOVUPS 64(R10)(DI*1), Z29
	ROW(0(R8)(SI*1), Z30, Z0, Z1)
	ROW(4(R8)(SI*1), Z31, Z2, Z3)
	ROW(8(R8)(SI*1), Z30, Z4, Z5)
	ROW(12(R8)(SI*1), Z31, Z6, Z7)
	ROW(16(R8)(SI*1), Z30, Z8, Z9)
	ROW(20(R8)(SI*1), Z31, Z10, Z11)
	ROW(24(R8)(SI*1), Z30, Z12, Z13)
	ROW(28(R8)(SI*1), Z31, Z14, Z15)
	ADDQ $4, CX
	DECQ BX
	JNZ  loop
sums:
	MOVQ 72(AX), R11      // CStride
	SHLQ $2, R11
	MOVQ 88(AX), DX       // Res
	TESTQ DX, DX
	JZ   nores
	ALL8(ADDROW)
nores:
	MOVQ 64(AX), DX       // C
	ALL8(STORE)
	VZEROUPPER
	RET
