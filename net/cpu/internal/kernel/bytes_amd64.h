// What a tile of bytes does once its sums stand in the accumulators, for vectors of either size: TOBYTES and TOFLOATS, of which ALL does one to each
// row, differ. Registers:
//
//	DI        the Bytes: A 0, RowStride 8, LineRows 16, K 24, B 32, Scale 40, Bias 48, Res 56, ResStride 64, Out 72, Bytes 80, Stride 88, Floor 96, PerStep 100
//	BX, AX    the row of the tile, and that after the line's last
//	SI        Bias
//	R8, R11   Res and its stride; R9, R12 Out and its stride; R10, R13 Bytes and its stride

// END is a row's, and leaves the line if it is the last.
#define END \
	INCQ BX      \
	CMPQ BX, AX  \
	JEQ  ended

// ENDTILE goes on with the next tile, or line, or returns.
#define ENDTILE(ALL) \
	MOVQ 48(DI), SI           \
	MOVQ 88(DI), R13          \
	MOVQ BX, R9               \
	IMULQ R13, R9             \
	MOVQ 80(DI), R10          \
	TESTQ R10, R10            \
	JEQ  nobytes              \
	ADDQ R9, R10              \
nobytes:                      \
	MOVQ 72(DI), DX           \
	TESTQ DX, DX              \
	JNE  floats               \
	ALL(TOBYTES)              \
	JMP  tile                 \
floats:                       \
	LEAQ (DX)(R9*4), R9       \
	LEAQ (R13*4), R12         \
	MOVQ 64(DI), R11          \
	SHLQ $2, R11              \
	MOVQ R11, R8              \
	IMULQ BX, R8              \
	ADDQ 56(DI), R8           \
	ALL(TOFLOATS)             \
	JMP  tile                 \
ended:                        \
	DECQ lines+16(FP)         \
	JZ   done                 \
	MOVQ 16(DI), CX           \
	ADDQ CX, AX               \
	ADDQ CX, BX               \
	SUBQ cells+8(FP), BX      \
	JMP  tile                 \
done:                         \
	VZEROUPPER                \
	RET
