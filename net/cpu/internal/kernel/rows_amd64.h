// Combine and Sums for vectors V0..V8 of VB bytes, which the files that include this one define; see Rows.
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

#define BYCHANNEL(field, v) \
	MOVQ    field(DI), AX  \
	VMOVUPS (AX)(R13*1), v

// VMAXPS returns its second operand (Go's first) if one is NaN.
#define COMBINEBODY \
	ROWSSTART                  \
	VBROADCASTSS 88(DI), V8    \
channel:                       \
	BYCHANNEL(64, V5)          \
	BYCHANNEL(72, V6)          \
	BYCHANNEL(80, V7)          \
	FIRSTLINE                  \
line:                          \
	FIRSTCELL                  \
cell:                          \
	VMOVAPS     V7, V0         \
	VMOVUPS     (R9), V1       \
	VFMADD231PS V1, V5, V0     \
	VMOVUPS     (R10), V2      \
	VFMADD231PS V2, V6, V0     \
	VMAXPS      V0, V8, V0     \
	VMOVUPS     V0, (R8)       \
	NEXTCELL                   \
	DECQ CX                    \
	JNZ  cell                  \
	NEXTLINE                   \
	DECQ R14                   \
	JNZ  line                  \
	ADDQ $VB, R13              \
	CMPQ R13, R15              \
	JNE  channel               \
	VZEROUPPER                 \
	RET

#define SUMSBODY \
	ROWSSTART                  \
	ZERO(V8)                   \
channel:                       \
	ZERO(V5)                   \
	ZERO(V6)                   \
	BYCHANNEL(80, V7)          \
	FIRSTLINE                  \
line:                          \
	FIRSTCELL                  \
cell:                          \
	VMOVUPS (R8), V1           \
	VMOVUPS (R9), V0           \
	WHERESET(V1, V0)           \
	VMOVUPS V0, (R9)           \
	VADDPS  V0, V5, V5         \
	VMOVUPS (R10), V2          \
	VSUBPS  V7, V2, V2         \
	VFMADD231PS V0, V2, V6     \
	NEXTCELL                   \
	DECQ CX                    \
	JNZ  cell                  \
	NEXTLINE                   \
	DECQ R14                   \
	JNZ  line                  \
	MOVQ    64(DI), AX         \
	VMOVUPS V5, (AX)(R13*1)    \
	MOVQ    72(DI), AX         \
	VMOVUPS V6, (AX)(R13*1)    \
	ADDQ $VB, R13              \
	CMPQ R13, R15              \
	JNE  channel               \
	VZEROUPPER                 \
	RET
