package cpu

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/net"
)

// packOne packs a filter of one output channel whose weight of each input channel is the same at all taps.
func packOne(in int, largest float32, weight func(ci int) float32) (*filter, *direct, error) {
	f := newFilter(newPlan(9, 9), in, 1)
	d, err := packDirect(&f, func(_, _, ci int) []float32 { return []float32{weight(ci)} }, []float32{1}, largest)
	return &f, d, err
}

// Whatever the weights are, the whole numbers that stand for them are within half a step, and the largest is 127 of it.
func TestBytesStandForWeights(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for name, weight := range map[string]func(ci int) float32{
		"equal":       func(int) float32 { return -0.7 },
		"random":      func(int) float32 { return float32(rng.NormFloat64()) },
		"one":         func(ci int) float32 { return max(0, 1-float32(ci)) },
		"none":        func(int) float32 { return 0 },
		"the largest": func(int) float32 { return math.MaxFloat32 },
	} {
		for _, in := range []int{1, 31, 64, 65} {
			weights := make([]float32, in)
			for ci := range weights {
				weights[ci] = weight(ci)
			}
			const largest = 255.0 // steps of 1
			_, d, err := packOne(in, largest, func(ci int) float32 { return weights[ci] })
			if err != nil {
				t.Fatal(err)
			}
			most, step := 0, float64(d.scale[0])
			d.each(in, 0, func(ky, kx, ci int, at *int8) {
				most = max(most, int(*at), -int(*at))
				if e := math.Abs(float64(*at)*step - float64(weights[ci])); e > 0.50001*step {
					t.Errorf("%s, %d channels: weight %d is %g, %d steps of %g", name, in, ci, weights[ci], *at, step)
				}
			})
			if want := map[bool]int{false: 127}[name == "none"]; most != want {
				t.Errorf("%s, %d channels: the largest weight is %d steps, want %d", name, in, most, want)
			}
		}
	}
}

// An input as large as the range is 255 steps of it.
func TestRangeIsAllSteps(t *testing.T) {
	for _, largest := range []float32{leastRange, 0.3, 1e4, math.MaxFloat32} {
		_, d, err := packOne(8, largest, func(int) float32 { return 1 })
		if err != nil || math.Abs(float64(d.perStep*largest)-255) > 1e-4 {
			t.Errorf("a range of %g is %g steps (%v), want 255", largest, d.perStep*largest, err)
		}
	}
	if _, d, err := packOne(8, 0, func(int) float32 { return 1 }); err != nil || d.perStep != 0 || d.scale[0] != 0 {
		t.Errorf("a range of 0: %g steps of %g (%v), want none", d.perStep, d.scale[0], err)
	}
	for _, bad := range []float32{-1, 1e-31, float32(math.Inf(1)), float32(math.NaN())} {
		if _, _, err := packOne(8, bad, func(int) float32 { return 1 }); err == nil {
			t.Errorf("a range of %g is no error", bad)
		}
	}
}

// Weights that are not finite come out as such, and results as NaN, so that measuring the model shows it.
func TestBytesOfInfinity(t *testing.T) {
	for _, v := range []float32{float32(math.Inf(-1)), float32(math.NaN())} {
		_, d, err := packOne(8, 1, func(int) float32 { return v })
		if s := float64(d.scale[0]); err != nil || !math.IsNaN(s) && !math.IsInf(s, 0) {
			t.Errorf("a weight of %g: products are scaled by %g (%v)", v, s, err)
		}
	}
}

// A convolution is what the definition says, but for the rounding of its last steps, on boards of all sizes, by one or by a team, and writes nothing but their cells.
func TestConvolveDirect(t *testing.T) {
	const boards, in, out = 3, 20, 40
	rng := rand.New(rand.NewPCG(1, 2))
	p := newPlan(5, 6)
	lines := make([][]float32, 9*in) // [ky, kx, ci][out]
	for i := range lines {
		lines[i] = normal(rng, out)
	}
	f := newFilter(p, in, out)
	f.bias = normal(rng, f.out)
	line := func(ky, kx, ci int) []float32 { return lines[(ky*3+kx)*in+ci] }
	d, err := packDirect(&f, line, normal(rng, out), 2)
	if err != nil {
		t.Fatal(err)
	}
	weight := map[[4]int]int32{}
	for j := range out {
		d.each(in, j, func(ky, kx, ci int, at *int8) { weight[[4]int{ky, kx, ci, j}] = int32(*at) })
	}
	tiles := p.newTiles(boards)
	x, res := p.newRows(boards, 32), p.newRows(boards, 64)
	for b, size := range []net.Size{{Height: 5, Width: 6}, {Height: 3, Width: 4}, {Height: 1, Width: 6}} {
		tiles.set(p, b, size)
		for y := range size.Height {
			for col := range size.Width {
				copy(x.at(p.cell(b, y, col)), normal(rng, in)) // of which the negative count as 0, and what is above 2 as that
				copy(res.at(p.cell(b, y, col)), normal(rng, out))
			}
		}
	}
	want := p.newRows(boards, 64)
	copy(want.data, res.data)
	for b, size := range tiles.sizes {
		for cell := range size.Height * size.Width {
			y, col := cell/size.Width, cell%size.Width
			row := p.cell(b, y, col)
			for j := range out {
				sum := int32(0)
				for k, w := range weight {
					if ny, nx := y+k[0]-1, col+k[1]-1; k[3] == j && ny >= 0 && nx >= 0 && ny < size.Height && nx < size.Width {
						v := float32(x.at(p.cell(b, ny, nx))[k[2]] * d.perStep)
						sum += w * int32(math.RoundToEven(float64(min(max(v, 0), 255))))
					}
				}
				want.at(row)[j] = max(float32(float32(sum)*d.scale[j]+f.bias[j])+res.at(row)[j], 0)
			}
			copy(want.at(row)[out:64], f.bias[out:]) // channels that nobody reads
			for j := out; j < 64; j++ {
				want.at(row)[j] = max(want.at(row)[j], 0)
			}
		}
	}
	next := &direct{perStep: 50}
	for _, members := range []int{1, 2, 7} {
		got, bytes, alone := p.newRows(boards, 64), newByteRows(want), newByteRows(want)
		copy(got.data, res.data)
		eachMember(p, boards, members, func(w *workspace) {
			w.convolveDirect(d, tiles, results{floats: &got, res: &got, bytes: &bytes, next: next}, quantized(p, tiles, x, d, members), boards)
		})
		for i, w := range want.data {
			if g := got.data[i]; math.Abs(float64(g-w)) > 1e-5*math.Abs(float64(w)) {
				t.Fatalf("%d members: number %d of row %d is %g, want %g", members, i%64, i/64-got.first/64, g, w)
			}
		}
		if all := quantized(p, tiles, got, next, 1); !slices.Equal(bytes.data, all.data) || slices.Max(all.data) < 100 {
			t.Errorf("%d members: bytes are not those of the results", members)
		}
		// What is written for the next alone is the same, but where it is near the middle of two steps.
		forNext := *d
		forNext.scale, forNext.bias = slices.Clone(d.scale), slices.Clone(d.bias)
		forNext.writeFor(next)
		none := p.newRows(boards, 64)
		eachMember(p, boards, members, func(w *workspace) {
			w.convolveDirect(d, tiles, results{floats: &none}, quantized(p, tiles, x, d, 1), boards)
		})
		eachMember(p, boards, members, func(w *workspace) {
			w.convolveDirect(&forNext, tiles, results{bytes: &alone}, quantized(p, tiles, x, d, 1), boards)
		})
		for i, want := range quantized(p, tiles, none, next, 1).data {
			if v := int(alone.data[i]) - int(want); v*v > 1 {
				t.Fatalf("%d members: byte %d of row %d is %d for the next alone, and %d else", members, i%64, i/64-got.first/64, alone.data[i], want)
			}
		}
	}
}

// eachMember lets some members of a team do f one after the other.
func eachMember(p plan, boards, members int, f func(w *workspace)) {
	for i := range members {
		w := newWorkspace(p, boards, 64)
		w.share = share{member: i, of: members}
		f(w)
	}
}

// quantized returns rows as the bytes that d reads, which so many members have made.
func quantized(p plan, t tiles, from rows, d *direct, members int) byteRows {
	to := newByteRows(from)
	eachMember(p, len(t.sizes), members, func(w *workspace) { w.quantize(t, to, from, d, len(t.sizes)) })
	return to
}

func normal(rng *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}
