//go:build !purego

package kernel

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// eachEmulated runs a test with each kind of instructions that can be emulated.
func eachEmulated(t *testing.T, f func(t *testing.T, run kernels)) {
	t.Run("emulated avx512", func(t *testing.T) { f(t, emulatedAVX512(t, startEmulator(t))) })
}

func emulatedAVX512(t *testing.T, e *emulator) kernels {
	return kernels{
		multiply: func(p *Product, rows int) {
			h := leastWork(rows, avx512Heights)
			e.call(t, products[h], p, (rows+h-1)/h)
		},
		scatter: func(r *Transform, m int) { e.call(t, map[int]any{3: scatter3AVX512, 4: scatter4AVX512}[m], r) },
		gather:  func(r *Transform, m int) { e.call(t, map[int]any{3: gather3AVX512, 4: gather4AVX512}[m], r) },
		spread:  func(r *Transform, m int) { e.call(t, map[int]any{3: spread3AVX512, 4: spread4AVX512}[m], r) },
		combine: func(r *Rows) { e.call(t, combineAVX512, r) },
		sums:    func(r *Rows) { e.call(t, sumsAVX512, r) },
		multiplyPairs: func(p *Pairs, rows int, kind Kind) {
			h := leastWork(rows, avx512Heights)
			e.call(t, pairProducts[kind][h], p, (rows+h-1)/h)
		},
		toInt16:    func(dst *uint16, src *float32, n int, scale float32) { e.call(t, toInt16AVX512, dst, src, n, scale) },
		toBFloat16: func(dst *uint16, src *float32, n int) { e.call(t, toBFloat16AVX512, dst, src, n) },
		convolveBytes: func(p *Bytes, cells, lines int) {
			part := *p
			part.left = true
			for {
				n := part.part(cells)
				e.call(t, byteProducts[int(byteHeight[n])], &part, n, lines)
				if part.right {
					return
				}
				part, cells = part.after(n), cells-n
			}
		},
		toUint8: func(dst *uint8, src *float32, n int, scale float32) { e.call(t, toUint8AVX512, dst, src, n, scale) },
	}
}

// products are by the height of their tiles.
var products = map[int]any{5: product5AVX512, 9: product9AVX512, 12: product12AVX512, 13: product13AVX512, 14: product14AVX512}

var pairProducts = map[Kind]map[int]any{
	Int16:    {5: int16x5AVX512, 9: int16x9AVX512, 12: int16x12AVX512, 13: int16x13AVX512, 14: int16x14AVX512},
	BFloat16: {5: bfloat16x5AVX512, 9: bfloat16x9AVX512, 12: bfloat16x12AVX512, 13: bfloat16x13AVX512, 14: bfloat16x14AVX512},
}

var byteProducts = map[int]any{
	5: bytes5AVX512, 7: bytes7AVX512, 8: bytes8AVX512, 9: bytes9AVX512, 10: bytes10AVX512, 11: bytes11AVX512, 13: bytes13AVX512,
}

// VPDPWSSD and VPDPBUSD of 256 bits, which CPUs without AVX-512 have.
func TestEmulatedVNNI(t *testing.T) {
	e := startEmulator(t)
	run := kernels{
		multiplyPairs: func(p *Pairs, rows int, _ Kind) {
			h := leastWork(rows, avx2Heights)
			for col := 0; col < Cols; col += 16 {
				e.call(t, map[int]any{4: int16x4VNNI, 5: int16x5VNNI, 6: int16x6VNNI}[h], p, at16(p.B, 2*col), at(p.C, col), at(p.Scale, col), (rows+h-1)/h)
			}
		},
		convolveBytes: func(p *Bytes, cells, lines int) {
			for _, half := range []Bytes{*p, p.from(16)} {
				e.call(t, map[int]any{4: bytes4VNNI, 5: bytes5VNNI, 6: bytes6VNNI}[leastWork(cells, avx2Heights)], &half, cells, lines)
			}
		},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for rows := 1; rows <= 20; rows++ {
		for _, k := range []int{8, 64, 128} {
			testMultiplyPairs(t, run, newPairs(rng, rows, k, Int16), rows, Int16)
		}
		for _, channels := range []int{16, 32} {
			testConvolveBytes(t, run, newBytes(rng, rows, 2, channels, rows%4), rows, 2)
		}
	}
	e.call(t, peakInt16VNNI, 3)
	e.call(t, peakBytesVNNI, 3)
}

// A kernel that touches what it was not given, or that the CPU doesn't know, fails and says where.
func TestEmulatorFaults(t *testing.T) {
	e := startEmulator(t)
	type counter struct{ n int }
	numbers := allocate[float32](Lanes)
	for _, tt := range []struct{ name, code, want string }{
		{"reads past the end", "488b442408 62f17c48104001 c3", "reads 64 bytes"},
		{"reads across the end", "488b442408 62f17c4810800400 0000 c3", "reads 64 bytes"},
		{"writes what it may read", "488b442410 488900 c3", "may only read"},
		{"reads far away", "4831c0 488b00 c3", "page fault"},
		{"unknown instruction", "0f0b", "unknown instruction"},
		{"another stack pointer", "58 50 50 c3", "stack pointer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, err := hex.DecodeString(strings.ReplaceAll(tt.code, " ", ""))
			if err != nil {
				t.Fatal(err)
			}
			if err := e.try(code, &numbers[0], &counter{1}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	t.Run("a product lacks its last number", func(t *testing.T) {
		k := 3
		a, b, c := allocate[float32](14*k), allocate[float32](k*Cols-1), allocate[float32](14*Cols)
		p := Product{A: &a[0], RowStride: k, KStride: 1, K: k, B: &b[0], BStride: Cols, C: &c[0], CStride: Cols}
		err := e.try(product14AVX512, &p, 1)
		if want := fmt.Sprintf("kernel.product14AVX512: reads 64 bytes at %p", &b[(k-1)*Cols+16]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	})
	e.call(t, peakAVX512, 3) // and after all of that it still works
}
