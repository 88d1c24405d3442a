// The accumulators of a tile, for products of float32, of pairs and of bytes: row i is in the vectors 2i and 2i+1.

#define CLEAR(c0, c1) \
	VXORPS c0, c0, c0 \
	VXORPS c1, c1, c1

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
