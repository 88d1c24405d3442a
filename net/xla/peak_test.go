package xla

import (
	"math"
	"testing"
	"time"
)

// chainMax is what a call of the products must give, in loops of float64.
func chainMax(size int) float64 {
	a := peakMatrix(size)
	x := make([]float64, len(a))
	for i, v := range a {
		x[i] = float64(v)
	}
	for range peakChain {
		next := make([]float64, len(x))
		for i := range size {
			for k := range size {
				for j := range size {
					next[i*size+j] += float64(a[i*size+k]) * x[k*size+j]
				}
			}
		}
		x = next
	}
	largest := math.Inf(-1)
	for _, v := range x {
		largest = max(largest, v)
	}
	return largest
}

// The products that the peak is measured with are all made.
func testPeak(t *testing.T, e *Engine, tolerance float64) {
	p, err := e.newPeak(16)
	if err != nil {
		t.Fatal(err)
	}
	want := chainMax(16)
	for d := range e.devices {
		got, _, err := p.call(d)
		if err != nil || math.Abs(float64(got)-want) > tolerance*want {
			t.Errorf("device %d: the largest number is %g, %v; want %g", d, got, err, want)
		}
	}
	if got := p.flops(); got != 8*2*16*16*16 {
		t.Errorf("8 products of 16 x 16 matrices are %g operations", got)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}

	measured, err := e.NewPeak()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if rate, err := measured.GFLOPS(time.Millisecond); err != nil || !(rate > 0) {
			t.Errorf("%g GFLOP/s, %v", rate, err)
		}
	}
	for range 2 {
		if err := measured.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestPeak(t *testing.T) { testPeak(t, golang(t), 1e-5) }
