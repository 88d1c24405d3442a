package net

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path"
	"slices"
)

// Weights holds the tensors of one network, in the order of Spec.Tensors.
type Weights struct {
	Spec    Spec
	Tensors [][]float32 // row-major, as Spec.Tensors gives the shapes
}

// NewWeights returns zeroed tensors for the Spec.
func NewWeights(spec Spec) *Weights {
	w := &Weights{Spec: spec}
	for _, t := range spec.Tensors() {
		w.Tensors = append(w.Tensors, make([]float32, t.Len()))
	}
	return w
}

// RandomWeights draws the weights that training starts from: He initialisation (He et al. 2015, eq. 10)
// for layers followed by a ReLU, a tenth of that for the last dense layers, so that the untrained network
// has nearly uniform priors and values near 0, and for what pooling adds, which the maxima would make large;
// gamma and variance 1, the rest 0.
func RandomWeights(spec Spec, rng *rand.Rand) *Weights {
	w := NewWeights(spec)
	for i, t := range spec.Tensors() {
		data := w.Tensors[i]
		switch t.Kind {
		case KindWeight:
			fanIn := t.Len() / t.Shape[len(t.Shape)-1]
			std := math.Sqrt(2 / float64(fanIn))
			switch path.Dir(t.Name) {
			case "policy/dense", "policy/move", "policy/pass", "policy/bias", "value/out":
				std /= 10
			default:
				if len(t.Shape) == 2 && path.Base(path.Dir(t.Name)) == "pool" {
					std /= 10
				}
			}
			for j := range data {
				data[j] = float32(std * rng.NormFloat64())
			}
		case KindGamma:
			fill(data, 1)
		case KindStatistic:
			if t.Name[len(t.Name)-len("variance"):] == "variance" {
				fill(data, 1)
			}
		}
	}
	return w
}

func fill(x []float32, v float32) {
	for i := range x {
		x[i] = v
	}
}

// Clone returns a deep copy.
func (w *Weights) Clone() *Weights {
	c := &Weights{Spec: w.Spec, Tensors: make([][]float32, len(w.Tensors))}
	for i, t := range w.Tensors {
		c.Tensors[i] = slices.Clone(t)
	}
	return c
}

// On returns the same tensors, shared, as a network for boards of another size; see Spec.On.
func (w *Weights) On(b Size) (*Weights, error) {
	spec, err := w.Spec.On(b)
	if err != nil {
		return nil, err
	}
	return &Weights{Spec: spec, Tensors: w.Tensors}, nil
}

// Validate says whether the tensors fit the Spec and hold numbers.
func (w *Weights) Validate() error {
	specs := w.Spec.Tensors()
	if len(specs) != len(w.Tensors) {
		return fmt.Errorf("network has %d tensors, its spec wants %d", len(w.Tensors), len(specs))
	}
	for i, t := range specs {
		if len(w.Tensors[i]) != t.Len() {
			return fmt.Errorf("tensor %s has %d numbers, its spec wants %d", t.Name, len(w.Tensors[i]), t.Len())
		}
		for j, v := range w.Tensors[i] {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				return fmt.Errorf("tensor %s holds %v at %d", t.Name, v, j)
			}
		}
	}
	return nil
}
