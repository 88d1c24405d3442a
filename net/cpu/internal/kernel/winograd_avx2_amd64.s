//go:build !purego

#include "textflag.h"

#define VB 32
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
#define V13 Y13
#define V14 Y14
#define V15 Y15

#include "winograd_amd64.h"

// func scatter3AVX2(t *Transform)
TEXT ·scatter3AVX2(SB), 0, $1536-8
	SCATTERBODY3

// func scatter4AVX2(t *Transform)
TEXT ·scatter4AVX2(SB), 0, $1536-8
	SCATTERBODY4

// func gather3AVX2(t *Transform)
TEXT ·gather3AVX2(SB), 0, $1536-8
	GATHERBODY3

// func gather4AVX2(t *Transform)
TEXT ·gather4AVX2(SB), 0, $1536-8
	GATHERBODY4

// func spread3AVX2(t *Transform)
TEXT ·spread3AVX2(SB), 0, $1536-8
	SPREADBODY3

// func spread4AVX2(t *Transform)
TEXT ·spread4AVX2(SB), 0, $1536-8
	SPREADBODY4
