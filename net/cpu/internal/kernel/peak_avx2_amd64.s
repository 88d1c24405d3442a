//go:build !purego

#include "textflag.h"

#define V0 Y0
#define V1 Y1
#define V2 Y2
#define V3 Y3
#define V4 Y4
#define V5 Y5
#define V6 Y6
#define V7 Y7
#define V8 Y8
#define V9 Y9
#define V10 Y10
#define V11 Y11
#define V12 Y12
#define CLEAR(v) VXORPS v, v, v

#define FLOAT32(v, n) VFMADD231PS V12, V12, v

#define INT16(v, n) \
	VPMADDWD V12, V12, Y13 \
	VPADDD   Y13, v, v

// VPDPWSSD Y12, Y12, v; see pairs_avx2_amd64.s
#define INT16VNNI(v, n) BYTE $0xC4; BYTE $(0x42 | (~n&8)<<4); BYTE $0x1D; BYTE $0x52; BYTE $(0xC4 | (n&7)<<3)

// VPDPBUSD Y12, Y12, v; see bytes_avx2_amd64.s
#define BYTESVNNI(v, n) BYTE $0xC4; BYTE $(0x42 | (~n&8)<<4); BYTE $0x1D; BYTE $0x50; BYTE $(0xC4 | (n&7)<<3)

#include "peak_amd64.h"

// func peakAVX2(n int)
TEXT ·peakAVX2(SB), NOSPLIT, $0-8
	PEAKBODY(FLOAT32)

// func peakInt16AVX2(n int)
TEXT ·peakInt16AVX2(SB), NOSPLIT, $0-8
	PEAKBODY(INT16)

// func peakInt16VNNI(n int)
TEXT ·peakInt16VNNI(SB), NOSPLIT, $0-8
	PEAKBODY(INT16VNNI)

// func peakBytesVNNI(n int)
TEXT ·peakBytesVNNI(SB), NOSPLIT, $0-8
	PEAKBODY(BYTESVNNI)
