package kernel

import "unsafe"

// Rows is work on each cell and channel of a board whose lines lie apart. The layout is known to the assembly.
//
// Combine computes
//
//	Out = max(A·X + B·Y + C, Floor)
//
// with A, B and C by channel: batch normalisation, forward with Y as the residual and back with X as the
// gradient. Out may be X or Y.
//
// Sums first sets X to 0 wherever Out is 0, which is the gradient of ReLU, then adds up by channel
//
//	A = Σ X      B = Σ X·(Y − C)
type Rows struct {
	Out, X, Y *float32
	Line      int // numbers from line to line
	Stride    int // from cell to cell
	Lines     int
	Cells     int // of a line; at least 1
	Channels  int // a multiple of Cols
	A, B, C   *float32
	Floor     float32
}

func (r *Rows) each(f func(cell, channel int)) {
	for line := range r.Lines {
		for cell := range r.Cells {
			for c := range r.Channels {
				f(line*r.Line+cell*r.Stride+c, c)
			}
		}
	}
}

// combineGo and sumsGo say what the assembly does.
func combineGo(r *Rows) {
	a, b, c := unsafe.Slice(r.A, r.Channels), unsafe.Slice(r.B, r.Channels), unsafe.Slice(r.C, r.Channels)
	r.each(func(i, ch int) {
		v := a[ch]**at(r.X, i) + b[ch]**at(r.Y, i) + c[ch]
		if v < r.Floor { // NaN passes
			v = r.Floor
		}
		*at(r.Out, i) = v
	})
}

func sumsGo(r *Rows) {
	a, b, c := unsafe.Slice(r.A, r.Channels), unsafe.Slice(r.B, r.Channels), unsafe.Slice(r.C, r.Channels)
	clear(a)
	clear(b)
	r.each(func(i, ch int) {
		x := at(r.X, i)
		if *at(r.Out, i) == 0 {
			*x = 0
		}
		a[ch] += *x
		b[ch] += *x * (*at(r.Y, i) - c[ch])
	})
}
