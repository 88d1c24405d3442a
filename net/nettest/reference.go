package nettest

import (
	"fmt"
	"math"

	"tengen/net"
)

// Reference is a network in float64.
type Reference struct {
	Spec    net.Spec
	Tensors map[string][]float64
}

// NewReference returns the network of w.
func NewReference(w *net.Weights) *Reference {
	r := &Reference{Spec: w.Spec, Tensors: map[string][]float64{}}
	for i, t := range w.Spec.Tensors() {
		for _, v := range w.Tensors[i] {
			r.Tensors[t.Name] = append(r.Tensors[t.Name], float64(v))
		}
	}
	return r
}

// grid is B boards of C channels: [b][c][y][x].
type grid [][][][]float64

func newGrid(b, c, h, w int) grid {
	g := make(grid, b)
	for i := range g {
		g[i] = make([][][]float64, c)
		for j := range g[i] {
			g[i][j] = make([][]float64, h)
			for y := range g[i][j] {
				g[i][j][y] = make([]float64, w)
			}
		}
	}
	return g
}

// Statistics are what batch normalisation saw, by layer: mean and biased variance.
type Statistics map[string][2][]float64

// Forward runs the network on planes [B, C, H, W] and returns logits [B][A] and values [B]. With training
// set, batch normalisation uses the statistics of the batch and returns them.
func (r *Reference) Forward(planes []float32, training bool) (logits [][]float64, values []float64, stats Statistics) {
	s := r.Spec
	n := len(planes) / s.InputLen()
	stats = Statistics{}
	x := newGrid(n, s.Planes, s.Height, s.Width)
	i := 0
	for b := range x {
		for c := range x[b] {
			for y := range x[b][c] {
				for xx := range x[b][c][y] {
					x[b][c][y][xx] = float64(planes[i])
					i++
				}
			}
		}
	}
	x = relu(r.convNorm("stem", x, 3, s.Channels, training, stats), nil)
	for k := range s.Blocks {
		y := relu(r.convNorm(fmt.Sprintf("block%d/a", k), x, 3, s.Channels, training, stats), nil)
		x = relu(r.convNorm(fmt.Sprintf("block%d/b", k), y, 3, s.Channels, training, stats), x)
	}
	p := relu(r.convNorm("policy", x, 1, s.PolicyChannels, training, stats), nil)
	v := relu(r.convNorm("value", x, 1, s.ValueChannels, training, stats), nil)
	for b := range n {
		logits = append(logits, r.dense("policy/dense", flatten(p[b])))
		hidden := r.dense("value/hidden", flatten(v[b]))
		for j := range hidden {
			hidden[j] = math.Max(hidden[j], 0)
		}
		values = append(values, math.Tanh(r.dense("value/out", hidden)[0]))
	}
	return logits, values, stats
}

// convNorm is a k x k convolution with zeros around the board, then batch normalisation.
func (r *Reference) convNorm(name string, in grid, k, channels int, training bool, stats Statistics) grid {
	w := r.Tensors[name+"/w"] // [k, k, Cin, Cout]
	h, wd, cin := r.Spec.Height, r.Spec.Width, len(in[0])
	out := newGrid(len(in), channels, h, wd)
	for b := range in {
		for co := range channels {
			for y := range h {
				for x := range wd {
					sum := 0.0
					for ky := range k {
						for kx := range k {
							iy, ix := y+ky-k/2, x+kx-k/2
							if iy < 0 || iy >= h || ix < 0 || ix >= wd {
								continue
							}
							for ci := range cin {
								sum += in[b][ci][iy][ix] * w[((ky*k+kx)*cin+ci)*channels+co]
							}
						}
					}
					out[b][co][y][x] = sum
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

// moments returns mean and biased variance by channel.
func moments(g grid) (mean, variance []float64) {
	mean, variance = make([]float64, len(g[0])), make([]float64, len(g[0]))
	n := float64(len(g) * len(g[0][0]) * len(g[0][0][0]))
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

func (r *Reference) dense(name string, in []float64) []float64 {
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
func (r *Reference) Loss(mb *net.Minibatch) (policy, value float64) {
	logits, values, _ := r.Forward(mb.Planes, true)
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
			policy -= share * float64(mb.Policy[b*r.Spec.Actions+a]) * (l - math.Log(sum))
		}
		d := float64(mb.Value[b]) - values[b]
		value += share * d * d
	}
	return policy, value
}
