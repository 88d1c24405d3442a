package cpu

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// prepared is a model packed for the kernels: batch normalisation is folded into weights and biases, and the
// heads' two 1x1 convolutions are one.
type prepared struct {
	model  *net.Model
	trunk  []filter  // stem, then two a block
	pools  []biasing // of the blocks' first convolutions
	heads  matrix    // policy channels, with conv heads those that are pooled for it, then value channels
	policy matrix    // fc
	hidden matrix
	out    matrix

	// Conv heads.
	policyBias biasing
	move       matrix
	pass       []float32 // weights, then bias; nil where no action is to pass
}

// Model implements net.Prepared.
func (p *prepared) Model() *net.Model { return p.model }

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
func (e *Engine) Prepare(m *net.Model) (net.Prepared, error) { return e.PrepareAs(m, net.Float32) }

// PrepareAs implements net.Quantizer.
func (e *Engine) PrepareAs(m *net.Model, precision net.Precision) (net.Prepared, error) {
	p, err := fold(m, precision != net.Int8)
	if err == nil {
		err = p.narrow(precision)
	}
	if err != nil {
		return nil, fmt.Errorf("prepare model: %w", err)
	}
	return p, nil
}

// narrow packs all convolutions of the trunk but the first for a precision.
func (p *prepared) narrow(precision net.Precision) error {
	if precision == net.Float32 {
		return nil
	}
	if !slices.Contains(net.Precisions, precision) {
		return fmt.Errorf("the cpu engine does not play in %s", precision)
	}
	spec := p.model.Weights.Spec
	if ranges := len(p.model.Ranges); precision.Ranged() && ranges != len(p.trunk)-1 {
		return fmt.Errorf("the model has %d ranges of activations, %s needs %d: it was published without, and tengen calibrate adds them", ranges, precision, len(p.trunk)-1)
	}
	plan := newPlan(spec.Height, spec.Width)
	t := tensors{p.model.Weights, indexTensors(spec)}
	for i, name := range trunkNames(spec)[1:] {
		f, err := &p.trunk[i+1], error(nil)
		switch precision {
		case net.BFloat16:
			f.narrow = newNarrow(plan, kernel.BFloat16, f)
			f.narrow.packBFloat16(plan, f)
		case net.Int16:
			f.narrow = newNarrow(plan, kernel.Int16, f)
			err = f.narrow.packInt16(plan, f, p.model.Ranges[i])
		case net.Int8:
			scale, _ := t.fold(name)
			f.direct, err = packDirect(f, taps(t.get(name+"/w"), spec.Channels, spec.Channels), scale, p.model.Ranges[i])
		}
		if err != nil {
			return fmt.Errorf("%s in %s: %w", name, precision, err)
		}
		f.data = nil
	}
	for i := range p.pools {
		if a, b := p.trunk[1+2*i].direct, p.trunk[2+2*i].direct; a != nil && p.pools[i].none() {
			a.writeFor(b)
		}
	}
	return nil
}

// fold packs a model in float32, but without blocks the weights of their convolutions.
func fold(m *net.Model, blocks bool) (*prepared, error) {
	spec := m.Weights.Spec
	if err := errors.Join(spec.Validate(), m.Weights.Validate()); err != nil {
		return nil, err
	}
	t := tensors{m.Weights, indexTensors(spec)}
	plan := newPlan(spec.Height, spec.Width)
	p := &prepared{model: m}
	in := spec.Planes
	for _, name := range trunkNames(spec) {
		f := filter{in: in, out: kernel.Up(spec.Channels, kernel.Cols)}
		scale, shift := t.fold(name)
		if blocks || len(p.trunk) == 0 {
			f = newFilter(plan, in, spec.Channels)
			f.pack(plan, taps(t.get(name+"/w"), in, spec.Channels), scale)
		}
		f.bias = make([]float32, f.out)
		copy(f.bias, shift)
		p.trunk = append(p.trunk, f)
		in = spec.Channels
	}
	for i := range spec.Blocks {
		var b biasing
		if spec.Pools(i) {
			b.pooling = trunkPooling(spec)
			b.w = t.matrix(fmt.Sprintf("block%d/pool/w", i), b.first)
		}
		p.pools = append(p.pools, b)
	}
	names, channels := headParts(spec)
	p.heads = newMatrix(spec.Channels, sum(channels))
	col := 0
	for i, name := range names {
		scale, shift := t.fold(name)
		p.heads.pack(t.get(name+"/w"), channels[i], col, scale)
		copy(p.heads.bias[col:], shift)
		col += channels[i]
	}
	if spec.Head == net.HeadConv {
		p.policyBias = biasing{policyPooling(spec), t.matrix("policy/bias/w", spec.PolicyChannels)}
		p.move = t.matrix("policy/move/w", 1)
		if spec.Passes() {
			p.pass = append(slices.Clone(t.get("policy/pass/w")), t.get("policy/pass/b")...)
		}
	} else {
		p.policy = t.dense("policy/dense")
	}
	p.hidden = t.dense("value/hidden")
	p.out = t.dense("value/out")
	return p, nil
}

func sum(ns []int) int {
	total := 0
	for _, n := range ns {
		total += n
	}
	return total
}

// headParts lists the heads' 1x1 convolutions, which are computed side by side, and their channels.
func headParts(spec net.Spec) (names []string, channels []int) {
	if spec.Head == net.HeadConv {
		return []string{"policy", "policy/pool", "value"}, []int{spec.PolicyChannels, spec.PolicyChannels, spec.ValueChannels}
	}
	return []string{"policy", "value"}, []int{spec.PolicyChannels, spec.ValueChannels}
}

// The pooled channels of a pooling block's first convolution, and of conv heads.
func trunkPooling(spec net.Spec) pooling {
	return pooling{spec.Channels - spec.PoolingChannels, spec.PoolingChannels}
}
func policyPooling(spec net.Spec) pooling { return pooling{spec.PolicyChannels, spec.PolicyChannels} }
func valuePooling(spec net.Spec) pooling  { return pooling{2 * spec.PolicyChannels, spec.ValueChannels} }

// taps returns the lines [out] of weights [3, 3, in, out].
func taps(w []float32, in, out int) func(ky, kx, ci int) []float32 {
	return func(ky, kx, ci int) []float32 { return w[((ky*3+kx)*in+ci)*out:][:out] }
}

// trunkNames lists the trunk's convolutions.
func trunkNames(spec net.Spec) []string {
	names := []string{"stem"}
	for i := range spec.Blocks {
		names = append(names, fmt.Sprintf("block%d/a", i), fmt.Sprintf("block%d/b", i))
	}
	return names
}

// matrix packs weights [in, out].
func (t tensors) matrix(name string, out int) matrix {
	w := t.get(name)
	m := newMatrix(len(w)/out, out)
	m.pack(w, out, 0, nil)
	return m
}

// dense packs a fully connected layer.
func (t tensors) dense(name string) matrix {
	b := t.get(name + "/b")
	m := t.matrix(name+"/w", len(b))
	copy(m.bias, b)
	return m
}

// matrix is the right matrix [in, out] of a product, in panels of kernel.Cols columns, and its bias.
type matrix struct {
	in, out int // out is a multiple of kernel.Cols
	data    []float32
	bias    []float32 // [out]; not part of the product
}

func newMatrix(in, out int) matrix {
	out = kernel.Up(out, kernel.Cols)
	return matrix{in: in, out: out, data: make([]float32, in*out), bias: make([]float32, out)}
}

// column returns the elements of a column, which are kernel.Cols apart.
func (m *matrix) column(j int) []float32 {
	return m.data[j/kernel.Cols*kernel.Cols*m.in+j%kernel.Cols:]
}

// pack stores w [in, n] at columns from col on; scale, if not nil, multiplies the columns.
func (m *matrix) pack(w []float32, n, col int, scale []float32) {
	for j := range n {
		s := float32(1)
		if scale != nil {
			s = scale[j]
		}
		to := m.column(col + j)
		for q := range m.in {
			to[q*kernel.Cols] = w[q*n+j] * s
		}
	}
}

// packTransposed stores the transpose of w [out, n] as the lines from row on.
func (m *matrix) packTransposed(w []float32, n, row int) {
	for j := range len(w) / n {
		to := m.column(j)
		for q, v := range w[j*n:][:n] {
			to[(row+q)*kernel.Cols] = v
		}
	}
}

// apply computes y [n, out] = x·m for n rows of x, which lie stride apart. Both have room for
// kernel.RowSlack rows more.
func (m *matrix) apply(y, x []float32, stride, n int) {
	p := kernel.Product{A: &x[0], RowStride: stride, KStride: 1, K: m.in, BStride: kernel.Cols, CStride: m.out}
	for col := 0; col < m.out; col += kernel.Cols {
		p.B = &m.data[col*m.in]
		p.C = &y[col]
		kernel.Multiply(&p, n)
	}
}
