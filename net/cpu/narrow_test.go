package cpu

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tengen/net/cpu/internal/kernel"
)

// bothPlans are of boards that are cut into tiles of either kind.
var bothPlans = map[string]plan{"F(3x3)": newPlan(9, 9), "F(4x4)": newPlan(19, 19)}

// Whatever the weights are, whole numbers of 16 bits stand for them whose products with any inputs fit in 32, and which are as
// near to them as that allows.
func TestWholeNumbersFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct {
		name   string
		weight func(ci int) float32
	}{
		{"equal", func(int) float32 { return 0.7 }}, // all round up together
		{"random", func(int) float32 { return float32(rng.NormFloat64()) }},
		{"one", func(ci int) float32 { return max(0, 1-float32(ci)) }},
		{"one and many small", func(ci int) float32 { return -1 / float32(1+1000*min(ci, 1)) }},
		{"none", func(int) float32 { return 0 }},
		{"denormal", func(int) float32 { return math.SmallestNonzeroFloat32 }},
		{"the largest", func(int) float32 { return math.MaxFloat32 / 64 }},
	} {
		for name, p := range bothPlans {
			for _, in := range []int{1, 31, 64, 65, 600, 4096} { // up to net.Spec's most
				t.Run(fmt.Sprintf("%s/%s/%d", tt.name, name, in), func(t *testing.T) { testWholeNumbersFit(t, p, in, tt.weight) })
			}
		}
	}
}

func testWholeNumbersFit(t *testing.T, p plan, in int, weight func(ci int) float32) {
	f := newFilter(p, in, 1)
	for i := range f.data {
		if i%kernel.Cols == 0 {
			f.data[i] = weight(i / kernel.Cols % in)
		}
	}
	n := newNarrow(p, kernel.Int16, &f)
	if err := n.packInt16(p, &f, 1); err != nil {
		t.Fatal(err)
	}
	for point := range p.points() {
		from, to := f.panel(point, 0), n.panel(point, 0, f.out)
		whole := func(ci int) int { return int(int16(to[ci/2*2*kernel.Cols+ci%2])) }
		step := weightStep(in, func(ci int) float32 { return from[ci*kernel.Cols] })
		sum, most := 0, 0
		for ci := range n.k {
			w := whole(ci)
			sum, most = sum+max(w, -w), max(most, w, -w)
			if ci >= in {
				if w != 0 {
					t.Fatalf("point %d: weight %d, beyond the channels, is %d", point, ci, w)
				}
			} else if v := float64(from[ci*kernel.Cols]); !(math.Abs(float64(w)*step-v) <= 0.5000001*step) {
				t.Fatalf("point %d: weight %d is %g, %d steps of %g", point, ci, v, w, step)
			}
		}
		if sum > kernel.MostInt16 || most > math.MaxInt16 {
			t.Fatalf("point %d: weights %d in all and %d at most, want up to %d and %d", point, sum, most, kernel.MostInt16, math.MaxInt16)
		}
		if most > 0 && most < math.MaxInt16 && sum < kernel.MostInt16-in-1 {
			t.Fatalf("point %d: weights %d in all and %d at most: smaller steps would fit", point, sum, most)
		}
	}
}

// Weights that are not finite come out as such, so that measuring the model shows it.
func TestWholeNumbersOfInfinity(t *testing.T) {
	p := newPlan(9, 9)
	for _, v := range []float32{float32(math.Inf(1)), float32(math.NaN())} {
		f := newFilter(p, 8, 1)
		f.data[3*kernel.Cols] = v
		n := newNarrow(p, kernel.Int16, &f)
		if err := n.packInt16(p, &f, 1); err != nil {
			t.Fatal(err)
		}
		if s := float64(n.scale[0]); !math.IsNaN(s) && !math.IsInf(s, 0) {
			t.Errorf("a weight of %g: products are scaled by %g", v, s)
		}
	}
}

// A point of inputs from 0 to the range fits in 16 bits, and the farthest needs nearly all of them.
func TestPointsFit(t *testing.T) {
	for name, p := range bothPlans {
		t.Run(name, func(t *testing.T) {
			for _, largest := range []float32{leastRange, 0.3, 1, 1e4, math.MaxFloat32 / 64} { // beyond, points leave float32
				testPointsFit(t, p, largest)
			}
		})
	}
}

func testPointsFit(t *testing.T, p plan, largest float32) {
	f := newFilter(p, 1, 1)
	n := newNarrow(p, kernel.Int16, &f)
	if err := n.packInt16(p, &f, largest); err != nil {
		t.Fatal(err)
	}
	side := p.m + 2
	for point := range p.points() {
		farthest := 0.0
		for _, sign := range []float64{1, -1} { // of the factors whose inputs are as large as can be
			sum := 0.0
			for cell := range p.points() {
				factor := kernel.InputFactor(p.m, point/side, cell/side) * kernel.InputFactor(p.m, point%side, cell%side)
				if factor*sign > 0 {
					sum += factor * float64(largest)
				}
			}
			farthest = max(farthest, math.Abs(sum*float64(n.perStep[point])))
		}
		if !(math.Abs(farthest-math.MaxInt16) < 0.01) {
			t.Errorf("range %g, point %d: reaches %g steps, want %d", largest, point, farthest, math.MaxInt16)
		}
	}
}

// What is larger than a range of 0 counts as that, too.
func TestRangeOfZero(t *testing.T) {
	p := newPlan(9, 9)
	f := newFilter(p, 8, 1)
	f.data[0] = 1
	n := newNarrow(p, kernel.Int16, &f)
	if err := n.packInt16(p, &f, 0); err != nil {
		t.Fatal(err)
	}
	for point := range p.points() {
		if n.perStep[point] != 0 || n.scale[point*f.out] != 0 {
			t.Errorf("point %d: %g steps of %g, want none", point, n.perStep[point], n.scale[point*f.out])
		}
	}
}
