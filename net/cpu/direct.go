package cpu

import (
	"fmt"
	"math"

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
}

// packDirect takes weights, the lines of output channels that line returns for a tap and an input channel, to whole numbers, for
// inputs up to largest. scale multiplies the output channels.
func packDirect(f *filter, line func(ky, kx, ci int) []float32, scale []float32, largest float32) (*direct, error) {
	if err := checkRange(largest); err != nil {
		return nil, err
	}
	d := &direct{stride: kernel.Up(f.in, kernel.Cols), scale: make([]float32, f.out)}
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

// quantized is what convolveDirect needs beside rows.
type quantized struct {
	cells []uint8 // [rows, channels]: rows as of a block of boards, from those above and left of the first cell on
	sums  []int32 // [width + slack, kernel.Cols]
}

func newQuantized(p plan, block, channels int) quantized {
	n := block*p.boardRows() + 2*(p.width+2) + kernel.RowSlack
	return quantized{make([]uint8, n*channels), make([]int32, (p.width+kernel.RowSlack)*kernel.Cols)}
}

// convolveDirect is convolve in 8 bits. The lines of boards are shared out to the members of a team, and each takes what it reads to
// whole numbers for itself.
func (w *workspace) convolveDirect(f *filter, t tiles, out, in view, boards int, res *rows, floor float32) {
	first, end := w.share.part(boards * w.height)
	w.share.meet()
	if first == end {
		return
	}
	d, before, stride := f.direct, w.width+2, in.stride
	top, bottom := w.lineRow(first)-before, w.lineRow(end-1)+w.width+before
	kernel.ToUint8(&w.quantized.cells[(top+before)*stride], &in.data[in.first+(in.board*w.boardRows()+top)*stride], (bottom-top)*stride, d.perStep)
	p := kernel.Bytes{RowStride: stride, Line: (w.width + 1) * stride, K: 3 * stride, C: &w.quantized.sums[0]}
	s := kernel.ByteSums{C: p.C, Bias: &w.zeros[0], Stride: out.stride, Res: &w.zeros[0], Floor: floor}
	for col := 0; col < f.out; col += kernel.Cols {
		p.B, s.Scale = &d.panel(col)[0], &d.scale[col]
		if f.bias != nil {
			s.Bias = &f.bias[col]
		}
		for b := first / w.height; b*w.height < end; b++ {
			size := t.sizes[out.board+b]
			for y := max(first-b*w.height, 0); y < min(end-b*w.height, size.Height); y++ {
				row := w.cell(b, y, 0)
				p.A = &w.quantized.cells[row*stride]
				kernel.ConvolveBytes(&p, size.Width)
				row += out.board * w.boardRows()
				s.Out = &out.data[out.first+row*out.stride+col]
				if res != nil {
					s.Res, s.ResStride = &res.data[res.first+row*res.stride+col], res.stride
				}
				kernel.FinishBytes(&s, size.Width)
			}
		}
	}
}

// lineRow returns the row of the first cell of a line, of all boards' lines.
func (p plan) lineRow(line int) int { return p.cell(line/p.height, line%p.height, 0) }
