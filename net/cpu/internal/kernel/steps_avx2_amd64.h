// Steps of four bytes of k, for products of pairs and of bytes: each row's four bytes of A go to all lanes of Y14, and DOT adds their
// products with a row of B to the row's accumulators. Four steps are a round, as with product_avx2_amd64.s.
//
//	Y12, Y13  a row of B, by columns
//	R8        A at row 0; SI, R9, R10 once, three and five times its row stride
//	DX        B

#define CELL(DOT, addr, c0, n0, c1, n1) \
	VPBROADCASTD addr, Y14 \
	DOT(Y12, 12, c0, n0)   \
	DOT(Y13, 13, c1, n1)

// A step: d is how far k has gone, in bytes.
#define STEP4(DOT, d) \
	CELL(DOT, d(R8), Y0, 0, Y1, 1)       \
	CELL(DOT, d(R8)(SI*1), Y2, 2, Y3, 3) \
	CELL(DOT, d(R8)(SI*2), Y4, 4, Y5, 5) \
	CELL(DOT, d(R8)(R9*1), Y6, 6, Y7, 7)

#define STEP5(DOT, d) \
	STEP4(DOT, d)                        \
	CELL(DOT, d(R8)(SI*4), Y8, 8, Y9, 9)

#define STEP6(DOT, d) \
	STEP5(DOT, d)                             \
	CELL(DOT, d(R8)(R10*1), Y10, 10, Y11, 11)

#define LOADB(d) \
	VMOVDQU d(DX), Y12    \
	VMOVDQU d+32(DX), Y13

#define ROUND(DOT, STEP) \
	LOADB(0)      \
	STEP(DOT, 0)  \
	LOADB(128)    \
	STEP(DOT, 4)  \
	LOADB(256)    \
	STEP(DOT, 8)  \
	LOADB(384)    \
	STEP(DOT, 12) \
	ADDQ $16, R8  \
	ADDQ $512, DX
