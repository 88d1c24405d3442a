package cpu

import (
	"tengen/net"
	"tengen/net/cpu/internal/tile"
)

// layer is a convolution and its batch normalisation, while learning. Some layers are several convolutions
// side by side, which the heads are: parts lists their tensors.
type layer struct {
	parts []part
	in    int // channels
	out   int // channels, rounded up
	taps  []int
	// backTaps are the taps in rows of out channels: the gradient's.
	backTaps []int

	w     panels // forward: [taps·in, out]
	wBack panels // to the gradient of the input: the kernel turned by 180°, [taps·out, in]

	gamma, beta            []float32 // [out]; 0 beyond the channels
	mean, variance, invStd []float32 // of this minibatch
	dGamma, dBeta          []float32
}

// part is one convolution of a layer: its channels from first on, and where its tensors stand.
type part struct {
	first, channels                int
	w, gamma, beta, mean, variance int
}

func newLayer(index map[string]int, names []string, channels []int, in int, taps, backTaps []int) *layer {
	l := &layer{in: in, taps: taps, backTaps: backTaps}
	n := 0
	for i, name := range names {
		l.parts = append(l.parts, part{
			first: n, channels: channels[i],
			w: index[name+"/w"], gamma: index[name+"/gamma"], beta: index[name+"/beta"],
			mean: index[name+"/mean"], variance: index[name+"/variance"],
		})
		n += channels[i]
	}
	l.out = tile.Up(n, tile.Cols)
	l.w, l.wBack = newPanels(len(taps)*in, l.out), newPanels(len(taps)*l.out, in)
	for _, v := range []*[]float32{&l.gamma, &l.beta, &l.mean, &l.variance, &l.invStd, &l.dGamma, &l.dBeta} {
		*v = make([]float32, l.out)
	}
	return l
}

// pack lays out the weights for the step.
func (l *layer) pack(w *net.Weights) {
	for _, p := range l.parts {
		data := w.Tensors[p.w]
		l.w.pack(data, len(l.taps)*l.in, p.channels, p.first, nil)
		copy(l.gamma[p.first:], w.Tensors[p.gamma])
		copy(l.beta[p.first:], w.Tensors[p.beta])
		last := len(l.taps) - 1
		for ci := range l.in {
			to := l.wBack.column(ci)
			for t := range l.taps {
				from := data[((last-t)*l.in+ci)*p.channels:][:p.channels]
				at := (t*l.out + p.first) * l.wBack.rowStride
				for _, v := range from {
					to[at] = v
					at += l.wBack.rowStride
				}
			}
		}
	}
}

// denseLayer is a fully connected layer while learning.
type denseLayer struct {
	in, out int
	outUp   int // rounded up
	iw, ib  int // tensors
	w       panels
	wBack   panels // [out, in]
	bias    []float32
}

func newDenseLayer(index map[string]int, name string, in, out int) *denseLayer {
	d := &denseLayer{in: in, out: out, outUp: tile.Up(out, tile.Cols), iw: index[name+"/w"], ib: index[name+"/b"]}
	d.w, d.wBack, d.bias = newPanels(in, d.outUp), newPanels(out, in), make([]float32, d.outUp)
	return d
}

func (d *denseLayer) pack(w *net.Weights) {
	d.w.pack(w.Tensors[d.iw], d.in, d.out, 0, nil)
	d.wBack.packTransposed(w.Tensors[d.iw], d.out, d.in)
	copy(d.bias, w.Tensors[d.ib])
}
