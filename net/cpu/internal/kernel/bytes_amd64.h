// What a tile of bytes does before its sums and once they stand in the accumulators, for vectors of either size. Registers:
//
//	DI        the Bytes: A 0, RowStride 8, LineRows 16, B 24, Scale 32, Bias 40, Res 48, ResStride 56, Out 64, Bytes 72, Stride 80, Floor 88, PerStep 92,
//	          Top 96, Bottom 97, left 98, right 99
//	BX, AX    the row of the tile, and that after the line's last

// BEGINTILE leaves out the lines beyond the board.
//
//	R8        A in the first line of the tile's rows; SI the row stride
//	R13       lines; R14 from the end of a line's k to the next line
//	DX        B in the first line
//	CX        a line's k
#define BEGINTILE \
	MOVQ 8(DI), SI            \
	LEAQ (SI)(SI*2), CX       \
	MOVQ BX, R8               \
	IMULQ SI, R8              \
	ADDQ 0(DI), R8            \
	MOVQ 16(DI), R14          \
	IMULQ SI, R14             \
	MOVQ 24(DI), DX           \
	MOVQ $3, R13              \
	CMPQ AX, cells+8(FP)      \
	JNE  below                \
	CMPB 96(DI), $0           \
	JEQ  below                \
	MOVQ CX, R9               \
	SHLQ $5, R9               \
	ADDQ R9, DX               \
	ADDQ R14, R8              \
	DECQ R13                  \
below:                        \
	CMPQ lines+16(FP), $1     \
	JNE  inside               \
	CMPB 97(DI), $0           \
	JEQ  inside               \
	DECQ R13                  \
inside:                       \
	SUBQ CX, R14

// At a tile's end ALL does TOBYTES or TOFLOATS to each row, which differ with the vectors' size:
//
//	SI        Bias
//	R8, R11   Res and its stride; R9, R12 Out and its stride; R10, R13 Bytes and its stride

// END is a row's, and leaves the line if it is the last.
#define END \
	INCQ BX      \
	CMPQ BX, AX  \
	JEQ  ended

// ENDTILE goes on with the next tile, or line, or returns.
#define ENDTILE(ALL) \
	MOVQ 40(DI), SI           \
	MOVQ 80(DI), R13          \
	MOVQ BX, R9               \
	IMULQ R13, R9             \
	MOVQ 72(DI), R10          \
	TESTQ R10, R10            \
	JEQ  nobytes              \
	ADDQ R9, R10              \
nobytes:                      \
	MOVQ 64(DI), DX           \
	TESTQ DX, DX              \
	JNE  floats               \
	ALL(TOBYTES)              \
	JMP  tile                 \
floats:                       \
	LEAQ (DX)(R9*4), R9       \
	LEAQ (R13*4), R12         \
	MOVQ 56(DI), R11          \
	SHLQ $2, R11              \
	MOVQ R11, R8              \
	IMULQ BX, R8              \
	ADDQ 48(DI), R8           \
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
