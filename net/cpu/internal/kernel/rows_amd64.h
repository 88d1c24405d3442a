// Combine and Sums for vectors V0..V12 of VB bytes, which the files that include this one define; see Rows.
//
//	DI   the Rows: Out 0, X 8, Y 16, Line 24, Stride 32, Lines 40, Cells 48, Channels 56, A 64, B 72, C 80, Floor 88
//	R13  the channel, in bytes, which goes up to R15
//	R8, R9, R10   a cell's Out, X, Y; SI its stride
//	R11, R12, DX  a line's Out, X, Y; R14 lines left, CX cells left

#define ROWSSTART \
	MOVQ r+0(FP), DI \
	MOVQ 32(DI), SI  \
	SHLQ $2, SI      \
	MOVQ 56(DI), R15 \
	SHLQ $2, R15     \
	XORQ R13, R13

#define FIRSTLINE \
	MOVQ 0(DI), R11  \
	ADDQ R13, R11    \
	MOVQ 8(DI), R12  \
	ADDQ R13, R12    \
	MOVQ 16(DI), DX  \
	ADDQ R13, DX     \
	MOVQ 40(DI), R14

#define FIRSTCELL \
	MOVQ R11, R8     \
	MOVQ R12, R9     \
	MOVQ DX, R10     \
	MOVQ 48(DI), CX

#define NEXTCELL \
	ADDQ SI, R8  \
	ADDQ SI, R9  \
	ADDQ SI, R10

#define NEXTLINE \
	MOVQ 24(DI), AX       \
	LEAQ (R11)(AX*4), R11 \
	LEAQ (R12)(AX*4), R12 \
	LEAQ (DX)(AX*4), DX

#define BYCHANNEL(field, v, w) \
	MOVQ    field(DI), AX    \
	VMOVUPS (AX)(R13*1), v   \
	VMOVUPS VB(AX)(R13*1), w

// COMBINED computes a vector of a cell; a, b and c are its channels' coefficients.
// VMAXPS returns its second operand (Go's first) if one is NaN.
#define COMBINED(offset, a, b, c, v, x) \
	VMOVAPS     c, v             \
	VMOVUPS     offset(R9), x    \
	VFMADD231PS x, a, v          \
	VMOVUPS     offset(R10), x   \
	VFMADD231PS x, b, v          \
	VMAXPS      v, V8, v         \
	VMOVUPS     v, offset(R8)

// Two vectors at a time, so that a cell's numbers are touched in larger pieces.
#define COMBINEBODY \
	ROWSSTART                              \
	VBROADCASTSS 88(DI), V8                \
channel:                                   \
	BYCHANNEL(64, V5, V9)                  \
	BYCHANNEL(72, V6, V10)                 \
	BYCHANNEL(80, V7, V11)                 \
	FIRSTLINE                              \
line:                                      \
	FIRSTCELL                              \
cell:                                      \
	COMBINED(0, V5, V6, V7, V0, V1)        \
	COMBINED(VB, V9, V10, V11, V2, V3)     \
	NEXTCELL                               \
	DECQ CX                                \
	JNZ  cell                              \
	NEXTLINE                               \
	DECQ R14                               \
	JNZ  line                              \
	ADDQ $(2*VB), R13                      \
	CMPQ R13, R15                          \
	JNE  channel                           \
	VZEROUPPER                             \
	RET

#define SUMMED(offset, mean, sum, product, m, v, y) \
	VMOVUPS offset(R8), m    \
	VMOVUPS offset(R9), v    \
	WHERESET(m, v)           \
	VMOVUPS v, offset(R9)    \
	VADDPS  v, sum, sum      \
	VMOVUPS offset(R10), y   \
	VSUBPS  mean, y, y       \
	VFMADD231PS v, y, product

#define SUMSBODY \
	ROWSSTART                                 \
	ZERO(V8)                                  \
channel:                                      \
	ZERO(V5)                                  \
	ZERO(V6)                                  \
	ZERO(V9)                                  \
	ZERO(V10)                                 \
	BYCHANNEL(80, V7, V11)                    \
	FIRSTLINE                                 \
line:                                         \
	FIRSTCELL                                 \
cell:                                         \
	SUMMED(0, V7, V5, V6, V1, V0, V2)         \
	SUMMED(VB, V11, V9, V10, V3, V4, V12)     \
	NEXTCELL                                  \
	DECQ CX                                   \
	JNZ  cell                                 \
	NEXTLINE                                  \
	DECQ R14                                  \
	JNZ  line                                 \
	MOVQ    64(DI), AX                        \
	VMOVUPS V5, (AX)(R13*1)                   \
	VMOVUPS V9, VB(AX)(R13*1)                 \
	MOVQ    72(DI), AX                        \
	VMOVUPS V6, (AX)(R13*1)                   \
	VMOVUPS V10, VB(AX)(R13*1)                \
	ADDQ $(2*VB), R13                         \
	CMPQ R13, R15                             \
	JNE  channel                              \
	VZEROUPPER                                \
	RET
