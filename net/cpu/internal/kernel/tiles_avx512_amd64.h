// The accumulators of a tile, for products of float32, of pairs and of bytes: row i is in the vectors 2i and 2i+1.

#define CLEAR(c0, c1) \
	VPXORD c0, c0, c0 \
	VPXORD c1, c1, c1

#define STORE(c0, c1) \
	VMOVUPS c0, (DX)   \
	VMOVUPS c1, 64(DX) \
	ADDQ    SI, DX

#define ALL5(M) \
	M(Z0, Z1)   \
	M(Z2, Z3)   \
	M(Z4, Z5)   \
	M(Z6, Z7)   \
	M(Z8, Z9)

#define ALL7(M) \
	ALL5(M)     \
	M(Z10, Z11) \
	M(Z12, Z13)

#define ALL8(M) \
	ALL7(M)     \
	M(Z14, Z15)

#define ALL9(M) \
	ALL8(M)     \
	M(Z16, Z17)

#define ALL10(M) \
	ALL9(M)     \
	M(Z18, Z19)

#define ALL11(M) \
	ALL10(M)    \
	M(Z20, Z21)

#define ALL12(M) \
	ALL11(M)    \
	M(Z22, Z23)

#define ALL13(M) \
	ALL12(M)    \
	M(Z24, Z25)

#define ALL14(M) \
	ALL13(M)    \
	M(Z26, Z27)
