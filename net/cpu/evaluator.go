package cpu

import (
	"fmt"
	"math"
	"sync"

	"tengen/net"
	"tengen/net/cpu/internal/tile"
)

// cacheBytes is how much of a core's second-level cache (1 MiB on current servers) the activations of the
// boards that go through the tower together may take; the rest is for weights.
const cacheBytes = 384 << 10

// evaluator implements net.Evaluator: it cuts a batch into slices, one a thread.
type evaluator struct {
	spec     net.Spec
	maxBatch int
	slices   []*slice
}

func newEvaluator(spec net.Spec, maxBatch, threads int) *evaluator {
	e := &evaluator{spec: spec, maxBatch: maxBatch}
	threads = min(threads, maxBatch)
	for range threads {
		e.slices = append(e.slices, newSlice(spec, (maxBatch+threads-1)/threads))
	}
	return e
}

// Close implements net.Evaluator.
func (e *evaluator) Close() error { return nil }

// Evaluate implements net.Evaluator.
func (e *evaluator) Evaluate(p net.Prepared, planes, policy, value []float32) error {
	m, ok := p.(*prepared)
	if !ok || m.model.Weights.Spec != e.spec {
		return fmt.Errorf("cpu evaluator: the model was prepared for another network or engine")
	}
	n := len(value)
	if len(planes) != n*e.spec.InputLen() || len(policy) != n*e.spec.Actions || n > e.maxBatch {
		panic(fmt.Sprintf("cpu evaluator: batch of %d (at most %d) with %d numbers of planes and %d of policy, want %d and %d",
			n, e.maxBatch, len(planes), len(policy), n*e.spec.InputLen(), n*e.spec.Actions))
	}
	if len(e.slices) == 1 {
		e.slices[0].evaluate(m, planes, policy, value)
		return nil
	}
	e.parallel(m, planes, policy, value)
	return nil
}

// parallel gives each slice an equal share of the batch.
func (e *evaluator) parallel(m *prepared, planes, policy, value []float32) {
	n := len(value)
	each := (n + len(e.slices) - 1) / len(e.slices)
	var others sync.WaitGroup
	for i := 1; i < len(e.slices) && i*each < n; i++ {
		others.Go(func() { e.run(i, each, m, planes, policy, value) })
	}
	e.run(0, each, m, planes, policy, value)
	others.Wait()
}

// run evaluates the i-th piece of each positions.
func (e *evaluator) run(i, each int, m *prepared, planes, policy, value []float32) {
	from, to := i*each, min((i+1)*each, len(value))
	if from >= to {
		return
	}
	in, a := e.spec.InputLen(), e.spec.Actions
	e.slices[i].evaluate(m, planes[from*in:to*in], policy[from*a:to*a], value[from:to])
}

// slice is one thread's workspace.
type slice struct {
	spec   net.Spec
	lay    layout
	boards int // that go through the tower together

	cells       []int32   // rows of the boards' cells
	input, x, y rows      // activations; their zero rows are never written
	heads       rows      // both heads' 1x1 convolutions
	policyIn    []float32 // [batch, PolicyChannels·H·W]
	valueIn     []float32 // [batch, ValueChannels·H·W]
	logits      []float32 // [batch, Actions rounded up]
	hidden      []float32 // [batch, ValueHidden rounded up]
}

func newSlice(spec net.Spec, batch int) *slice {
	lay := layout{spec.Height, spec.Width}
	stride := tile.Up(spec.Channels, tile.Cols)
	boards := min(batch, max(1, cacheBytes/(2*4*lay.boardRows()*stride)))
	up := tile.Up(batch, tile.Rows)
	return &slice{
		spec: spec, lay: lay, boards: boards, cells: lay.cellRows(boards),
		input: lay.newRows(boards, spec.Planes),
		x:     lay.newRows(boards, stride), y: lay.newRows(boards, stride),
		heads:    lay.newRows(boards, tile.Up(spec.PolicyChannels+spec.ValueChannels, tile.Cols)),
		policyIn: make([]float32, up*spec.PolicyChannels*spec.Cells()),
		valueIn:  make([]float32, up*spec.ValueChannels*spec.Cells()),
		logits:   make([]float32, up*tile.Up(spec.Actions, tile.Cols)),
		hidden:   make([]float32, up*tile.Up(spec.ValueHidden, tile.Cols)),
	}
}

// evaluate runs the network on len(value) positions.
func (s *slice) evaluate(m *prepared, planes, policy, value []float32) {
	n := len(value)
	for from := 0; from < n; from += s.boards {
		boards := min(s.boards, n-from)
		s.tower(m, planes[from*s.spec.InputLen():], boards)
		s.gather(s.policyIn, from, boards, 0, s.spec.PolicyChannels)
		s.gather(s.valueIn, from, boards, s.spec.PolicyChannels, s.spec.ValueChannels)
	}
	m.policy.apply(s.logits, s.policyIn, n, false)
	for i := range n {
		copy(policy[i*s.spec.Actions:][:s.spec.Actions], s.logits[i*m.policy.out:])
	}
	m.hidden.apply(s.hidden, s.valueIn, n, true)
	for i := range n {
		value[i] = m.valueOf(s.hidden[i*m.hidden.out:][:s.spec.ValueHidden])
	}
}

// valueOf is the last layer of the value head.
func (p *prepared) valueOf(hidden []float32) float32 {
	sum := p.out.bias[0]
	w := p.out.w.column(0)
	for i, h := range hidden {
		sum += float32(h * w[i*tile.Cols])
	}
	return float32(math.Tanh(float64(sum)))
}

// tower runs some boards through trunk and 1x1 convolutions.
func (s *slice) tower(m *prepared, planes []float32, boards int) {
	s.lay.fill(s.input, planes, boards, s.spec.Planes)
	n := boards * s.lay.cells()
	m.trunk[0].apply(s.cells, s.x, s.input, n, ending{relu: true})
	for i := 1; i < len(m.trunk); i += 2 {
		m.trunk[i].apply(s.cells, s.y, s.x, n, ending{relu: true})
		m.trunk[i+1].apply(s.cells, s.x, s.y, n, ending{res: s.x.at(0), relu: true})
	}
	m.heads.apply(s.cells, s.heads, s.x, n, ending{relu: true})
}

// gather copies channels of the heads' rows to [batch, channels, H, W], from position first on.
func (s *slice) gather(dst []float32, first, boards, channel, channels int) {
	cells := s.spec.Cells()
	for b := range boards {
		board := s.heads.at(b * s.lay.boardRows())
		to := dst[(first+b)*channels*cells:][:channels*cells]
		for c := range channels {
			for y := range s.spec.Height {
				at := y*(s.spec.Width+1)*s.heads.stride + channel + c
				line := to[c*cells+y*s.spec.Width:][:s.spec.Width]
				for x := range line {
					line[x] = board[at]
					at += s.heads.stride
				}
			}
		}
	}
}
