// PEAKBODY multiplies and adds in registers: 12 chains of MAC, which are given a register and its number and do not wait for each
// other, n times.
#define PEAKBODY(MAC) \
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
	MAC(V0, 0)               \
	MAC(V1, 1)               \
	MAC(V2, 2)               \
	MAC(V3, 3)               \
	MAC(V4, 4)               \
	MAC(V5, 5)               \
	MAC(V6, 6)               \
	MAC(V7, 7)               \
	MAC(V8, 8)               \
	MAC(V9, 9)               \
	MAC(V10, 10)             \
	MAC(V11, 11)             \
	DECQ CX                  \
	JNZ  loop                \
	VZEROUPPER               \
	RET
