package cpu

import (
	"math"

	"tengen/net/cpu/internal/kernel"
)

// narrow is the weights of a filter in 16 bits. The points of its input become 16 bits just before they are
// multiplied, while they are on their way into the cache; products come out as float32.
//
// Whole numbers stand for multiples of a step. An input's step is the largest that its point can be, 32767 of it: inputs are
// 0 or more, since they come out of ReLU, and at most what calibration saw. A point that is larger counts as the largest, up to
// 65,536 times that: what is beyond comes out as the lowest, and so does NaN. An output channel's step at a point is the
// smallest with which no sum over its weights can leave 32 bits, whatever the inputs are (kernel.MostInt16). So nothing
// overflows, sums have no error, and a result does not depend on their order.
type narrow struct {
	kind kernel.Kind
	k    int      // input channels, rounded up as rows are
	data []uint16 // [points, out / kernel.Cols, k/2, kernel.Cols, 2]

	// Of whole numbers.
	perStep []float32 // [points] of the input, 1/step
	scale   []float32 // [points, out] product of both steps
}

// newNarrow makes room for a filter in 16 bits.
func newNarrow(p plan, kind kernel.Kind, f *filter) *narrow {
	k := kernel.Up(f.in, kernel.Cols)
	n := &narrow{kind: kind, k: k, data: make([]uint16, p.points()*k*f.out)}
	if kind == kernel.Int16 {
		n.perStep, n.scale = make([]float32, p.points()), make([]float32, p.points()*f.out)
	}
	return n
}

// panel returns the weights [k/2, kernel.Cols, 2] of a point and the output channels from col on.
func (n *narrow) panel(point, col, out int) []uint16 {
	return n.data[(point*out+col)*n.k:][:n.k*kernel.Cols]
}

// packBFloat16 rounds the weights of f.
func (n *narrow) packBFloat16(p plan, f *filter) {
	for point := range p.points() {
		for col := 0; col < f.out; col += kernel.Cols {
			from, to := f.panel(point, col), n.panel(point, col, f.out)
			for i, v := range from[:f.in*kernel.Cols] {
				ci, j := i/kernel.Cols, i%kernel.Cols
				to[(ci/2*kernel.Cols+j)*2+ci%2] = kernel.NarrowBFloat16(v)
			}
		}
	}
}

// packInt16 takes the weights of f to whole numbers, for inputs up to largest.
func (n *narrow) packInt16(p plan, f *filter, largest float32) error {
	if err := checkRange(largest); err != nil {
		return err
	}
	reach := pointReach(p.m)
	for point := range p.points() {
		step := reach[point] * float64(largest) / math.MaxInt16
		if largest != 0 {
			n.perStep[point] = float32(1 / step)
		}
		for j := range f.out {
			col := j / kernel.Cols * kernel.Cols
			from, to := f.panel(point, col)[j-col:], n.panel(point, col, f.out)[2*(j-col):]
			weight := weightStep(f.in, func(ci int) float32 { return from[ci*kernel.Cols] })
			for ci := range f.in {
				to[ci/2*2*kernel.Cols+ci%2] = uint16(int16(math.RoundToEven(float64(from[ci*kernel.Cols]) / weight)))
			}
			n.scale[point*f.out+j] = float32(step * weight)
		}
	}
	return nil
}

// weightStep returns the step of n weights: rounding adds half a step to each at most.
func weightStep(n int, weight func(i int) float32) float64 {
	sum, most := 0.0, 0.0
	for i := range n {
		v := math.Abs(float64(weight(i)))
		sum, most = sum+v, max(most, v)
	}
	if sum == 0 {
		return 1
	}
	return max(sum/float64(kernel.MostInt16-(n+1)/2), most/math.MaxInt16)
}

// pointReach returns how large each point of a tile's input can be where the input is 0 to 1: the larger of the sums of the
// positive and of the negative factors.
func pointReach(m int) []float64 {
	n := m + 2
	reach := make([]float64, n*n)
	for i := range reach {
		positive, negative := 0.0, 0.0
		for cell := range n * n {
			v := kernel.InputFactor(m, i/n, cell/n) * kernel.InputFactor(m, i%n, cell%n)
			positive, negative = positive+max(v, 0), negative+max(-v, 0)
		}
		reach[i] = max(positive, negative)
	}
	return reach
}

// multiplyNarrow computes the products of all points as multiply does.
func (w *workspace) multiplyNarrow(f *filter, tiles, stride int) {
	n := f.narrow
	p := kernel.Pairs{A: &w.narrow[0], RowStride: stride, K: n.k, CStride: f.out}
	for point := range w.points() {
		from := &w.in[point*tiles*stride]
		if n.kind == kernel.Int16 {
			kernel.ToInt16(p.A, from, tiles*stride, n.perStep[point])
		} else {
			kernel.ToBFloat16(p.A, from, tiles*stride)
		}
		for col := 0; col < f.out; col += kernel.Cols {
			p.B = &n.panel(point, col, f.out)[0]
			p.C = &w.out[point*tiles*f.out+col]
			if n.kind == kernel.Int16 {
				p.Scale = &n.scale[point*f.out+col]
			}
			kernel.MultiplyPairs(&p, tiles, n.kind)
		}
	}
}
