package xla

import (
	"errors"
	"fmt"
	"math"
	"path"
	"slices"

	"github.com/gomlx/gomlx/backends"

	"tengen/net"
)

// prepared implements net.Prepared: weights on every device. They are inputs of the programs, so that another model
// takes no compilation. What is no longer referred to is freed with Go's garbage.
type prepared struct {
	model   *net.Model
	engine  *Engine
	devices [][]backends.Buffer // of each device, in the order of folded
}

// Model implements net.Prepared.
func (p *prepared) Model() *net.Model { return p.model }

// Prepare implements net.Engine.
func (e *Engine) Prepare(m *net.Model) (net.Prepared, error) {
	if err := errors.Join(m.Weights.Spec.Validate(), m.Weights.Validate()); err != nil {
		return nil, fmt.Errorf("prepare model: %w", err)
	}
	devices, err := e.sendToAll(fold(m.Weights), folded(m.Weights.Spec))
	if err != nil {
		return nil, fmt.Errorf("prepare model: %w", err)
	}
	return &prepared{model: m, engine: e, devices: devices}, nil
}

// folded lists the tensors of a network whose batch normalisation is folded into its convolutions: in place of gamma, beta,
// mean and variance a convolution has a bias.
func folded(spec net.Spec) []parameter {
	var ps []parameter
	for _, t := range spec.Tensors() {
		switch t.Kind {
		case net.KindBeta:
			ps = append(ps, parameter{name: path.Dir(t.Name) + "/bias", shape: t.Shape})
		case net.KindWeight, net.KindBias:
			ps = append(ps, parameter{name: t.Name, shape: t.Shape})
		}
	}
	return ps
}

// fold computes the tensors that folded lists: gamma·(w·x−mean)/sqrt(variance+ε)+beta = (w·scale)·x + bias.
func fold(w *net.Weights) [][]float32 {
	index := map[string][]float32{}
	specs := w.Spec.Tensors()
	for i, t := range specs {
		index[t.Name] = w.Tensors[i]
	}
	scale := func(layer string, c int) float64 {
		return float64(index[layer+"/gamma"][c]) / math.Sqrt(float64(index[layer+"/variance"][c])+net.BatchNormEpsilon)
	}
	var tensors [][]float32
	for i, t := range specs {
		layer, data := path.Dir(t.Name), w.Tensors[i]
		switch t.Kind {
		case net.KindBias:
			tensors = append(tensors, data)
		case net.KindBeta:
			bias := make([]float32, len(data))
			for c, beta := range data {
				bias[c] = float32(float64(beta) - float64(index[layer+"/mean"][c])*scale(layer, c))
			}
			tensors = append(tensors, bias)
		case net.KindWeight:
			if index[layer+"/gamma"] != nil {
				data = slices.Clone(data)
				out := t.Shape[len(t.Shape)-1]
				for j := range data {
					data[j] = float32(float64(data[j]) * scale(layer, j%out))
				}
			}
			tensors = append(tensors, data)
		}
	}
	return tensors
}
