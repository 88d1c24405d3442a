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

#define ZERO(v) VPXORD v, v, v

// WHERESET clears v where m is 0; V8 is 0. NaN is not 0.
#define WHERESET(m, v) \
	VCMPPS   $4, V8, m, K1 \
	VMOVAPS.Z v, K1, v

#include "rows_amd64.h"

// func combineAVX512(r *Rows)
TEXT ·combineAVX512(SB), NOSPLIT, $0-8
	COMBINEBODY

// func sumsAVX512(r *Rows)
TEXT ·sumsAVX512(SB), NOSPLIT, $0-8
	SUMSBODY
