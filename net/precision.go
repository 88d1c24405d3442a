package net

import (
	"fmt"
	"slices"
	"strings"
)

// Precision is what the products of the trunk's convolutions are computed in when a network plays. Everything else of it
// (the first convolution, the heads, transforms, sums) is float32.
type Precision string

// The precisions.
const (
	// Float32 has 24 bits of significand.
	Float32 Precision = "float32"
	// BFloat16 has 8 bits of significand and float32's range; its products are summed in float32.
	BFloat16 Precision = "bfloat16"
	// Int16 are whole numbers of 16 bits, whose products are summed without error. They need Model.Ranges.
	Int16 Precision = "int16"
	// Int8 are whole numbers of 8 bits, in convolutions that are computed directly; their products are summed without error. They need
	// Model.Ranges.
	Int8 Precision = "int8"
	// Auto is the fastest, on the machine at hand, of those that passed when the model was published; see PrecisionReport.
	Auto Precision = "auto"
)

// Precisions lists all but Auto.
var Precisions = []Precision{Float32, BFloat16, Int16, Int8}

// Ranged reports whether only models with Model.Ranges can play in it.
func (p Precision) Ranged() bool { return p == Int16 || p == Int8 }

// ParsePrecision reads a precision's name.
func ParsePrecision(name string) (Precision, error) {
	p := Precision(name)
	if p != Auto && !slices.Contains(Precisions, p) {
		names := make([]string, len(Precisions))
		for i, p := range Precisions {
			names[i] = string(p)
		}
		return "", fmt.Errorf("precision %q: want %s or %s", name, Auto, strings.Join(names, ", "))
	}
	return p, nil
}

// Quantizer is an Engine that plays in several precisions. Its Prepare is PrepareAs with Float32.
type Quantizer interface {
	Engine
	// Precisions lists those that this machine has instructions for, Float32 first.
	Precisions() []Precision
	// Ranges returns the largest number that each convolution of the trunk but the first reads, over the positions in:
	// [2·Blocks], what Model.Ranges holds.
	Ranges(m *Model, in Inputs) ([]float32, error)
	// PrepareAs packs a model for playing in p. It errs if p needs what the model has not, or the engine does not know it; what
	// the machine has no instructions for is emulated, slowly, to the same bits.
	PrepareAs(m *Model, p Precision) (Prepared, error)
}

// PrecisionReport says how near to float32 a model plays in another precision, over positions that it has not learnt from.
type PrecisionReport struct {
	Precision Precision
	Positions int
	PolicyKL  float32 // mean of Σ p·log(p/q), nats: p is float32's policy, q the other's, over all actions
	ValueRMS  float32 // root of the mean squared difference of the values
}

// Bounds of a PrecisionReport that passes.
const (
	MostPolicyKL = 0.01
	MostValueRMS = 0.02
)

// Passed reports whether the model may play in the precision. NaN does not pass.
func (r PrecisionReport) Passed() bool {
	return r.Positions > 0 && r.PolicyKL <= MostPolicyKL && r.ValueRMS <= MostValueRMS
}
