package reference

import (
	"fmt"
	"math"

	"tengen/net"
)

// Network is a network in float64, in loops checked by eye.
type Network struct {
	Spec    net.Spec
	Tensors map[string][]float64
}

// New returns the network of w.
func New(w *net.Weights) *Network {
	r := &Network{Spec: w.Spec, Tensors: map[string][]float64{}}
	for i, t := range w.Spec.Tensors() {
		for _, v := range w.Tensors[i] {
			r.Tensors[t.Name] = append(r.Tensors[t.Name], float64(v))
		}
	}
	return r
}

// grid is B boards of C channels: [b][c][y][x]. Boards may be of different sizes.
type grid [][][][]float64

// newGrid makes boards of zeros.
func newGrid(sizes []net.Size, channels int) grid {
	g := make(grid, len(sizes))
	for i, size := range sizes {
		g[i] = make([][][]float64, channels)
		for j := range g[i] {
			g[i][j] = make([][]float64, size.Height)
			for y := range g[i][j] {
				g[i][j][y] = make([]float64, size.Width)
			}
		}
	}
	return g
}

func (g grid) sizes() []net.Size {
	sizes := make([]net.Size, len(g))
	for i, b := range g {
		sizes[i] = net.Size{Height: len(b[0]), Width: len(b[0][0])}
	}
	return sizes
}

// input reads planes, of each board what its size covers.
func input(s net.Spec, in net.Inputs) grid {
	sizes := in.Sizes
	if sizes == nil {
		for range in.Positions(s) {
			sizes = append(sizes, s.Board())
		}
	}
	x := newGrid(sizes, s.Planes)
	for b := range x {
		planes := in.Row(b, s.InputLen())
		for c := range x[b] {
			for y := range x[b][c] {
				for i := range x[b][c][y] {
					x[b][c][y][i] = float64(planes[(c*s.Height+y)*s.Width+i])
				}
			}
		}
	}
	return x
}

// Statistics are what batch normalisation saw, by layer: mean and biased variance.
type Statistics map[string][2][]float64

// Forward runs the network and returns logits [B][A] and values [B]. With training set, batch normalisation uses the
// statistics of the batch and returns them.
func (r *Network) Forward(in net.Inputs, training bool) (logits [][]float64, values []float64, stats Statistics) {
	s := r.Spec
	stats = Statistics{}
	x := relu(r.convNorm("stem", input(s, in), 3, s.Channels, training, stats), nil)
	for k := range s.Blocks {
		y := r.convNorm(fmt.Sprintf("block%d/a", k), x, 3, s.Channels, training, stats)
		if s.Pools(k) {
			plain := s.Channels - s.PoolingChannels
			for b := range y {
				r.addBias(y[b][:plain], fmt.Sprintf("block%d/pool", k), pool(y[b][plain:]))
			}
		}
		x = relu(r.convNorm(fmt.Sprintf("block%d/b", k), relu(y, nil), 3, s.Channels, training, stats), x)
	}
	p := r.convNorm("policy", x, 1, s.PolicyChannels, training, stats)
	var q grid
	if s.Head == net.HeadConv {
		q = r.convNorm("policy/pool", x, 1, s.PolicyChannels, training, stats)
	}
	v := relu(r.convNorm("value", x, 1, s.ValueChannels, training, stats), nil)
	for b := range x {
		valueIn := flatten(v[b])
		if s.Head == net.HeadConv {
			logits = append(logits, r.convPolicy(p[b], q[b]))
			valueIn = pool(v[b])
		} else {
			logits = append(logits, r.dense("policy/dense", flatten(relu(p[b:b+1], nil)[0])))
		}
		hidden := r.dense("value/hidden", valueIn)
		for j := range hidden {
			hidden[j] = math.Max(hidden[j], 0)
		}
		values = append(values, math.Tanh(r.dense("value/out", hidden)[0]))
	}
	return logits, values, stats
}

// convPolicy returns the logits of a conv policy head: -Inf where the board has no cell.
func (r *Network) convPolicy(p, q [][][]float64) []float64 {
	logits := make([]float64, r.Spec.Actions)
	for i := range logits {
		logits[i] = math.Inf(-1)
	}
	pooled := pool(q)
	r.addBias(p, "policy/bias", pooled)
	for y := range p[0] {
		for x := range p[0][y] {
			logit := 0.0
			for c, w := range r.Tensors["policy/move/w"] {
				logit += math.Max(p[c][y][x], 0) * w
			}
			logits[y*r.Spec.Width+x] = logit
		}
	}
	if r.Spec.Passes() {
		logits[r.Spec.Cells()] = r.dense("policy/pass", pooled)[0]
	}
	return logits
}

// addBias adds what the dense layer called name makes of pooled to every cell of a board.
func (r *Network) addBias(board [][][]float64, name string, pooled []float64) {
	w := r.Tensors[name+"/w"]
	for c, channel := range board {
		bias := 0.0
		for i, v := range pooled {
			bias += v * w[i*len(board)+c]
		}
		for _, line := range channel {
			for x := range line {
				line[x] += bias
			}
		}
	}
}

// pool pools a board after ReLU; see net.Spec.
func pool(board [][][]float64) []float64 {
	size := net.Size{Height: len(board[0]), Width: len(board[0][0])}
	pooled := make([]float64, net.PoolTerms*len(board))
	for c, channel := range board {
		sum, most := 0.0, 0.0
		for _, line := range channel {
			for _, v := range line {
				sum += math.Max(v, 0)
				most = math.Max(most, v)
			}
		}
		mean := sum / float64(size.Cells())
		pooled[c], pooled[len(board)+c], pooled[2*len(board)+c] = mean, mean*net.PoolScale(size), most
	}
	return pooled
}

// convNorm is a k x k convolution with zeros around the board, then batch normalisation.
func (r *Network) convNorm(name string, in grid, k, channels int, training bool, stats Statistics) grid {
	filters := filters(r.Tensors[name+"/w"], channels)
	out := newGrid(in.sizes(), channels)
	var seen []float64
	for b := range in {
		for y := range out[b][0] {
			for x := range out[b][0][y] {
				seen = patch(seen[:0], in[b], k, y, x)
				for co, filter := range filters {
					out[b][co][y][x] = dot(seen, filter)
				}
			}
		}
	}
	mean, variance := r.Tensors[name+"/mean"], r.Tensors[name+"/variance"]
	if training {
		mean, variance = moments(out)
		stats[name] = [2][]float64{mean, variance}
	}
	gamma, beta := r.Tensors[name+"/gamma"], r.Tensors[name+"/beta"]
	each(out, func(c int, v *float64) {
		*v = (*v-mean[c])/math.Sqrt(variance[c]+net.BatchNormEpsilon)*gamma[c] + beta[c]
	})
	return out
}

// filters returns the weights [k, k, Cin, Cout] by output channel: [Cout][k·k·Cin].
func filters(w []float64, channels int) [][]float64 {
	f := make([][]float64, channels)
	for i, v := range w {
		f[i%channels] = append(f[i%channels], v)
	}
	return f
}

// patch appends to seen what a filter of k x k sees at a cell, [k, k, Cin]: zeros beyond the board.
//
// Here and in dot the time goes, ten times as much if the race detector watches numbers that one goroutine has made and no other
// ever sees.
//
//go:norace
func patch(seen []float64, board [][][]float64, k, y, x int) []float64 {
	for iy := y - k/2; iy <= y+k/2; iy++ {
		for ix := x - k/2; ix <= x+k/2; ix++ {
			for _, channel := range board {
				if iy < 0 || iy >= len(channel) || ix < 0 || ix >= len(channel[iy]) {
					seen = append(seen, 0)
				} else {
					seen = append(seen, channel[iy][ix])
				}
			}
		}
	}
	return seen
}

//go:norace
func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// moments returns mean and biased variance by channel.
func moments(g grid) (mean, variance []float64) {
	mean, variance = make([]float64, len(g[0])), make([]float64, len(g[0]))
	n := 0.0
	for _, size := range g.sizes() {
		n += float64(size.Cells())
	}
	each(g, func(c int, v *float64) { mean[c] += *v / n })
	each(g, func(c int, v *float64) { variance[c] += (*v - mean[c]) * (*v - mean[c]) / n })
	return mean, variance
}

func each(g grid, f func(c int, v *float64)) {
	for b := range g {
		for c := range g[b] {
			for y := range g[b][c] {
				for x := range g[b][c][y] {
					f(c, &g[b][c][y][x])
				}
			}
		}
	}
}

// relu returns max(g + residual, 0), in place.
func relu(g, residual grid) grid {
	for b := range g {
		for c := range g[b] {
			for y := range g[b][c] {
				for x := range g[b][c][y] {
					v := g[b][c][y][x]
					if residual != nil {
						v += residual[b][c][y][x]
					}
					g[b][c][y][x] = math.Max(v, 0)
				}
			}
		}
	}
	return g
}

func flatten(channels [][][]float64) []float64 {
	var flat []float64
	for _, c := range channels {
		for _, line := range c {
			flat = append(flat, line...)
		}
	}
	return flat
}

func (r *Network) dense(name string, in []float64) []float64 {
	w, b := r.Tensors[name+"/w"], r.Tensors[name+"/b"]
	out := append([]float64(nil), b...)
	for i, v := range in {
		for j := range out {
			out[j] += v * w[i*len(b)+j]
		}
	}
	return out
}

// Loss returns the weighted means of the policy's cross-entropy and of (z−v)² in training.
func (r *Network) Loss(mb *net.Minibatch) (policy, value float64) {
	logits, values, _ := r.Forward(mb.Inputs, true)
	total := 0.0
	for _, w := range mb.Weight {
		total += float64(w)
	}
	for b := range values {
		share := float64(mb.Weight[b]) / total
		sum := 0.0
		for _, l := range logits[b] {
			sum += math.Exp(l)
		}
		for a, l := range logits[b] {
			if target := float64(mb.Policy[b*r.Spec.Actions+a]); target > 0 {
				policy -= share * target * (l - math.Log(sum))
			}
		}
		d := float64(mb.Value[b]) - values[b]
		value += share * d * d
	}
	return policy, value
}
