//go:build !purego

#include "textflag.h"
#include "tiles_avx512_amd64.h"

// Tiles of 5, 9, 12, 13 and 14 rows by 32 columns, one below the other; see Product for what they compute.
//
//	Z0..Z27   accumulators: row i in Z(2i), Z(2i+1)
//	Z28, Z29  a row of B
//	Z30, Z31  broadcasts of A, in turn
//	R8..R12   A at rows 0, 3, 6, 9, 12; SI the row stride, so that three rows share a register
//	DX, R13   B and its stride; R14 from there to the panel that follows, which is fetched meanwhile; R15 the k stride; CX counts k down
//	AX, BX    A of the next tile, and C
//	DI        the Product: A 0, RowStride 8, KStride 16, K 24, B 32, BStride 40, C 48, CStride 56, Add 64

#define LOAD(c0, c1) \
	VMOVUPS (DX), c0   \
	VMOVUPS 64(DX), c1 \
	ADDQ    SI, DX

#define ROW(addr, t, c0, c1) \
	VBROADCASTSS addr, t     \
	VFMADD231PS  t, Z28, c0  \
	VFMADD231PS  t, Z29, c1

#define ROWS5 \
	ROW((R8), Z30, Z0, Z1)          \
	ROW((R8)(SI*1), Z31, Z2, Z3)    \
	ROW((R8)(SI*2), Z30, Z4, Z5)    \
	ROW((R9), Z31, Z6, Z7)          \
	ROW((R9)(SI*1), Z30, Z8, Z9)

#define ROWS9 \
	ROWS5                           \
	ROW((R9)(SI*2), Z31, Z10, Z11)  \
	ROW((R10), Z30, Z12, Z13)       \
	ROW((R10)(SI*1), Z31, Z14, Z15) \
	ROW((R10)(SI*2), Z30, Z16, Z17)

#define ROWS12 \
	ROWS9                           \
	ROW((R11), Z31, Z18, Z19)       \
	ROW((R11)(SI*1), Z30, Z20, Z21) \
	ROW((R11)(SI*2), Z31, Z22, Z23)

#define ROWS13 \
	ROWS12                    \
	ROW((R12), Z30, Z24, Z25)

#define ROWS14 \
	ROWS13                          \
	ROW((R12)(SI*1), Z31, Z26, Z27)

// NEXT is where A stands for the tile below this one.
#define TILES(ALL, ROWS, NEXT) \
	MOVQ p+0(FP), DI         \
	MOVQ 0(DI), AX           \
	MOVQ 48(DI), BX          \
tile:                        \
	CMPQ 64(DI), $0          \
	JE   zeros               \
	MOVQ BX, DX              \
	MOVQ 56(DI), SI          \
	SHLQ $2, SI              \
	ALL(LOAD)                \
	JMP  started             \
zeros:                       \
	ALL(CLEAR)               \
started:                     \
	MOVQ AX, R8              \
	MOVQ 8(DI), SI           \
	SHLQ $2, SI              \
	LEAQ (SI)(SI*2), CX      \
	LEAQ (R8)(CX*1), R9      \
	LEAQ (R9)(CX*1), R10     \
	LEAQ (R10)(CX*1), R11    \
	LEAQ (R11)(CX*1), R12    \
	LEAQ NEXT, AX            \
	MOVQ 16(DI), R15         \
	SHLQ $2, R15             \
	MOVQ 32(DI), DX          \
	MOVQ 40(DI), R13         \
	SHLQ $2, R13             \
	MOVQ 24(DI), CX          \
	TESTQ CX, CX             \
	JZ   done                \
	MOVQ R13, R14            \
	IMULQ CX, R14            \
loop:                        \
	VMOVUPS (DX), Z28        \
	VMOVUPS 64(DX), Z29      \
	PREFETCHT0 (DX)(R14*1)   \
	PREFETCHT0 64(DX)(R14*1) \
	ROWS                     \
	ADDQ R15, R8             \
	ADDQ R15, R9             \
	ADDQ R15, R10            \
	ADDQ R15, R11            \
	ADDQ R15, R12            \
	ADDQ R13, DX             \
	DECQ CX                  \
	JNZ  loop                \
done:                        \
	MOVQ BX, DX              \
	MOVQ 56(DI), SI          \
	SHLQ $2, SI              \
	ALL(STORE)               \
	MOVQ DX, BX              \
	DECQ tiles+8(FP)         \
	JNZ  tile                \
	VZEROUPPER               \
	RET

// func product5AVX512(p *Product, tiles int)
TEXT ·product5AVX512(SB), NOSPLIT, $0-16
	TILES(ALL5, ROWS5, (R9)(SI*2))

// func product9AVX512(p *Product, tiles int)
TEXT ·product9AVX512(SB), NOSPLIT, $0-16
	TILES(ALL9, ROWS9, (R11))

// func product12AVX512(p *Product, tiles int)
TEXT ·product12AVX512(SB), NOSPLIT, $0-16
	TILES(ALL12, ROWS12, (R12))

// func product13AVX512(p *Product, tiles int)
TEXT ·product13AVX512(SB), NOSPLIT, $0-16
	TILES(ALL13, ROWS13, (R12)(SI*1))

// func product14AVX512(p *Product, tiles int)
TEXT ·product14AVX512(SB), NOSPLIT, $0-16
	TILES(ALL14, ROWS14, (R12)(SI*2))
