package cpu

import (
	"math"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// layer is a convolution and its batch normalisation, while learning. Some layers are several convolutions
// side by side, which the heads are: parts lists their tensors.
type layer struct {
	parts []part
	in    int // channels
	out   int // channels, rounded up

	pool pool // of its output

	gamma, beta            []float32 // [out]; 0 beyond the channels
	mean, variance, invStd []float32 // of this minibatch
	dGamma, dBeta          []float32
}

// part is one convolution of a layer: its channels from first on, and where its tensors stand.
type part struct {
	first, channels                int
	w, gamma, beta, mean, variance int
}

func newLayer(index map[string]int, names []string, channels []int, in int) layer {
	l := layer{in: in}
	n := 0
	for i, name := range names {
		l.parts = append(l.parts, part{
			first: n, channels: channels[i],
			w: index[name+"/w"], gamma: index[name+"/gamma"], beta: index[name+"/beta"],
			mean: index[name+"/mean"], variance: index[name+"/variance"],
		})
		n += channels[i]
	}
	l.out = kernel.Up(n, kernel.Cols)
	for _, v := range []*[]float32{&l.gamma, &l.beta, &l.mean, &l.variance, &l.invStd, &l.dGamma, &l.dBeta} {
		*v = make([]float32, l.out)
	}
	return l
}

// pack lays out what batch normalisation needs for the step.
func (l *layer) pack(w *net.Weights) {
	for _, p := range l.parts {
		copy(l.gamma[p.first:], w.Tensors[p.gamma])
		copy(l.beta[p.first:], w.Tensors[p.beta])
	}
	l.pool.pack(w)
}

// statistics sets mean and biased variance from sums over n cells.
func (l *layer) statistics(j int, sum, square, n float64) {
	mean := sum / n
	variance := max(square/n-mean*mean, 0)
	if math.IsNaN(square) { // max would hide it
		variance = math.NaN()
	}
	l.mean[j], l.variance[j] = float32(mean), float32(variance)
	l.invStd[j] = float32(1 / math.Sqrt(variance+net.BatchNormEpsilon))
}

// conv3x3 is a layer of the trunk.
type conv3x3 struct {
	layer
	plan    plan
	forward filter
	back    filter      // to the gradient of the input: the kernel turned by 180°, from out to in; none for the stem
	scratch []float32   // for the plan's gradient
	du      [][]float32 // the chunks' gradients of the transformed filter
	turned  []float32   // [in] a line of back
}

func newConv3x3(p plan, index map[string]int, name string, in, channels int, stem bool, precision net.Precision) *conv3x3 {
	c := &conv3x3{layer: newLayer(index, []string{name}, []int{channels}, in), plan: p}
	c.forward = newFilter(p, in, channels)
	if !stem {
		c.back = newFilter(p, channels, in)
		if precision == net.BFloat16 {
			c.forward.narrow = newNarrow(p, kernel.BFloat16, &c.forward)
			c.back.narrow = newNarrow(p, kernel.BFloat16, &c.back)
		}
	}
	c.scratch, c.turned = make([]float32, (9+kernel.RowSlack)*c.out), make([]float32, in)
	c.du = make([][]float32, 0, chunks)
	return c
}

func (c *conv3x3) pack(w *net.Weights) {
	c.layer.pack(w)
	at := c.parts[0]
	line := taps(w.Tensors[at.w], c.in, at.channels)
	c.forward.pack(c.plan, line, nil)
	if c.back.data != nil {
		c.back.pack(c.plan, func(ky, kx, co int) []float32 {
			for ci := range c.turned {
				c.turned[ci] = line(2-ky, 2-kx, ci)[co]
			}
			return c.turned
		}, nil)
	}
	if c.forward.narrow != nil {
		c.forward.narrow.packBFloat16(c.plan, &c.forward)
		c.back.narrow.packBFloat16(c.plan, &c.back)
	}
}

// conv1x1 is the layer of the heads.
type conv1x1 struct {
	layer
	forward matrix
	back    matrix // [out, in]
}

func newConv1x1(index map[string]int, names []string, channels []int, in int) *conv1x1 {
	c := &conv1x1{layer: newLayer(index, names, channels, in)}
	c.forward, c.back = newMatrix(in, c.out), newMatrix(c.out, in)
	return c
}

func (c *conv1x1) pack(w *net.Weights) {
	c.layer.pack(w)
	for _, p := range c.parts {
		c.forward.pack(w.Tensors[p.w], p.channels, p.first, nil)
		c.back.packTransposed(w.Tensors[p.w], p.channels, p.first)
	}
}

// pool is a layer's biasing while learning.
type pool struct {
	biasing
	back matrix // [the channels from 0 on, terms]
	to   int    // channels that are added to
	iw   int    // tensor
}

func newPool(p pooling, to, tensor int) pool {
	return pool{biasing{p, newMatrix(p.terms(), to)}, newMatrix(to, p.terms()), to, tensor}
}

func (p *pool) pack(w *net.Weights) {
	if !p.none() {
		p.w.pack(w.Tensors[p.iw], p.to, 0, nil)
		p.back.packTransposed(w.Tensors[p.iw], p.to, 0)
	}
}

// denseLayer is a fully connected layer while learning.
type denseLayer struct {
	index   int // in learner.dense
	in, out int
	iw, ib  int    // tensors; ib is -1 without biases
	w       matrix // with its bias
	back    matrix // [out, in]
}

// newDense adds a dense layer.
func (l *learner) newDense(index map[string]int, name string, in, out int) *denseLayer {
	d := &denseLayer{index: len(l.dense), in: in, out: out, iw: index[name+"/w"], ib: -1, w: newMatrix(in, out), back: newMatrix(out, in)}
	if ib, ok := index[name+"/b"]; ok {
		d.ib = ib
	}
	l.dense = append(l.dense, d)
	return d
}

func (d *denseLayer) pack(w *net.Weights) {
	d.w.pack(w.Tensors[d.iw], d.out, 0, nil)
	if d.ib >= 0 {
		copy(d.w.bias, w.Tensors[d.ib])
	}
	d.back.packTransposed(w.Tensors[d.iw], d.out, 0)
}
