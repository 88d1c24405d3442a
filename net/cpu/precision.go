package cpu

import (
	"errors"
	"fmt"
	"slices"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// kinds are the numbers of 16 bits that precisions have.
var kinds = map[net.Precision]kernel.Kind{net.BFloat16: kernel.BFloat16, net.Int16: kernel.Int16}

// Precisions implements net.Quantizer.
func (e *Engine) Precisions() []net.Precision {
	return slices.DeleteFunc(slices.Clone(net.Precisions), func(p net.Precision) bool { return multiplyAdds(p) == nil })
}

// multiplyAdds returns what makes n rounds of multiply-adds in a precision, and returns their operations; nil where the machine has no
// instructions for it.
func multiplyAdds(p net.Precision) func(n int) int {
	kind, pairs := kinds[p]
	switch {
	case p == net.Float32:
		return kernel.MultiplyAdds
	case p == net.Int8 && kernel.HasBytes():
		return kernel.ByteMultiplyAdds
	case pairs && slices.Contains(kernel.Kinds(), kind):
		return func(n int) int { return kernel.PairMultiplyAdds(n, kind) }
	}
	return nil
}

// rangesBatch is how many positions Ranges looks at together.
const rangesBatch = 32

// Ranges implements net.Quantizer, on one core.
func (e *Engine) Ranges(m *net.Model, in net.Inputs) ([]float32, error) {
	spec, n := m.Weights.Spec, in.Positions(m.Weights.Spec)
	if n == 0 {
		return nil, errors.New("ranges of activations: no positions to look at")
	}
	if err := spec.CheckBatch(in, make([]float32, n*spec.Actions), make([]float32, n), n); err != nil {
		return nil, fmt.Errorf("ranges of activations: %w", err)
	}
	p, err := fold(m, true)
	if err != nil {
		return nil, fmt.Errorf("ranges of activations: %w", err)
	}
	s := newSlice(spec, min(n, rangesBatch))
	s.ranges = make([]float32, 2*spec.Blocks)
	for from := 0; from < n; from += s.boards {
		boards := min(s.boards, n-from)
		s.begin(&job{model: p, in: in}, from, boards)
		s.tower(p, boards)
	}
	return s.ranges, nil
}

// observe notes the largest number that the trunk's convolution i reads, if somebody wants to know.
func (s *slice) observe(i int, r rows, boards int) {
	if s.ranges == nil {
		return
	}
	most := s.ranges[i]
	for b := range boards {
		for _, v := range s.work.board(r, b) {
			most = max(most, v)
		}
	}
	s.ranges[i] = most
}

var _ net.Quantizer = (*Engine)(nil)
