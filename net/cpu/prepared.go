package cpu

import (
	"fmt"
	"math"

	"tengen/net"
	"tengen/net/cpu/internal/tile"
)

// prepared is a model packed for the tiles: batch normalisation is folded into weights and biases, and the
// heads' two 1x1 convolutions are one.
type prepared struct {
	model  *net.Model
	trunk  []conv // stem, then two a block
	heads  conv   // policy channels, then value channels
	policy dense
	hidden dense
	out    dense
}

// Model implements net.Prepared.
func (p *prepared) Model() *net.Model { return p.model }

// conv is a convolution with its bias.
type conv struct {
	w    panels
	bias []float32 // [Cout], rounded up to whole tiles
	taps []int
	in   int // channels of the input
	out  int // rounded up
}

// dense is a fully connected layer.
type dense struct {
	w    panels
	bias []float32
	in   int
	out  int // rounded up
}

// tensors finds tensors by name.
type tensors struct {
	w     *net.Weights
	index map[string]int
}

func indexTensors(spec net.Spec) map[string]int {
	index := map[string]int{}
	for i, t := range spec.Tensors() {
		index[t.Name] = i
	}
	return index
}

func (t tensors) get(name string) []float32 { return t.w.Tensors[t.index[name]] }

// fold returns the factors and shifts that stand for the batch normalisation called name:
// gamma·(x−mean)/sqrt(variance+ε)+beta = x·scale + shift.
func (t tensors) fold(name string) (scale, shift []float32) {
	gamma, beta := t.get(name+"/gamma"), t.get(name+"/beta")
	mean, variance := t.get(name+"/mean"), t.get(name+"/variance")
	for c := range gamma {
		s := float64(gamma[c]) / math.Sqrt(float64(variance[c])+net.BatchNormEpsilon)
		scale = append(scale, float32(s))
		shift = append(shift, float32(float64(beta[c])-float64(mean[c])*s))
	}
	return scale, shift
}

// Prepare implements net.Engine.
func (e *Engine) Prepare(m *net.Model) (net.Prepared, error) {
	spec := m.Weights.Spec
	if err := spec.Validate(); err != nil {
		return nil, fmt.Errorf("prepare model: %w", err)
	}
	if err := m.Weights.Validate(); err != nil {
		return nil, fmt.Errorf("prepare model: %w", err)
	}
	t := tensors{m.Weights, indexTensors(spec)}
	lay := layout{spec.Height, spec.Width}
	p := &prepared{model: m}
	for i, name := range trunkNames(spec) {
		in, stride := spec.Channels, tile.Up(spec.Channels, tile.Cols)
		if i == 0 {
			in, stride = spec.Planes, spec.Planes
		}
		p.trunk = append(p.trunk, newConv(t, []string{name}, in, lay.taps3x3(stride)))
	}
	p.heads = newConv(t, []string{"policy", "value"}, spec.Channels, oneTap)
	p.policy = newDense(t, "policy/dense")
	p.hidden = newDense(t, "value/hidden")
	p.out = newDense(t, "value/out")
	return p, nil
}

// trunkNames lists the trunk's convolutions.
func trunkNames(spec net.Spec) []string {
	names := []string{"stem"}
	for i := range spec.Blocks {
		names = append(names, fmt.Sprintf("block%d/a", i), fmt.Sprintf("block%d/b", i))
	}
	return names
}

// newConv packs the named convolutions side by side.
func newConv(t tensors, names []string, in int, taps []int) conv {
	out := 0
	for _, name := range names {
		out += len(t.get(name + "/beta"))
	}
	c := conv{taps: taps, in: in, out: tile.Up(out, tile.Cols)}
	c.w, c.bias = newPanels(len(taps)*in, c.out), make([]float32, c.out)
	col := 0
	for _, name := range names {
		scale, shift := t.fold(name)
		c.w.pack(t.get(name+"/w"), len(taps)*in, len(shift), col, scale)
		copy(c.bias[col:], shift)
		col += len(shift)
	}
	return c
}

func newDense(t tensors, name string) dense {
	w, b := t.get(name+"/w"), t.get(name+"/b")
	d := dense{in: len(w) / len(b), out: tile.Up(len(b), tile.Cols)}
	d.w, d.bias = newPanels(d.in, d.out), make([]float32, d.out)
	d.w.pack(w, d.in, len(b), 0, nil)
	copy(d.bias, b)
	return d
}

// apply runs the convolution on the first m cells, which stand in the rows that cells lists.
func (c *conv) apply(cells []int32, out, in rows, m int, e ending) {
	a := factor{data: in.data, base: in.first, rowStride: in.stride, kStride: 1, taps: c.taps, k: c.in}
	e.bias = c.bias
	multiplyCells(out.at(0), out.stride, a, c.w, cells, m, c.out, e)
}

// apply runs the layer on n rows of in [n, d.in].
func (d *dense) apply(out, in []float32, n int, relu bool) {
	a := factor{data: in, rowStride: d.in, kStride: 1, taps: oneTap, k: d.in}
	multiply(out, d.out, a, d.w, n, d.out, ending{bias: d.bias, relu: relu})
}
