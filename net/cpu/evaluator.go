package cpu

import (
	"fmt"
	"math"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// cacheBytes is how much of a core's second-level cache (1 MiB on current servers) the activations of the
// boards that go through the tower together may take; the rest is for weights.
const cacheBytes = 384 << 10

// evaluator implements net.Evaluator. It cuts a batch into slices, one a thread; where positions are fewer than
// threads, a team computes each of them together.
type evaluator struct {
	spec     net.Spec
	maxBatch int
	threads  int
	slices   []*slice
	crew     *crew
	team     *team    // nil for one thread
	shares   []*slice // the same slice for each member
	job      job

	evaluateSlice, runTower func(i int) // made once
}

func newEvaluator(spec net.Spec, maxBatch, threads int) *evaluator {
	e := &evaluator{spec: spec, maxBatch: maxBatch, threads: threads, crew: newCrew(threads)}
	n := min(threads, maxBatch)
	for range n {
		e.slices = append(e.slices, newSlice(spec, (maxBatch+n-1)/n))
	}
	if members := min(threads, kernel.Up(spec.Channels, kernel.Cols)/kernel.Cols); members > 1 {
		e.team = newTeam(members)
		for i := range members {
			s := *e.slices[0]
			s.work = newWorkspace(s.work.plan, 1, len(s.work.zeros))
			s.work.share = share{i, members, &e.team.meeting}
			e.shares = append(e.shares, &s)
		}
	}
	e.evaluateSlice = e.slice
	e.runTower = func(i int) { e.shares[i].tower(e.job.model, 1) }
	return e
}

// Close implements net.Evaluator.
func (e *evaluator) Close() error {
	if e.team != nil {
		e.team.close()
	}
	return nil
}

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
	e.job = job{m, planes, policy, value}
	if n < e.threads && e.team != nil {
		for i := range n {
			e.together(i)
		}
	} else {
		e.crew.do(len(e.slices), e.evaluateSlice)
	}
	e.job = job{}
	return nil
}

// job is a batch at work.
type job struct {
	model                 *prepared
	planes, policy, value []float32
}

// rows returns the i-th to j-th rows of the batch.
func (j *job) rows(spec net.Spec, from, to int) (planes, policy, value []float32) {
	return j.planes[from*spec.InputLen() : to*spec.InputLen()], j.policy[from*spec.Actions : to*spec.Actions], j.value[from:to]
}

// slice evaluates the i-th of equal pieces of the batch.
func (e *evaluator) slice(i int) {
	n, s := len(e.job.value), e.slices[i]
	planes, policy, value := e.job.rows(e.spec, n*i/len(e.slices), n*(i+1)/len(e.slices))
	for from := 0; from < len(value); from += s.boards {
		boards := min(s.boards, len(value)-from)
		s.work.fill(s.input, planes[from*e.spec.InputLen():], boards, e.spec.Planes)
		s.tower(e.job.model, boards)
		s.flatten(e.job.model, from, boards)
	}
	s.dense(e.job.model, policy, value)
}

// together evaluates the i-th position.
func (e *evaluator) together(i int) {
	planes, policy, value := e.job.rows(e.spec, i, i+1)
	s := e.slices[0]
	s.work.fill(s.input, planes, 1, e.spec.Planes)
	e.team.do(e.runTower)
	s.flatten(e.job.model, 0, 1)
	s.dense(e.job.model, policy, value)
}

// slice is one thread's workspace.
type slice struct {
	spec   net.Spec
	boards int // that go through the tower together

	work        *workspace
	tiles       tiles
	input, x, y rows      // activations; their zero rows are never written
	heads       []float32 // both heads' 1x1 convolutions, of all rows of x
	policyIn    []float32 // [batch, PolicyChannels·H·W]
	valueIn     []float32 // [batch, ValueChannels·H·W]
	logits      []float32 // [batch, Actions rounded up]
	hidden      []float32 // [batch, ValueHidden rounded up]
}

func newSlice(spec net.Spec, batch int) *slice {
	p := newPlan(spec.Height, spec.Width)
	stride := kernel.Up(spec.Channels, kernel.Cols)
	inStride := kernel.Up(spec.Planes, kernel.Lanes)
	boards := min(batch, max(1, cacheBytes/(2*4*p.boardRows()*stride)))
	up := batch + kernel.RowSlack
	return &slice{
		spec: spec, boards: boards, work: newWorkspace(p, boards, max(stride, inStride)), tiles: p.newTiles(boards),
		input: p.newRows(boards, inStride), x: p.newRows(boards, stride), y: p.newRows(boards, stride),
		heads:    make([]float32, (boards*p.boardRows()+kernel.RowSlack)*kernel.Up(spec.PolicyChannels+spec.ValueChannels, kernel.Cols)),
		policyIn: make([]float32, up*spec.PolicyChannels*spec.Cells()),
		valueIn:  make([]float32, up*spec.ValueChannels*spec.Cells()),
		logits:   make([]float32, up*kernel.Up(spec.Actions, kernel.Cols)),
		hidden:   make([]float32, up*kernel.Up(spec.ValueHidden, kernel.Cols)),
	}
}

// flatten takes boards of the trunk's output through the heads' 1x1 convolutions to the dense layers' input, from
// position first on.
func (s *slice) flatten(m *prepared, first, boards int) {
	m.heads.apply(s.heads, s.x.at(0), s.x.stride, boards*s.work.boardRows())
	s.gather(&m.heads, s.policyIn, first, boards, 0, s.spec.PolicyChannels)
	s.gather(&m.heads, s.valueIn, first, boards, s.spec.PolicyChannels, s.spec.ValueChannels)
}

// dense runs the dense layers.
func (s *slice) dense(m *prepared, policy, value []float32) {
	n := len(value)
	m.policy.apply(s.logits, s.policyIn, m.policy.in, n)
	for i := range n {
		from := s.logits[i*m.policy.out:]
		for j := range policy[i*s.spec.Actions:][:s.spec.Actions] {
			policy[i*s.spec.Actions+j] = from[j] + m.policy.bias[j]
		}
	}
	m.hidden.apply(s.hidden, s.valueIn, m.hidden.in, n)
	for i := range n {
		value[i] = m.valueOf(s.hidden[i*m.hidden.out:][:s.spec.ValueHidden])
	}
}

// valueOf is the end of the value head, from its hidden layer's product on.
func (p *prepared) valueOf(hidden []float32) float32 {
	sum := p.out.bias[0]
	w := p.out.column(0)
	for i, h := range hidden {
		sum += float32(max(h+p.hidden.bias[i], 0) * w[i*kernel.Cols])
	}
	return float32(math.Tanh(float64(sum)))
}

// tower runs the trunk on the boards of input.
func (s *slice) tower(m *prepared, boards int) {
	s.convolve(m, 0, s.x, s.input, boards, nil)
	for i := 1; i < len(m.trunk); i += 2 {
		s.convolve(m, i, s.y, s.x, boards, nil)
		s.convolve(m, i+1, s.x, s.y, boards, &s.x)
	}
}

// convolve runs a convolution of the trunk, with ReLU.
func (s *slice) convolve(m *prepared, i int, out, in rows, n int, res *rows) {
	s.work.eachBlock(n, func(b boards) { s.work.convolve(&m.trunk[i], s.tiles, out.from(b), in.from(b), b.n, res, 0) })
}

// gather copies channels of the heads' rows to [batch, channels, H, W], from position first on, with bias and
// ReLU.
func (s *slice) gather(heads *matrix, dst []float32, first, boards, channel, channels int) {
	cells := s.spec.Cells()
	for b := range boards {
		board := s.heads[b*s.work.boardRows()*heads.out:]
		to := dst[(first+b)*channels*cells:][:channels*cells]
		for c := range channels {
			bias := heads.bias[channel+c]
			for y := range s.spec.Height {
				at := y*(s.spec.Width+1)*heads.out + channel + c
				line := to[c*cells+y*s.spec.Width:][:s.spec.Width]
				for x := range line {
					line[x] = max(board[at]+bias, 0)
					at += heads.out
				}
			}
		}
	}
}
