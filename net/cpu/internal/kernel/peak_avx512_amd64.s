//go:build !purego

#include "textflag.h"

#define V0 Z0
#define V1 Z1
#define V2 Z2
#define V3 Z3
#define V4 Z4
#define V5 Z5
#define V6 Z6
#define V7 Z7
#define V8 Z8
#define V9 Z9
#define V10 Z10
#define V11 Z11
#define V12 Z12
#define CLEAR(v) VPXORD v, v, v

#define FLOAT32(v, n) VFMADD231PS V12, V12, v

#define INT16(v, n) VPDPWSSD V12, V12, v

#define BYTES(v, n) VPDPBUSD V12, V12, v

// VDPBF16PS Z12, Z12, v; see pairs_avx512_amd64.s
#define BFLOAT16(v, n) BYTE $0x62; BYTE $(0x52 | (~n&8)<<4); BYTE $0x1E; BYTE $0x48; BYTE $0x52; BYTE $(0xC4 | (n&7)<<3)

#include "peak_amd64.h"

// func peakAVX512(n int)
TEXT ·peakAVX512(SB), NOSPLIT, $0-8
	PEAKBODY(FLOAT32)

// func peakInt16AVX512(n int)
TEXT ·peakInt16AVX512(SB), NOSPLIT, $0-8
	PEAKBODY(INT16)

// func peakBFloat16AVX512(n int)
TEXT ·peakBFloat16AVX512(SB), NOSPLIT, $0-8
	PEAKBODY(BFLOAT16)

// func peakBytesAVX512(n int)
TEXT ·peakBytesAVX512(SB), NOSPLIT, $0-8
	PEAKBODY(BYTES)
