// The transforms of Winograd's convolution for vectors V0..V15 of VB bytes, which the files that include this
// one define; see Transform. Each takes VB/4 channels of a tile at a time: its columns, which go to the stack,
// then its lines.
//
// In the frame: what does not fit into registers, then up to 37 vectors, from AX on, which is a multiple of VB.

#define TILES    0(SP)         /* left */
#define CHANNELS 8(SP)         /* left, of this tile, in bytes */
#define INDEX    16(SP)        /* of the next tile */
#define ROW(i)   (64+8*i)(SP)  /* address of a tile's row i */
#define RES(i)   (192+8*i)(SP)
#define AT(i)    (VB*(i))(AX)
#define FRAME    (320+38*VB)

#define ALIGN \
	LEAQ (320+VB)(SP), AX \
	ANDQ $~(VB-1), AX

// In one dimension, in place. 

// V0..V4 to V0..V4; V15 is 2.
#define SCATTER3 \
	VSUBPS       V2, V3, V5   \
	VSUBPS       V3, V1, V3   \
	VSUBPS       V2, V0, V0   \
	VFMSUB213PS  V3, V15, V0  \
	VSUBPS       V2, V4, V4   \
	VFMADD231PS  V3, V15, V4  \
	VSUBPS       V2, V1, V2   \
	VFMADD213PS  V5, V15, V2  \
	VFNMADD213PS V5, V15, V1

// V0..V4 to V0..V2; V15 is 2, V14 is 4.
#define GATHER3 \
	VADDPS      V2, V1, V5   \
	VSUBPS      V2, V1, V1   \
	VADDPS      V5, V0, V0   \
	VADDPS      V3, V0, V0   \
	VFMADD231PS V3, V15, V1  \
	VFMADD231PS V3, V14, V5  \
	VADDPS      V4, V5, V2

// V0..V2 to V0..V4; V15 is 2, V14 is 4.
#define SPREAD3 \
	VMOVAPS     V2, V4       \
	VMOVAPS     V0, V3       \
	VFMADD231PS V1, V15, V3  \
	VFMADD231PS V2, V14, V3  \
	VADDPS      V2, V0, V5   \
	VSUBPS      V1, V5, V2   \
	VADDPS      V1, V5, V1

// V0..V5 to V0..V5; V15 is √2, V14 √2/2, V13 2, V12 2.5, V11 0.5.
#define SCATTER4 \
	VMULPS       V14, V3, V6  \
	VFNMADD231PS V1, V15, V6  \
	VMULPS       V15, V3, V7  \
	VFNMADD231PS V1, V14, V7  \
	VMOVAPS      V4, V8       \
	VFNMADD231PS V2, V13, V8  \
	VMOVAPS      V4, V9       \
	VFNMADD231PS V2, V11, V9  \
	VADDPS       V4, V0, V0   \
	VFNMADD231PS V2, V12, V0  \
	VADDPS       V1, V5, V5   \
	VFNMADD231PS V3, V12, V5  \
	VADDPS       V6, V8, V1   \
	VSUBPS       V6, V8, V2   \
	VADDPS       V7, V9, V3   \
	VSUBPS       V7, V9, V4

// V0..V5 to V0..V3; V15 is √2, V14 √2/2, V13 2, V12 2√2, V11 0.5, V10 √2/4.
#define GATHER4 \
	VADDPS      V2, V1, V6   \
	VSUBPS      V2, V1, V7   \
	VADDPS      V4, V3, V8   \
	VSUBPS      V4, V3, V9   \
	VADDPS      V6, V0, V0   \
	VADDPS      V8, V0, V0   \
	VMULPS      V14, V7, V1  \
	VFMADD231PS V9, V15, V1  \
	VMULPS      V11, V6, V2  \
	VFMADD231PS V8, V13, V2  \
	VMOVAPS     V5, V3       \
	VFMADD231PS V7, V10, V3  \
	VFMADD231PS V9, V12, V3

// V0..V3 to V0..V5; constants as for GATHER4.
#define SPREAD4 \
	VMOVAPS     V3, V5       \
	VMOVAPS     V0, V6       \
	VFMADD231PS V2, V11, V6  \
	VMULPS      V14, V1, V7  \
	VFMADD231PS V3, V10, V7  \
	VMOVAPS     V0, V8       \
	VFMADD231PS V2, V13, V8  \
	VMULPS      V15, V1, V9  \
	VFMADD231PS V3, V12, V9  \
	VADDPS      V7, V6, V1   \
	VSUBPS      V7, V6, V2   \
	VADDPS      V9, V8, V3   \
	VSUBPS      V9, V8, V4

// Constants.

DATA two<>+0(SB)/4, $0x40000000
GLOBL two<>(SB), RODATA, $4
DATA four<>+0(SB)/4, $0x40800000
GLOBL four<>(SB), RODATA, $4
DATA half<>+0(SB)/4, $0x3f000000
GLOBL half<>(SB), RODATA, $4
DATA fiveHalves<>+0(SB)/4, $0x40200000
GLOBL fiveHalves<>(SB), RODATA, $4
DATA root2<>+0(SB)/4, $0x3fb504f3
GLOBL root2<>(SB), RODATA, $4
DATA halfRoot2<>+0(SB)/4, $0x3f3504f3
GLOBL halfRoot2<>(SB), RODATA, $4
DATA quarterRoot2<>+0(SB)/4, $0x3eb504f3
GLOBL quarterRoot2<>(SB), RODATA, $4
DATA twiceRoot2<>+0(SB)/4, $0x403504f3
GLOBL twiceRoot2<>(SB), RODATA, $4

#define CONSTANTS3 \
	VBROADCASTSS two<>(SB), V15  \
	VBROADCASTSS four<>(SB), V14

#define CONSTANTS4 \
	VBROADCASTSS root2<>(SB), V15     \
	VBROADCASTSS halfRoot2<>(SB), V14 \
	VBROADCASTSS two<>(SB), V13       \
	VBROADCASTSS half<>(SB), V11

#define SCATTERCONSTANTS4 \
	CONSTANTS4                         \
	VBROADCASTSS fiveHalves<>(SB), V12

#define GATHERCONSTANTS4 \
	CONSTANTS4                           \
	VBROADCASTSS twiceRoot2<>(SB), V12   \
	VBROADCASTSS quarterRoot2<>(SB), V10

// Vectors of the frame: PUT writes V0.. to i, i+n, i+2n..., GET reads from i, i+1, i+2...
#define PUT3(i, n) \
	VMOVUPS V0, AT(i)     \
	VMOVUPS V1, AT(i+n)   \
	VMOVUPS V2, AT(i+2*n)

#define PUT4(i, n) \
	PUT3(i, n)            \
	VMOVUPS V3, AT(i+3*n)

#define PUT5(i, n) \
	PUT4(i, n)            \
	VMOVUPS V4, AT(i+4*n)

#define PUT6(i, n) \
	PUT5(i, n)            \
	VMOVUPS V5, AT(i+5*n)

#define GET3(i) \
	VMOVUPS AT(i), V0   \
	VMOVUPS AT(i+1), V1 \
	VMOVUPS AT(i+2), V2

#define GET4(i) \
	GET3(i)             \
	VMOVUPS AT(i+3), V3

#define GET5(i) \
	GET4(i)             \
	VMOVUPS AT(i+4), V4

#define GET6(i) \
	GET5(i)             \
	VMOVUPS AT(i+5), V5

// Points from DX on, step by step.
#define POINT(v, step) \
	VMOVUPS v, (DX) \
	ADDQ    step, DX

#define POINTS5(step) \
	POINT(V0, step) \
	POINT(V1, step) \
	POINT(V2, step) \
	POINT(V3, step) \
	POINT(V4, step)

#define POINTS6(step) \
	POINTS5(step)   \
	POINT(V5, step)

#define FROMPOINT(v, step) \
	VMOVUPS (DX), v  \
	ADDQ    step, DX

#define FROMPOINTS5(step) \
	FROMPOINT(V0, step) \
	FROMPOINT(V1, step) \
	FROMPOINT(V2, step) \
	FROMPOINT(V3, step) \
	FROMPOINT(V4, step)

#define FROMPOINTS6(step) \
	FROMPOINTS5(step)   \
	FROMPOINT(V5, step)

// SCATTER: DI the Transform; R8..R13 a tile's lines, one row left of it, at a channel; SI, BX, R14 one, three
// and five rows; CX from point to point; R15 the tile's point 0 at that channel.

#define SCATTERSTART \
	MOVQ t+0(FP), DI     \
	ALIGN                \
	MOVQ 24(DI), R8      \
	MOVQ R8, INDEX       \
	MOVQ 32(DI), R8      \
	MOVQ R8, TILES       \
	MOVQ 16(DI), SI      \
	SHLQ $2, SI          \
	LEAQ (SI)(SI*2), BX  \
	LEAQ (SI)(SI*4), R14 \
	MOVQ 64(DI), CX      \
	SHLQ $2, CX          \
	MOVQ 48(DI), R15

#define SCATTERTILE \
	MOVQ    INDEX, DX        \
	MOVLQSX (DX), R8         \
	ADDQ    $4, DX           \
	MOVQ    DX, INDEX        \
	DECQ    R8               \
	IMULQ   SI, R8           \
	ADDQ    0(DI), R8        \
	MOVQ    8(DI), DX        \
	LEAQ    (R8)(DX*4), R9   \
	LEAQ    (R9)(DX*4), R10  \
	LEAQ    (R10)(DX*4), R11 \
	LEAQ    (R11)(DX*4), R12 \
	LEAQ    (R12)(DX*4), R13 \
	MOVQ    40(DI), DX       \
	SHLQ    $2, DX           \
	MOVQ    DX, CHANNELS

#define COLUMN5(x) \
	VMOVUPS (R8)(x), V0  \
	VMOVUPS (R9)(x), V1  \
	VMOVUPS (R10)(x), V2 \
	VMOVUPS (R11)(x), V3 \
	VMOVUPS (R12)(x), V4

#define COLUMN6(x) \
	COLUMN5(x)           \
	VMOVUPS (R13)(x), V5

#define SCATTERNEXTCHANNELS \
	ADDQ $VB, R8  \
	ADDQ $VB, R9  \
	ADDQ $VB, R10 \
	ADDQ $VB, R11 \
	ADDQ $VB, R12 \
	ADDQ $VB, R13 \
	ADDQ $VB, R15

// NEXTTILE takes R15, which has gone over the channels, to the next tile's points.
#define NEXTTILE \
	MOVQ 56(DI), DX         \
	SUBQ 40(DI), DX         \
	LEAQ (R15)(DX*4), R15

#define SCATTERCOLUMN3(x, i) \
	COLUMN5(x) \
	SCATTER3   \
	PUT5(i, 5)

#define SCATTERLINE3(i) \
	GET5(i)     \
	SCATTER3    \
	POINTS5(CX)

#define SCATTERBODY3 \
	SCATTERSTART            \
	CONSTANTS3              \
tile:                       \
	SCATTERTILE             \
channel:                    \
	SCATTERCOLUMN3(SI*1, 0) \
	SCATTERCOLUMN3(SI*2, 1) \
	SCATTERCOLUMN3(BX*1, 2) \
	SCATTERCOLUMN3(SI*4, 3) \
	SCATTERCOLUMN3(R14*1, 4) \
	MOVQ R15, DX            \
	SCATTERLINE3(0)         \
	SCATTERLINE3(5)         \
	SCATTERLINE3(10)        \
	SCATTERLINE3(15)        \
	SCATTERLINE3(20)        \
	SCATTERNEXTCHANNELS     \
	SUBQ $VB, CHANNELS      \
	JNZ  channel            \
	NEXTTILE                \
	DECQ TILES              \
	JNZ  tile               \
	VZEROUPPER              \
	RET

#define SCATTERCOLUMN4(x, i) \
	COLUMN6(x) \
	SCATTER4   \
	PUT6(i, 6)

#define SCATTERLINE4(i) \
	GET6(i)     \
	SCATTER4    \
	POINTS6(CX)

#define SCATTERBODY4 \
	SCATTERSTART            \
	SCATTERCONSTANTS4       \
tile:                       \
	SCATTERTILE             \
channel:                    \
	SCATTERCOLUMN4(SI*1, 0) \
	SCATTERCOLUMN4(SI*2, 1) \
	SCATTERCOLUMN4(BX*1, 2) \
	SCATTERCOLUMN4(SI*4, 3) \
	SCATTERCOLUMN4(R14*1, 4) \
	SCATTERCOLUMN4(BX*2, 5) \
	MOVQ R15, DX            \
	SCATTERLINE4(0)         \
	SCATTERLINE4(6)         \
	SCATTERLINE4(12)        \
	SCATTERLINE4(18)        \
	SCATTERLINE4(24)        \
	SCATTERLINE4(30)        \
	SCATTERNEXTCHANNELS     \
	SUBQ $VB, CHANNELS      \
	JNZ  channel            \
	NEXTTILE                \
	DECQ TILES              \
	JNZ  tile               \
	VZEROUPPER              \
	RET

// GATHER and SPREAD: DI the Transform; R13 the channel, in bytes; CX from point to point; R15 the tile's point 0
// at that channel. GATHER: BX from line to line of points; R12 the bias of the channel.

#define ROWSSTART \
	MOVQ t+0(FP), DI \
	ALIGN            \
	MOVQ 24(DI), R8  \
	MOVQ R8, INDEX   \
	MOVQ 32(DI), R8  \
	MOVQ R8, TILES   \
	MOVQ 64(DI), CX  \
	SHLQ $2, CX      \
	MOVQ 48(DI), R15

// PLACE finds row i of a tile whose Index is DX, with base R9 and stride R8.
#define PLACE(slot, i) \
	MOVLQSX (4*i)(DX), R10 \
	IMULQ   R8, R10        \
	ADDQ    R9, R10        \
	MOVQ    R10, slot(i)

#define PLACES9(slot) \
	PLACE(slot, 0) \
	PLACE(slot, 1) \
	PLACE(slot, 2) \
	PLACE(slot, 3) \
	PLACE(slot, 4) \
	PLACE(slot, 5) \
	PLACE(slot, 6) \
	PLACE(slot, 7) \
	PLACE(slot, 8)

#define PLACES16(slot) \
	PLACES9(slot)   \
	PLACE(slot, 9)  \
	PLACE(slot, 10) \
	PLACE(slot, 11) \
	PLACE(slot, 12) \
	PLACE(slot, 13) \
	PLACE(slot, 14) \
	PLACE(slot, 15)

#define ROWPLACES(PLACES) \
	MOVQ INDEX, DX   \
	MOVQ 16(DI), R8  \
	SHLQ $2, R8      \
	MOVQ 0(DI), R9   \
	PLACES(ROW)      \
	XORQ R13, R13

#define RESPLACES(PLACES) \
	MOVQ 88(DI), R8  \
	SHLQ $2, R8      \
	MOVQ 80(DI), R9  \
	PLACES(RES)

#define GATHERSTART(lines) \
	ROWSSTART               \
	IMUL3Q $lines, CX, BX   \
	VBROADCASTSS 96(DI), V0 \
	VMOVUPS V0, AT(36)

#define OUT(v, i) \
	MOVQ    ROW(i), R8        \
	MOVQ    RES(i), R9        \
	VADDPS  (R12), v, v       \
	VADDPS  (R9)(R13*1), v, v \
	VMAXPS  v, V9, v          \
	VMOVUPS v, (R8)(R13*1)

#define GATHERCOLUMN3(i) \
	LEAQ (R15), DX  \
	FROMPOINTS5(BX) \
	ADDQ CX, R15    \
	GATHER3         \
	PUT3(i, 5)

#define GATHERLINE3(i, r) \
	GET5(i)            \
	GATHER3            \
	VMOVUPS AT(36), V9 \
	OUT(V0, (r))       \
	OUT(V1, (r+1))     \
	OUT(V2, (r+2))

#define GATHERBODY3 \
	GATHERSTART(5)      \
	CONSTANTS3          \
tile:                   \
	ROWPLACES(PLACES9)  \
	RESPLACES(PLACES9)  \
	ADDQ $(4*9), DX     \
	MOVQ DX, INDEX      \
	MOVQ 72(DI), R12    \
	MOVQ 40(DI), R11    \
	SHLQ $2, R11        \
channel:                \
	GATHERCOLUMN3(0)    \
	GATHERCOLUMN3(1)    \
	GATHERCOLUMN3(2)    \
	GATHERCOLUMN3(3)    \
	GATHERCOLUMN3(4)    \
	SUBQ BX, R15        \
	GATHERLINE3(0, 0)   \
	GATHERLINE3(5, 3)   \
	GATHERLINE3(10, 6)  \
	ADDQ $VB, R12       \
	ADDQ $VB, R13       \
	ADDQ $VB, R15       \
	CMPQ R13, R11       \
	JNE  channel        \
	NEXTTILE            \
	DECQ TILES          \
	JNZ  tile           \
	VZEROUPPER          \
	RET

#define GATHERCOLUMN4(i) \
	LEAQ (R15), DX  \
	FROMPOINTS6(BX) \
	ADDQ CX, R15    \
	GATHER4         \
	PUT4(i, 6)

#define GATHERLINE4(i, r) \
	GET6(i)            \
	GATHER4            \
	VMOVUPS AT(36), V9 \
	OUT(V0, (r))       \
	OUT(V1, (r+1))     \
	OUT(V2, (r+2))     \
	OUT(V3, (r+3))

#define GATHERBODY4 \
	GATHERSTART(6)      \
	GATHERCONSTANTS4    \
tile:                   \
	ROWPLACES(PLACES16) \
	RESPLACES(PLACES16) \
	ADDQ $(4*16), DX    \
	MOVQ DX, INDEX      \
	MOVQ 72(DI), R12    \
	MOVQ 40(DI), R11    \
	SHLQ $2, R11        \
channel:                \
	GATHERCOLUMN4(0)    \
	GATHERCOLUMN4(1)    \
	GATHERCOLUMN4(2)    \
	GATHERCOLUMN4(3)    \
	GATHERCOLUMN4(4)    \
	GATHERCOLUMN4(5)    \
	SUBQ BX, R15        \
	GATHERLINE4(0, 0)   \
	GATHERLINE4(6, 4)   \
	GATHERLINE4(12, 8)  \
	GATHERLINE4(18, 12) \
	ADDQ $VB, R12       \
	ADDQ $VB, R13       \
	ADDQ $VB, R15       \
	CMPQ R13, R11       \
	JNE  channel        \
	NEXTTILE            \
	DECQ TILES          \
	JNZ  tile           \
	VZEROUPPER          \
	RET

#define FROMROW(i, v) \
	MOVQ    ROW(i), R8       \
	VMOVUPS (R8)(R13*1), v

#define SPREADCOLUMN3(x) \
	FROMROW((x), V0)   \
	FROMROW((x+3), V1) \
	FROMROW((x+6), V2) \
	SPREAD3            \
	PUT5(x, 5)

#define SPREADLINE3(i) \
	GET3(i)     \
	SPREAD3     \
	POINTS5(CX)

#define SPREADBODY3 \
	ROWSSTART          \
	CONSTANTS3         \
tile:                  \
	ROWPLACES(PLACES9) \
	ADDQ $(4*9), DX    \
	MOVQ DX, INDEX     \
	MOVQ 40(DI), R11   \
	SHLQ $2, R11       \
channel:               \
	SPREADCOLUMN3(0)   \
	SPREADCOLUMN3(1)   \
	SPREADCOLUMN3(2)   \
	MOVQ R15, DX       \
	SPREADLINE3(0)     \
	SPREADLINE3(5)     \
	SPREADLINE3(10)    \
	SPREADLINE3(15)    \
	SPREADLINE3(20)    \
	ADDQ $VB, R13      \
	ADDQ $VB, R15      \
	CMPQ R13, R11      \
	JNE  channel       \
	NEXTTILE           \
	DECQ TILES         \
	JNZ  tile          \
	VZEROUPPER         \
	RET

#define SPREADCOLUMN4(x) \
	FROMROW((x), V0)    \
	FROMROW((x+4), V1)  \
	FROMROW((x+8), V2)  \
	FROMROW((x+12), V3) \
	SPREAD4             \
	PUT6(x, 6)

#define SPREADLINE4(i) \
	GET4(i)     \
	SPREAD4     \
	POINTS6(CX)

#define SPREADBODY4 \
	ROWSSTART           \
	GATHERCONSTANTS4    \
tile:                   \
	ROWPLACES(PLACES16) \
	ADDQ $(4*16), DX    \
	MOVQ DX, INDEX      \
	MOVQ 40(DI), R11    \
	SHLQ $2, R11        \
channel:                \
	SPREADCOLUMN4(0)    \
	SPREADCOLUMN4(1)    \
	SPREADCOLUMN4(2)    \
	SPREADCOLUMN4(3)    \
	MOVQ R15, DX        \
	SPREADLINE4(0)      \
	SPREADLINE4(6)      \
	SPREADLINE4(12)     \
	SPREADLINE4(18)     \
	SPREADLINE4(24)     \
	SPREADLINE4(30)     \
	ADDQ $VB, R13       \
	ADDQ $VB, R15       \
	CMPQ R13, R11       \
	JNE  channel        \
	NEXTTILE            \
	DECQ TILES          \
	JNZ  tile           \
	VZEROUPPER          \
	RET
