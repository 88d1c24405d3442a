package cpu

import (
	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// pooling is some channels of a layer that are pooled over the board; see net.Spec.
type pooling struct{ first, n int }

// terms returns how many numbers come of it.
func (p pooling) terms() int { return net.PoolTerms * p.n }

// pool pools ReLU(rows) of a board to terms, and says in best, if not nil, where in rows the maxima stand; 0, where
// no channel that is pooled can stand, if there is none above 0.
func (l layout) pool(p pooling, terms []float32, best []int32, rows []float32, stride int, size net.Size) {
	mean, scaled, most := terms[:p.n], terms[p.n:][:p.n], terms[2*p.n:][:p.n]
	clear(mean)
	clear(most)
	clear(best)
	for y := range size.Height {
		for x := range size.Width {
			at := (y*(l.width+1)+x)*stride + p.first
			for c, v := range rows[at:][:p.n] {
				v = max(v, 0) // NaN passes
				mean[c] += v
				if best != nil && v > most[c] {
					best[c] = int32(at + c)
				}
				most[c] = max(most[c], v)
			}
		}
	}
	share, scale := 1/float32(size.Cells()), float32(net.PoolScale(size))
	for c := range mean {
		mean[c] *= share
		scaled[c] = mean[c] * scale
	}
}

// unpool adds the gradient of what pool read, but for the ReLU's, given that of terms.
func (l layout) unpool(p pooling, grad []float32, best []int32, terms []float32, stride int, size net.Size) {
	mean, scaled, most := terms[:p.n], terms[p.n:][:p.n], terms[2*p.n:][:p.n]
	share, scale := 1/float32(size.Cells()), float32(net.PoolScale(size))
	for c := range mean {
		mean[c] = share * (mean[c] + scale*scaled[c])
	}
	for y := range size.Height {
		for x := range size.Width {
			line := grad[(y*(l.width+1)+x)*stride+p.first:][:p.n]
			for c, v := range mean {
				line[c] += v
			}
		}
	}
	for c, v := range most {
		if best[c] > 0 {
			grad[best[c]] += v
		}
	}
}

// biasing adds to channels of a board, on every cell, what a dense layer makes of other channels pooled.
type biasing struct {
	pooling
	w matrix // [terms, the channels from 0 on]
}

// none reports whether there is nothing to add.
func (b *biasing) none() bool { return b.n == 0 }

// biaser is the workspace of a biasing: for one board.
type biaser struct {
	terms       []float32
	bias        []float32 // of all channels
	ones, zeros []float32
}

func newBiaser(terms, channels int) *biaser {
	floats := func(n int) []float32 { return make([]float32, n+kernel.RowSlack*max(terms, channels)) }
	b := &biaser{terms: floats(terms), bias: floats(channels), ones: make([]float32, channels), zeros: make([]float32, channels)}
	for i := range b.ones {
		b.ones[i] = 1
	}
	return b
}

// project sets bias to what a biasing makes of terms.
func (b *biaser) project(p *biasing, terms []float32) {
	p.w.apply(b.bias, terms, p.terms(), 1)
	clear(b.bias[p.w.out:]) // where the product's slack may have been
}

// add computes rows = max(rows + bias, floor) for the channels from first to end of a board.
func (b *biaser) add(l layout, rows []float32, stride int, size net.Size, first, end int, floor float32) {
	r := l.work(size, end-first, stride)
	r.Floor = floor
	r.Out, r.X, r.Y = &rows[first], &rows[first], &rows[first]
	r.A, r.B, r.C = &b.ones[first], &b.zeros[first], &b.bias[first]
	kernel.Combine(&r)
}
