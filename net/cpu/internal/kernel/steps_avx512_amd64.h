// A step of four bytes of k, for products of pairs and of bytes: each row's four bytes of A go to all lanes of a register, and DOT adds
// their products with a row of B to the row's accumulators.
//
//	Z28, Z29  a row of B, by columns
//	Z30, Z31  broadcasts of A, in turn
//	R8..R12   A at rows 0, 3, 6, 9, 12; SI the row stride, so that three rows share a register
//	DX        B
//
// d is how far k has gone, in bytes.

#define CELL(DOT, addr, t, tn, c0, n0, c1, n1) \
	VPBROADCASTD addr, t        \
	DOT(t, tn, Z28, 28, c0, n0) \
	DOT(t, tn, Z29, 29, c1, n1)

// NEXTn is the rows of a tile of n but for the first, ROWSn all of them.
#define NEXT4(DOT, d) \
	CELL(DOT, d(R8)(SI*1), Z31, 31, Z2, 2, Z3, 3) \
	CELL(DOT, d(R8)(SI*2), Z30, 30, Z4, 4, Z5, 5) \
	CELL(DOT, d(R9), Z31, 31, Z6, 6, Z7, 7)

#define NEXT5(DOT, d) \
	NEXT4(DOT, d) \
	CELL(DOT, d(R9)(SI*1), Z30, 30, Z8, 8, Z9, 9)

#define NEXT6(DOT, d) \
	NEXT5(DOT, d) \
	CELL(DOT, d(R9)(SI*2), Z31, 31, Z10, 10, Z11, 11)

#define NEXT7(DOT, d) \
	NEXT6(DOT, d) \
	CELL(DOT, d(R10), Z30, 30, Z12, 12, Z13, 13)

#define NEXT8(DOT, d) \
	NEXT7(DOT, d) \
	CELL(DOT, d(R10)(SI*1), Z31, 31, Z14, 14, Z15, 15)

#define NEXT9(DOT, d) \
	NEXT8(DOT, d) \
	CELL(DOT, d(R10)(SI*2), Z30, 30, Z16, 16, Z17, 17)

#define NEXT10(DOT, d) \
	NEXT9(DOT, d) \
	CELL(DOT, d(R11), Z31, 31, Z18, 18, Z19, 19)

#define NEXT11(DOT, d) \
	NEXT10(DOT, d) \
	CELL(DOT, d(R11)(SI*1), Z30, 30, Z20, 20, Z21, 21)

#define NEXT12(DOT, d) \
	NEXT11(DOT, d) \
	CELL(DOT, d(R11)(SI*2), Z31, 31, Z22, 22, Z23, 23)

#define NEXT13(DOT, d) \
	NEXT12(DOT, d) \
	CELL(DOT, d(R12), Z30, 30, Z24, 24, Z25, 25)

#define NEXT14(DOT, d) \
	NEXT13(DOT, d) \
	CELL(DOT, d(R12)(SI*1), Z31, 31, Z26, 26, Z27, 27)

#define FIRST(DOT, d) CELL(DOT, d(R8), Z30, 30, Z0, 0, Z1, 1)

#define ROWS4(DOT, d) \
	FIRST(DOT, d) \
	NEXT4(DOT, d)

#define ROWS5(DOT, d) \
	FIRST(DOT, d) \
	NEXT5(DOT, d)

#define ROWS6(DOT, d) \
	FIRST(DOT, d) \
	NEXT6(DOT, d)

#define ROWS7(DOT, d) \
	FIRST(DOT, d) \
	NEXT7(DOT, d)

#define ROWS8(DOT, d) \
	FIRST(DOT, d) \
	NEXT8(DOT, d)

#define ROWS9(DOT, d) \
	FIRST(DOT, d) \
	NEXT9(DOT, d)

#define ROWS10(DOT, d) \
	FIRST(DOT, d) \
	NEXT10(DOT, d)

#define ROWS11(DOT, d) \
	FIRST(DOT, d) \
	NEXT11(DOT, d)

#define ROWS12(DOT, d) \
	FIRST(DOT, d) \
	NEXT12(DOT, d)

#define ROWS13(DOT, d) \
	FIRST(DOT, d) \
	NEXT13(DOT, d)

#define ROWS14(DOT, d) \
	FIRST(DOT, d) \
	NEXT14(DOT, d)

#define STEP(DOT, ROWS, d) \
	VMOVUPS 32*d(DX), Z28    \
	VMOVUPS 32*d+64(DX), Z29 \
	ROWS(DOT, d)

#define ADVANCE(d) \
	ADDQ $d, R8     \
	ADDQ $d, R9     \
	ADDQ $d, R10    \
	ADDQ $d, R11    \
	ADDQ $d, R12    \
	ADDQ $32*d, DX
