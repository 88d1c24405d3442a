package nettest

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/net"
)

// Int16 are the limits of playing in whole numbers. Their errors are the same for small and large results, so that the networks of
// this suite, whose trunks end in much larger numbers than trained ones, are their worst case.
var Int16 = Limits{Forward: 1e-3}

// Int8 are the limits of playing in whole numbers of 8 bits. Their steps are 256 times as large, but so is what is lost of int16 to keep sums
// in 32 bits, and the last layers, in float32, are the same: over the suite the largest error was between 1e-4 and 1e-3.
var Int8 = Limits{Forward: 1e-3}

// Precision checks that an engine plays in a precision: against the reference, and each row by itself. Ranges come from
// other positions than those that are checked.
func Precision(t *testing.T, q net.Quantizer, p net.Precision, limits Limits) {
	for _, spec := range specs() {
		t.Run(spec.String(), func(t *testing.T) {
			limits.skip(t, spec.Spec)
			e := narrowed{q, p, spec}
			t.Run("forward", func(t *testing.T) { forward(t, e, spec, limits.Forward) })
			t.Run("rows", func(t *testing.T) { rows(t, e, spec, limits.Rows) })
			t.Run("ranges", func(t *testing.T) { ranges(t, q, p, spec) })
		})
	}
}

// narrowed is an engine that prepares models in a precision.
type narrowed struct {
	net.Quantizer
	precision net.Precision
	network   network
}

func (n narrowed) Prepare(m *net.Model) (net.Prepared, error) {
	r, err := n.Ranges(m, randomMinibatch(n.network, 70, rand.New(rand.NewPCG(9, 9))).Inputs)
	if err != nil {
		return nil, err
	}
	with := *m
	with.Ranges = r
	return n.PrepareAs(&with, n.precision)
}

// ranges: they are of the right number, the same for the same positions in any order, and grow with more of them; a model
// with ranges that don't fit is refused where they are needed.
func ranges(t *testing.T, q net.Quantizer, p net.Precision, spec network) {
	rng := rand.New(rand.NewPCG(10, 10))
	m, in := &net.Model{Weights: randomWeights(spec.Spec, rng)}, randomMinibatch(spec, 40, rng).Inputs
	of := func(in net.Inputs) []float32 {
		t.Helper()
		r, err := q.Ranges(m, in)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	all := of(in)
	if len(all) != 2*spec.Blocks || slices.ContainsFunc(all, func(v float32) bool { return !(v > 0) }) {
		t.Fatalf("the ranges are %v, want %d above 0", all, 2*spec.Blocks)
	}
	turned := apart(spec, in)
	slices.Reverse(turned.Rows)
	slices.Reverse(turned.Sizes)
	if again := of(turned); !slices.Equal(again, all) {
		t.Errorf("the ranges are %v, and %v in another order", all, again)
	}
	for i, v := range of(part(spec, in, 0, 3)) {
		if v > all[i] {
			t.Errorf("range %d of three positions is %g, of those and others %g", i, v, all[i])
		}
	}
	if _, err := q.Ranges(m, net.Inputs{}); err == nil {
		t.Error("ranges of no positions are no error")
	}
	m.Ranges = append(all, 1)
	if _, err := q.PrepareAs(m, p); p.Ranged() && err == nil {
		t.Error("a range too many is no error")
	}
	for _, bad := range []float32{-1, 1e-44, float32(math.Inf(1)), float32(math.NaN())} {
		if m.Ranges = slices.Clone(all); len(all) > 0 && p.Ranged() {
			m.Ranges[0] = bad
			if _, err := q.PrepareAs(m, p); err == nil {
				t.Errorf("a range of %g is no error", bad)
			}
		}
	}
	if _, err := q.PrepareAs(m, net.Auto); err == nil {
		t.Errorf("preparing in %s: no error", net.Auto)
	}
}
