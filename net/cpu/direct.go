package cpu

import (
	"fmt"
	"math"
	"slices"

	"tengen/net/cpu/internal/kernel"
)

// direct is the weights of a filter in 8 bits, for a convolution without Winograd's tiles: the points of a tile reach so far that 8 bits are
// too coarse for them.
//
// Whole numbers stand for multiples of a step. An input's is 1/255 of the largest that calibration saw: inputs are 0 or more, since they
// come out of ReLU, and what is larger counts as the largest. An output channel's is 1/127 of its largest weight. Sums of products have
// no error, for the largest that the largest network can have fit in 32 bits.
type direct struct {
	stride  int       // input channels, rounded up as rows are
	data    []int8    // [out / kernel.Cols, 3, 3·stride/4, kernel.Cols, 4]
	perStep float32   // of the input, 1/step
	scale   []float32 // [out] product of both steps
	bias    []float32 // [out]
}

// packDirect takes weights, the lines of output channels that line returns for a tap and an input channel, to whole numbers, for
// inputs up to largest. scale multiplies the output channels, to which f's bias is added.
func packDirect(f *filter, line func(ky, kx, ci int) []float32, scale []float32, largest float32) (*direct, error) {
	if err := checkRange(largest); err != nil {
		return nil, err
	}
	d := &direct{stride: kernel.Up(f.in, kernel.Cols), scale: make([]float32, f.out), bias: slices.Clone(f.bias)}
	d.data = make([]int8, f.out*9*d.stride)
	step := float64(largest) / math.MaxUint8
	if largest != 0 {
		d.perStep = float32(1 / step)
	}
	for j, s := range scale {
		most := 0.0
		d.each(f.in, j, func(ky, kx, ci int, _ *int8) { most = max(most, math.Abs(float64(line(ky, kx, ci)[j]*s))) })
		weight := most / math.MaxInt8
		if weight == 0 {
			continue
		}
		d.each(f.in, j, func(ky, kx, ci int, to *int8) {
			*to = int8(math.RoundToEven(float64(line(ky, kx, ci)[j]*s) / weight))
		})
		d.scale[j] = float32(step * weight)
	}
	return d, nil
}

// writeFor makes d's results steps of next's input, which it then alone writes.
func (d *direct) writeFor(next *direct) {
	for j := range d.scale {
		d.scale[j] *= next.perStep
		d.bias[j] *= next.perStep
	}
}

// each calls f for the weights of an output channel, with where they stand.
func (d *direct) each(in, j int, f func(ky, kx, ci int, at *int8)) {
	panel := d.data[j/kernel.Cols*kernel.Cols*9*d.stride:]
	for ky := range 3 {
		for kx := range 3 {
			for ci := range in {
				k := (ky*3+kx)*d.stride + ci
				f(ky, kx, ci, &panel[(k/4*kernel.Cols+j%kernel.Cols)*4+k%4])
			}
		}
	}
}

// panel returns the weights of the output channels from col on.
func (d *direct) panel(col int) []int8 { return d.data[col*9*d.stride:] }

// leastRange is the smallest range whose steps a float32 can divide by.
const leastRange = 1e-30

// checkRange errs if inputs up to largest cannot be taken to whole numbers.
func checkRange(largest float32) error {
	if !(largest == 0 || largest >= leastRange && largest <= math.MaxFloat32) {
		return fmt.Errorf("its inputs reach up to %g, want 0, or %g and more", largest, float32(leastRange))
	}
	return nil
}

// byteRows is rows in whole numbers of 8 bits.
type byteRows struct {
	data   []uint8
	stride int
	first  int
}

// newByteRows makes a buffer for what rows hold.
func newByteRows(like rows) byteRows {
	return byteRows{make([]uint8, len(like.data)), like.stride, like.first}
}

func (r byteRows) at(row int) *uint8 { return &r.data[r.first+row*r.stride] }

// clearBoard makes the rows of board b zeros.
func (r byteRows) clearBoard(l layout, b int) {
	n := l.boardRows() * r.stride
	clear(r.data[r.first+b*n:][:n])
}

// results is where a convolution's results go: as float32, as bytes for the next, or as both. Bytes alone are of a direct that writes for the
// next.
type results struct {
	floats *rows
	res    *rows // is added to floats; nil: nothing is
	bytes  *byteRows
	next   *direct // whose steps the bytes are, where there are floats too
	floor  float32
}

// band is some lines of a board.
type band struct {
	row          int // of the first cell
	cells, lines int
	top, bottom  bool // the board's first and last lines are among them
}

// bands calls f for those lines of boards that the member has a share in, all of a board together.
func (w *workspace) bands(t tiles, boards int, f func(band)) {
	first, end := w.share.part(boards * w.height)
	for b := first / w.height; b*w.height < end; b++ {
		size := t.sizes[b]
		top, bottom := max(first-b*w.height, 0), min(end-b*w.height, size.Height)
		if top < bottom {
			f(band{w.cell(b, top, 0), size.Width, bottom - top, top == 0, bottom == size.Height})
		}
	}
}

// quantize writes boards of from as the bytes that next reads. All members of a team call it.
func (w *workspace) quantize(t tiles, to byteRows, from rows, next *direct, boards int) {
	w.share.meet()
	w.bands(t, boards, func(l band) {
		kernel.ToUint8(to.at(l.row), &from.at(l.row)[0], l.lines*(w.width+1)*from.stride, next.perStep)
	})
}

// convolveDirect computes filter(in) + bias for the cells of boards. All members of a team call it.
func (w *workspace) convolveDirect(d *direct, t tiles, out results, in byteRows, boards int) {
	w.share.meet()
	p := kernel.Bytes{RowStride: in.stride, LineRows: w.width + 1, Stride: len(d.scale), Res: &w.zeros[0], Floor: out.floor}
	if out.floats != nil && out.bytes != nil {
		p.PerStep = out.next.perStep
	}
	if out.res != nil {
		p.ResStride = out.res.stride
	}
	for col := 0; col < len(d.scale); col += kernel.Cols {
		p.B, p.Scale, p.Bias = &d.panel(col)[0], &d.scale[col], &d.bias[col]
		w.bands(t, boards, func(l band) {
			p.A = in.at(l.row - (w.width + 1) - 1) // the cell above and left of the first
			p.Top, p.Bottom = l.top, l.bottom
			if out.floats != nil {
				p.Out = &out.floats.at(l.row)[col]
			}
			if out.res != nil {
				p.Res = &out.res.at(l.row)[col]
			}
			if out.bytes != nil {
				p.Bytes = &out.bytes.data[out.bytes.first+l.row*out.bytes.stride+col]
			}
			kernel.ConvolveBytes(&p, l.cells, l.lines)
		})
	}
}

// towerInBytes is tower for a model in whole numbers of 8 bits.
func (s *slice) towerInBytes(m *prepared, boards int) {
	s.convolve(&m.trunk[0], s.x, s.input, boards, nil, 0)
	s.work.quantize(s.tiles, s.xBytes, s.x, m.trunk[1].direct, boards)
	for i := range m.pools {
		a, b := &m.trunk[1+2*i], &m.trunk[2+2*i]
		if m.pools[i].none() {
			s.work.convolveDirect(a.direct, s.tiles, results{bytes: &s.yBytes}, s.xBytes, boards)
		} else {
			s.work.convolveDirect(a.direct, s.tiles, results{floats: &s.y, floor: noFloor}, s.xBytes, boards)
			s.bias(&m.pools[i], boards)
			s.work.quantize(s.tiles, s.yBytes, s.y, b.direct, boards)
		}
		out := results{floats: &s.x, res: &s.x}
		if i+1 < len(m.pools) {
			out.bytes, out.next = &s.xBytes, m.trunk[3+2*i].direct
		}
		s.work.convolveDirect(b.direct, s.tiles, out, s.yBytes, boards)
	}
}
