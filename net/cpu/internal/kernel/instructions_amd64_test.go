//go:build !purego

package kernel

import (
	"encoding/hex"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// vectorCode loads Z0, Z1 and Z2 from its three arguments, executes an instruction, and stores Z0.
func vectorCode(t *testing.T, instruction string) []byte {
	code, err := hex.DecodeString(strings.ReplaceAll(
		"488b442408 488b5c2410 488b4c2418"+ // MOVQ 8(SP), AX; MOVQ 16(SP), BX; MOVQ 24(SP), CX
			"62f17c481000 62f17c48100b 62f17c481011"+ // VMOVUPS (AX), Z0; VMOVUPS (BX), Z1; VMOVUPS (CX), Z2
			instruction+
			"62f17c481100 c3", // VMOVUPS Z0, (AX); RET
		" ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// What the instructions of pairs and bytes compute, which Go's assembler knows only in part: the models say it.
func TestEmulatedInstructions(t *testing.T) {
	e := startEmulator(t)
	for _, tt := range []struct {
		name, code string
		values     func(rng *rand.Rand) uint32
		model      func(acc, a, b []uint32)
		words      int // of Z0 that are compared
	}{
		{"VDPBF16PS Z2, Z1, Z0", "62f2764852c2", brainFloats, dotBrainFloats, 16},
		// The upper half is Z1's, but Bochs' index runs past it and takes Z2's again: kernels to be emulated do without.
		{"VCVTNE2PS2BF16 Z2, Z1, Z0", "62f2774872c2", floats, func(acc, _, b []uint32) {
			for i := range 8 {
				acc[i] = roundPair(b[2*i], b[2*i+1])
			}
		}, 8},
		{"VCVTNEPS2BF16 Z1, Y0", "62f27e4872c1", floats, func(acc, a, _ []uint32) {
			for i := range 8 {
				acc[i], acc[8+i] = roundPair(a[2*i], a[2*i+1]), 0
			}
		}, 16},
		{"VPDPWSSD Z2, Z1, Z0", "62f2754852c2", (*rand.Rand).Uint32, func(acc, a, b []uint32) {
			for i := range acc {
				acc[i] += uint32(int32(int16(a[i]))*int32(int16(b[i]))) + uint32(int32(int16(a[i]>>16))*int32(int16(b[i]>>16)))
			}
		}, 16},
		{"VPDPBUSD Z2, Z1, Z0", "62f2754850c2", (*rand.Rand).Uint32, func(acc, a, b []uint32) {
			for i := range acc {
				for s := 0; s < 32; s += 8 {
					acc[i] += uint32(int32(uint8(a[i]>>s)) * int32(int8(b[i]>>s)))
				}
			}
		}, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code := vectorCode(t, tt.code)
			rng := rand.New(rand.NewPCG(9, 10))
			acc, a, b := allocate[uint32](Lanes), allocate[uint32](Lanes), allocate[uint32](Lanes)
			for round := range 1000 {
				for i := range acc {
					acc[i], a[i], b[i] = floats(rng), tt.values(rng), tt.values(rng)
				}
				if round == 0 {
					for i, x := range edges {
						acc[i], a[i], b[i] = x[0], x[1], x[2]
					}
				}
				was, want := slices.Clone(acc), slices.Clone(acc)
				tt.model(want, a, b)
				e.call(t, code, &acc[0], &a[0], &b[0])
				if !slices.Equal(acc[:tt.words], want[:tt.words]) {
					t.Fatalf("of %08x,\n%08x and\n%08x it makes\n%08x, want\n%08x", was, a, b, acc, want)
				}
			}
		})
	}
}

// edges are an accumulator and two factors where VDPBF16PS meets the ends of float32.
var edges = [][3]uint32{
	{0x00800000, 0x1a00, 0x9a00},         // 2^-126 - 2^-150 has 24 bits, and so is too small
	{0x00800000, 0x1a00, 0x9980},         // 2^-126 - 2^-151 has not: it is rounded to 2^-126
	{0x7f7fffff, 0x7f00, 0xc000},         // a product beyond the largest number, of which the sum is not
	{0x7f7fffff, 0x7f007f00, 0x4000c000}, // the upper product first: infinity
	{0xff7fffff, 0x7f007f00, 0x4000c000}, // back and forth
	{0x80000000, 0x80008000, 0},          // -0
	{0, 0x7f807f80, 0x3f80bf80},          // infinity less infinity
}

// floats are bits of float32 numbers: normal ones of like size, denormal ones, and any that are not NaN.
func floats(rng *rand.Rand) uint32 {
	switch rng.IntN(4) {
	case 0:
		return rng.Uint32() & 0x81ffffff
	case 1:
		for {
			if x := rng.Uint32(); !math.IsNaN(float64(math.Float32frombits(x))) {
				return x
			}
		}
	default:
		return math.Float32bits(float32(rng.NormFloat64()))
	}
}

func brainFloats(rng *rand.Rand) uint32 { return floats(rng)>>16 | floats(rng)>>16<<16 }

// dotBrainFloats is VDPBF16PS, as in Intel's Software Developer's Manual, volume 2: the upper numbers' product is added
// first, then the lower ones'; each time the exact product, and the sum is rounded once, to the nearest, a tie to
// the even one. Denormal numbers, of what comes in and of either sum, are 0 with their sign. MXCSR has no say in it.
//
// A product has at most 16 bits, so that it is exact in float32 too if it neither overflows nor is denormal.
func dotBrainFloats(acc, a, b []uint32) {
	for i := range acc {
		sum := flush(math.Float32frombits(acc[i]))
		for _, half := range []int{16, 0} {
			x := flush(math.Float32frombits(a[i] >> half << 16))
			y := flush(math.Float32frombits(b[i] >> half << 16))
			sum = addOnce(float64(x)*float64(y), float64(sum))
		}
		acc[i] = math.Float32bits(sum)
		if math.IsNaN(float64(sum)) {
			acc[i] = 0xffc00000
		}
	}
}

// roundPair rounds two float32 numbers to bfloat16, to the nearest, a tie to the even one; denormal ones are 0, and NaN stays NaN.
func roundPair(low, high uint32) uint32 {
	round := func(x uint32) uint32 { return uint32(NarrowBFloat16(math.Float32frombits(x))) }
	return round(low) | round(high)<<16
}
