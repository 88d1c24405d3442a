// PEAKBODY multiplies and adds in registers: 12 chains that do not wait for each other, n times.
#define PEAKBODY \
	MOVQ n+0(FP), CX         \
	CLEAR(V0)                \
	CLEAR(V1)                \
	CLEAR(V2)                \
	CLEAR(V3)                \
	CLEAR(V4)                \
	CLEAR(V5)                \
	CLEAR(V6)                \
	CLEAR(V7)                \
	CLEAR(V8)                \
	CLEAR(V9)                \
	CLEAR(V10)               \
	CLEAR(V11)               \
	CLEAR(V12)               \
loop:                        \
	VFMADD231PS V12, V12, V0  \
	VFMADD231PS V12, V12, V1  \
	VFMADD231PS V12, V12, V2  \
	VFMADD231PS V12, V12, V3  \
	VFMADD231PS V12, V12, V4  \
	VFMADD231PS V12, V12, V5  \
	VFMADD231PS V12, V12, V6  \
	VFMADD231PS V12, V12, V7  \
	VFMADD231PS V12, V12, V8  \
	VFMADD231PS V12, V12, V9  \
	VFMADD231PS V12, V12, V10 \
	VFMADD231PS V12, V12, V11 \
	DECQ CX                  \
	JNZ  loop                \
	VZEROUPPER               \
	RET
