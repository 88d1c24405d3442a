//go:build !purego

#include "textflag.h"
#include "tiles_avx2_amd64.h"

// Tiles of 4, 5 and 6 rows by 16 columns, one below the other; see Product for what they compute. A's numbers lie side by
// side either along a row (KStride 1) or along a column (RowStride 1).
//
// Four steps of k to a round, and little beside multiply-adds: cores that share a front end between two threads have three
// instructions a cycle for each, and the loop has 1.7 a multiply-add.
//
//	Y0..Y11        accumulators: row i in Y(2i), Y(2i+1)
//	Y12, Y13       a row of B
//	Y14, Y15       broadcasts of A, in turn
//	R8             A at row 0; SI, R9, R10 once, three and five times its row stride; by column 0, once and three times its k stride
//	DX             B; R13, R14 once and three times its stride
//	R15            the panel of B that follows, fetched during the last tile
//	AX, R12        A of this tile, and from there to the next
//	BX, R11        C and its stride
//	CX             counts k down
//	DI             the Product: A 0, RowStride 8, KStride 16, K 24, B 32, BStride 40, C 48, CStride 56, Add 64

#define LOAD(c0, c1) \
	VMOVUPS (DX), c0   \
	VMOVUPS 32(DX), c1 \
	ADDQ    R11, DX

#define STORE(c0, c1) \
	VMOVUPS c0, (BX)   \
	VMOVUPS c1, 32(BX) \
	ADDQ    R11, BX

#define CELL(addr, t, c0, c1) \
	VBROADCASTSS addr, t     \
	VFMADD231PS  t, Y12, c0  \
	VFMADD231PS  t, Y13, c1

// A step by rows: d is how far k has gone, in bytes.
#define BYROW4(d) \
	CELL(d(R8), Y14, Y0, Y1)       \
	CELL(d(R8)(SI*1), Y15, Y2, Y3) \
	CELL(d(R8)(SI*2), Y14, Y4, Y5) \
	CELL(d(R8)(R9*1), Y15, Y6, Y7)

#define BYROW5(d) \
	BYROW4(d)                      \
	CELL(d(R8)(SI*4), Y14, Y8, Y9)

#define BYROW6(d) \
	BYROW5(d)                          \
	CELL(d(R8)(R10*1), Y15, Y10, Y11)

// A step by columns: x is how far k has gone.
#define BYCOLUMN4(x) \
	CELL((R8)(x), Y14, Y0, Y1)   \
	CELL(4(R8)(x), Y15, Y2, Y3)  \
	CELL(8(R8)(x), Y14, Y4, Y5)  \
	CELL(12(R8)(x), Y15, Y6, Y7)

#define BYCOLUMN5(x) \
	BYCOLUMN4(x)                 \
	CELL(16(R8)(x), Y14, Y8, Y9)

#define BYCOLUMN6(x) \
	BYCOLUMN5(x)                   \
	CELL(20(R8)(x), Y15, Y10, Y11)

#define FIRST \
	VMOVUPS (DX), Y12   \
	VMOVUPS 32(DX), Y13

#define LATER(x) \
	VMOVUPS (DX)(x), Y12   \
	VMOVUPS 32(DX)(x), Y13

#define ROUND(STEP, k0, k1, k2, k3, NEXT) \
	FIRST                \
	STEP(k0)             \
	LATER(R13*1)         \
	STEP(k1)             \
	LATER(R13*2)         \
	STEP(k2)             \
	LATER(R14*1)         \
	STEP(k3)             \
	LEAQ NEXT, R8        \
	LEAQ (DX)(R13*4), DX

#define FETCH \
	PREFETCHT0 (R15)         \
	PREFETCHT0 (R15)(R13*1)  \
	PREFETCHT0 (R15)(R13*2)  \
	PREFETCHT0 (R15)(R14*1)  \
	LEAQ (R15)(R13*4), R15

// FETCHC fetches C of the next tile, where it is added to.
#define FETCHC \
	PREFETCHT0 (DX)          \
	PREFETCHT0 (DX)(R11*1)   \
	PREFETCHT0 (DX)(R11*2)   \
	PREFETCHT0 (DX)(R11*4)   \
	LEAQ (R11)(R11*2), CX    \
	PREFETCHT0 (DX)(CX*1)    \
	LEAQ (CX)(R11*2), CX     \
	PREFETCHT0 (DX)(CX*1)

// STRIDES sets SI, R9, R10 and R12.
#define ROWSTRIDES(height) \
	MOVQ  8(DI), SI          \
	SHLQ  $2, SI             \
	LEAQ  (SI)(SI*2), R9     \
	LEAQ  (SI)(SI*4), R10    \
	IMUL3Q $height, SI, R12

#define COLUMNSTRIDES(height) \
	XORQ  SI, SI           \
	MOVQ  16(DI), R9       \
	SHLQ  $2, R9           \
	LEAQ  (R9)(R9*2), R10  \
	MOVQ  $(4*height), R12

#define TILES(height, STRIDES, ALL, STEP, k0, k1, k2, k3, NEXT, NEXTK) \
	MOVQ p+0(FP), DI         \
	MOVQ 0(DI), AX           \
	MOVQ c+16(FP), BX        \
	STRIDES(height)          \
	MOVQ 40(DI), R13         \
	SHLQ $2, R13             \
	LEAQ (R13)(R13*2), R14   \
	MOVQ R13, R15            \
	IMULQ 24(DI), R15        \
	ADDQ b+8(FP), R15        \
	MOVQ 56(DI), R11         \
	SHLQ $2, R11             \
tile:                        \
	CMPQ 64(DI), $0          \
	JE   zeros               \
	MOVQ BX, DX              \
	ALL(LOAD)                \
	FETCHC                   \
	JMP  started             \
zeros:                       \
	ALL(CLEAR)               \
started:                     \
	MOVQ AX, R8              \
	ADDQ R12, AX             \
	MOVQ b+8(FP), DX         \
	MOVQ 24(DI), CX          \
	SUBQ $4, CX              \
	JLT  rest                \
	CMPQ tiles+24(FP), $1    \
	JNE  round               \
fetching:                    \
	FETCH                    \
	ROUND(STEP, k0, k1, k2, k3, NEXT) \
	SUBQ $4, CX              \
	JGE  fetching            \
	JMP  rest                \
	PCALIGN $32              \
round:                       \
	ROUND(STEP, k0, k1, k2, k3, NEXT) \
	SUBQ $4, CX              \
	JGE  round               \
rest:                        \
	ADDQ $4, CX              \
	JZ   done                \
single:                      \
	FIRST                    \
	STEP(k0)                 \
	LEAQ NEXTK, R8           \
	ADDQ R13, DX             \
	DECQ CX                  \
	JNZ  single              \
done:                        \
	ALL(STORE)               \
	DECQ tiles+24(FP)        \
	JNZ  tile                \
	VZEROUPPER               \
	RET

#define ROWTILES(height, ALL, STEP) \
	TILES(height, ROWSTRIDES, ALL, STEP, 0, 4, 8, 12, 16(R8), 4(R8))

#define COLUMNTILES(height, ALL, STEP) \
	TILES(height, COLUMNSTRIDES, ALL, STEP, SI*1, R9*1, R9*2, R10*1, (R8)(R9*4), (R8)(R9*1))

// func rows4AVX2(p *Product, b, c *float32, tiles int)
TEXT ·rows4AVX2(SB), NOSPLIT, $0-32
	ROWTILES(4, ALL4, BYROW4)

// func rows5AVX2(p *Product, b, c *float32, tiles int)
TEXT ·rows5AVX2(SB), NOSPLIT, $0-32
	ROWTILES(5, ALL5, BYROW5)

// func rows6AVX2(p *Product, b, c *float32, tiles int)
TEXT ·rows6AVX2(SB), NOSPLIT, $0-32
	ROWTILES(6, ALL6, BYROW6)

// func columns4AVX2(p *Product, b, c *float32, tiles int)
TEXT ·columns4AVX2(SB), NOSPLIT, $0-32
	COLUMNTILES(4, ALL4, BYCOLUMN4)

// func columns5AVX2(p *Product, b, c *float32, tiles int)
TEXT ·columns5AVX2(SB), NOSPLIT, $0-32
	COLUMNTILES(5, ALL5, BYCOLUMN5)

// func columns6AVX2(p *Product, b, c *float32, tiles int)
TEXT ·columns6AVX2(SB), NOSPLIT, $0-32
	COLUMNTILES(6, ALL6, BYCOLUMN6)
