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

#define ZERO(v) VXORPS v, v, v

// WHERESET clears v where m is 0; V8 is 0. NaN is not 0.
#define WHERESET(m, v) \
	VCMPPS $4, V8, m, m \
	VANDPS m, v, v

#include "rows_amd64.h"

// func combineAVX2(r *Rows)
TEXT ·combineAVX2(SB), NOSPLIT, $0-8
	COMBINEBODY

// func sumsAVX2(r *Rows)
TEXT ·sumsAVX2(SB), NOSPLIT, $0-8
	SUMSBODY
