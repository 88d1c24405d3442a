//go:build !purego

#include "textflag.h"

#define VB 64
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
#define V13 Z13
#define V14 Z14
#define V15 Z15

#include "winograd_amd64.h"

// func scatter3AVX512(t *Transform)
TEXT ·scatter3AVX512(SB), 0, $2752-8
	SCATTERBODY3

// func scatter4AVX512(t *Transform)
TEXT ·scatter4AVX512(SB), 0, $2752-8
	SCATTERBODY4

// func gather3AVX512(t *Transform)
TEXT ·gather3AVX512(SB), 0, $2752-8
	GATHERBODY3

// func gather4AVX512(t *Transform)
TEXT ·gather4AVX512(SB), 0, $2752-8
	GATHERBODY4

// func spread3AVX512(t *Transform)
TEXT ·spread3AVX512(SB), 0, $2752-8
	SPREADBODY3

// func spread4AVX512(t *Transform)
TEXT ·spread4AVX512(SB), 0, $2752-8
	SPREADBODY4
