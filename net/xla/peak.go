package xla

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gomlx/gomlx/backends"
	"github.com/gomlx/gomlx/pkg/core/graph"

	"tengen/net"
)

// A measurement of the peak multiplies square matrices, so large that what a call costs besides, some 0.1 ms, counts for little.
const (
	peakChain    = 8                     // products in one call
	peakCall     = 20 * time.Millisecond // a call that takes so long is long enough
	smallestPeak = 128                   // rows of the first matrix that is tried
	largestPeak  = 8192                  // of the last; it has 256 MiB in float32
)

// peak implements net.Peak: chains of products A·(A·(...·A)) on every device.
type peak struct {
	engine   *Engine
	size     int // of A [size, size]
	program  *program
	matrices []backends.Buffer // A on each device
}

// NewPeak implements net.Peaker. It doubles the size of matrices until a call takes long enough. The products are computed
// as those of networks are: of float32, with what precision XLA gives them (TF32 on NVIDIA's GPUs that have it), or of bfloat16.
func (e *Engine) NewPeak() (net.Peak, error) {
	for size := smallestPeak; ; size *= 2 {
		p, err := e.newPeak(size)
		if err != nil {
			return nil, fmt.Errorf("measure the peak: %w", err)
		}
		quickest := time.Duration(math.MaxInt64)
		for range 4 { // the first one is slow, and others on the machine slow some
			var took time.Duration
			if _, took, err = p.call(0); err != nil {
				return nil, errors.Join(fmt.Errorf("measure the peak: %w", err), p.Close())
			}
			quickest = min(quickest, took)
		}
		if quickest >= peakCall || size >= largestPeak {
			return p, nil
		}
		if err := p.Close(); err != nil {
			return nil, fmt.Errorf("measure the peak: %w", err)
		}
	}
}

// newPeak compiles the products of matrices of a size, and sends one to each device.
func (e *Engine) newPeak(size int) (*peak, error) {
	p := &peak{engine: e, size: size}
	var err error
	p.program, err = e.compile(fmt.Sprintf("products of %d", size), 1, []parameter{{name: "a", shape: []int{size, size}}}, func(in []*graph.Node) []*graph.Node {
		n := network{precision: e.precision}
		a := n.stored(in[0])
		x := a
		for range peakChain {
			x = graph.Dot(a, x)
		}
		// One number shows that all are there. It is the largest, since of sums XLA might make sums of a and x.
		return []*graph.Node{graph.Reshape(float(graph.ReduceAllMax(x)), 1)}
	})
	if err != nil {
		return nil, err
	}
	a := peakMatrix(size)
	for d := range e.devices {
		b, err := e.send(backends.DeviceNum(d), a, size, size)
		if err != nil {
			return nil, errors.Join(err, p.Close())
		}
		p.matrices = append(p.matrices, b)
	}
	return p, nil
}

// peakMatrix is a random matrix whose powers neither grow nor vanish: each number has variance 1/size.
func peakMatrix(size int) []float32 {
	rng := rand.New(rand.NewPCG(1, 1))
	a := make([]float32, size*size)
	width := math.Sqrt(3 / float64(size)) // of uniform numbers in [-width, width]
	for i := range a {
		a[i] = float32(width * (2*rng.Float64() - 1))
	}
	return a
}

// call makes one chain of products on a device, and returns the largest number of the last.
func (p *peak) call(device int) (largest float32, took time.Duration, err error) {
	start := time.Now()
	out, err := p.program.run(backends.DeviceNum(device), []backends.Buffer{p.matrices[device]})
	if err != nil {
		return 0, 0, err
	}
	var result [1]float32
	err = errors.Join(p.engine.fetch(out[0], result[:]), p.engine.free(out...))
	return result[0], time.Since(start), err
}

// GFLOPS implements net.Peak: the sum over the devices, all at work at the same time, of the best call of each.
func (p *peak) GFLOPS(d time.Duration) (float64, error) {
	best, errs := make([]float64, len(p.matrices)), make([]error, len(p.matrices))
	var devices sync.WaitGroup
	start := time.Now()
	for i := range p.matrices {
		devices.Go(func() {
			for best[i] == 0 || time.Since(start) < d {
				_, took, err := p.call(i)
				if err != nil {
					errs[i] = err
					return
				}
				best[i] = max(best[i], p.flops()/float64(took.Nanoseconds())) // operations a nanosecond are GFLOP/s
			}
		})
	}
	devices.Wait()
	total := 0.0
	for _, rate := range best {
		total += rate
	}
	return total, errors.Join(errs...)
}

// flops returns the operations of one call.
func (p *peak) flops() float64 { return peakChain * 2 * math.Pow(float64(p.size), 3) }

// Close implements net.Peak.
func (p *peak) Close() error {
	matrices := p.matrices
	p.matrices = nil
	return errors.Join(p.engine.free(matrices...), guard("free the products", func() error { p.program.graph.Finalize(); return nil }))
}

var _ net.Peaker = (*Engine)(nil)
