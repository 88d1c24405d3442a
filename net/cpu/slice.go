package cpu

import (
	"math"

	"tengen/net"
	"tengen/net/cpu/internal/kernel"
)

// slice is one thread's workspace.
type slice struct {
	spec   net.Spec
	boards int // that go through the tower together

	work        *workspace
	tiles       tiles
	input, x, y rows // activations; their zero rows are never written

	xBytes, yBytes byteRows // x and y in 8 bits; their zero rows are written, as zeros
	heads          rows     // the heads' 1x1 convolutions
	biaser         *biaser
	policyIn       []float32 // [batch, PolicyChannels·H·W], of fc heads
	moves          []float32 // [rows of a board, 1 rounded up], of conv heads
	valueIn        []float32 // [batch, what the value head's dense layer reads]
	logits         []float32 // [batch, Actions rounded up]
	hidden         []float32 // [batch, ValueHidden rounded up]
	ranges         []float32 // [2·Blocks]; nil: nobody asks; see observe
}

func newSlice(spec net.Spec, batch int) *slice {
	p := newPlan(spec.Height, spec.Width)
	stride := kernel.Up(spec.Channels, kernel.Cols)
	inStride := kernel.Up(spec.Planes, kernel.Lanes)
	boards := min(batch, max(1, cacheBytes/(2*4*p.boardRows()*stride)))
	_, channels := headParts(spec)
	up := batch + kernel.RowSlack
	s := &slice{
		spec: spec, boards: boards, work: newWorkspace(p, boards, max(stride, inStride)), tiles: p.newTiles(boards),
		input: p.newRows(boards, inStride), x: p.newRows(boards, stride), y: p.newRows(boards, stride),
		heads:  p.newRows(boards, kernel.Up(sum(channels), kernel.Cols)),
		biaser: newSliceBiaser(spec),
		hidden: make([]float32, up*kernel.Up(spec.ValueHidden, kernel.Cols)),
	}
	s.xBytes, s.yBytes = newByteRows(s.x), newByteRows(s.y)
	if spec.Head == net.HeadConv {
		s.moves = make([]float32, (p.boardRows()+kernel.RowSlack)*kernel.Cols)
		s.valueIn = make([]float32, up*valuePooling(spec).terms())
	} else {
		s.policyIn = make([]float32, up*spec.PolicyChannels*spec.Cells())
		s.valueIn = make([]float32, up*spec.ValueChannels*spec.Cells())
		s.logits = make([]float32, up*kernel.Up(spec.Actions, kernel.Cols))
	}
	return s
}

func newSliceBiaser(spec net.Spec) *biaser {
	_, channels := headParts(spec)
	return newBiaser(net.PoolTerms*max(spec.Channels, sum(channels)), kernel.Up(max(spec.Channels, sum(channels)), kernel.Cols))
}

// member returns the same slice for a member of a team, with what it needs for itself.
func (s *slice) member(sh share) *slice {
	m := *s
	m.work = newWorkspace(s.work.plan, 1, len(s.work.zeros))
	m.work.share = sh
	m.biaser = newSliceBiaser(s.spec)
	return &m
}

// begin takes boards of the batch from position from on.
func (s *slice) begin(j *job, from, boards int) {
	for b := range boards {
		size := s.spec.Board()
		if j.in.Sizes != nil {
			size = j.in.Sizes[from+b]
		}
		if s.tiles.set(s.work.plan, b, size) {
			for _, r := range []rows{s.input, s.x, s.y} {
				clear(s.work.board(r, b))
			}
			s.xBytes.clearBoard(s.work.layout, b)
			s.yBytes.clearBoard(s.work.layout, b)
		}
	}
	s.work.fill(s.input, j.in, from, s.tiles.sizes[:boards], s.spec.Planes)
}

// tower runs the trunk on the boards of input.
func (s *slice) tower(m *prepared, boards int) {
	if len(m.trunk) > 1 && m.trunk[1].direct != nil {
		s.towerInBytes(m, boards)
		return
	}
	s.convolve(&m.trunk[0], s.x, s.input, boards, nil, 0)
	for i := range m.pools {
		a, b := &m.trunk[1+2*i], &m.trunk[2+2*i]
		s.observe(2*i, s.x, boards)
		if m.pools[i].none() {
			s.convolve(a, s.y, s.x, boards, nil, 0)
		} else {
			s.convolve(a, s.y, s.x, boards, nil, noFloor)
			s.bias(&m.pools[i], boards)
		}
		s.observe(2*i+1, s.y, boards)
		s.convolve(b, s.x, s.y, boards, &s.x, 0)
	}
}

// convolve runs a convolution of the trunk.
func (s *slice) convolve(f *filter, out, in rows, n int, res *rows, floor float32) {
	s.work.eachBlock(n, func(b boards) { s.work.convolve(f, s.tiles, out.from(b), in.from(b), b.n, res, floor) })
}

// bias pools boards of y and adds what comes of it. Members of a team pool all, and add to some panels of channels.
func (s *slice) bias(p *biasing, boards int) {
	s.work.share.meet()
	for b := range boards {
		rows, size := s.work.board(s.y, b), s.tiles.sizes[b]
		s.work.pool(p.pooling, s.biaser.terms, nil, rows, s.y.stride, size)
		s.biaser.project(p, s.biaser.terms)
		s.work.share.meet()
		first, end := s.work.share.part(s.y.stride / kernel.Cols)
		if first < end {
			s.biaser.add(s.work.layout, rows, s.y.stride, size, first*kernel.Cols, end*kernel.Cols, 0)
		}
	}
}

// flatten takes boards of the trunk's output through the heads' 1x1 convolutions, to the logits of conv heads and to
// what dense layers read. They are the batch's from position from on, and the slice's from first on.
func (s *slice) flatten(j *job, from, first, boards int) {
	m := j.model
	m.heads.apply(s.heads.at(0), s.x.at(0), s.x.stride, boards*s.work.boardRows())
	for b := range boards {
		rows, size := s.work.board(s.heads, b), s.tiles.sizes[b]
		copy(s.biaser.bias, m.heads.bias)
		if s.spec.Head == net.HeadFC {
			s.biaser.add(s.work.layout, rows, s.heads.stride, size, 0, s.heads.stride, 0)
			s.gather(s.policyIn, rows, first+b, 0, s.spec.PolicyChannels)
			s.gather(s.valueIn, rows, first+b, s.spec.PolicyChannels, s.spec.ValueChannels)
		} else {
			s.poolHeads(m, rows, size, j.policy[(from+b)*s.spec.Actions:][:s.spec.Actions], s.valueIn[(first+b)*m.hidden.in:])
		}
	}
}

// poolHeads runs conv heads on a board, to its logits and to what the value head's hidden layer reads.
func (s *slice) poolHeads(m *prepared, rows []float32, size net.Size, policy, valueIn []float32) {
	s.biaser.add(s.work.layout, rows, s.heads.stride, size, 0, s.heads.stride, noFloor)
	pooled := m.policyBias.terms()
	s.work.pool(m.policyBias.pooling, s.biaser.terms, nil, rows, s.heads.stride, size)
	s.biaser.project(&m.policyBias, s.biaser.terms)
	s.biaser.add(s.work.layout, rows, s.heads.stride, size, 0, s.heads.stride, 0)
	s.work.pool(valuePooling(s.spec), valueIn, nil, rows, s.heads.stride, size)

	m.move.apply(s.moves, rows, s.heads.stride, s.work.boardRows())
	for a := range s.spec.Cells() {
		y, x := a/s.spec.Width, a%s.spec.Width
		if y < size.Height && x < size.Width {
			policy[a] = s.moves[s.work.cell(0, y, x)*m.move.out]
		} else {
			policy[a] = noFloor
		}
	}
	if m.pass != nil {
		sum := m.pass[pooled]
		for i, v := range s.biaser.terms[:pooled] {
			sum += float32(v * m.pass[i])
		}
		policy[s.spec.Cells()] = sum
	}
}

// gather copies channels of a board to dst [batch, channels, H, W].
func (s *slice) gather(dst, rows []float32, position, channel, channels int) {
	cells := s.spec.Cells()
	to := dst[position*channels*cells:][:channels*cells]
	for c := range channels {
		for y := range s.spec.Height {
			at := s.work.cell(0, y, 0)*s.heads.stride + channel + c
			line := to[c*cells+y*s.spec.Width:][:s.spec.Width]
			for x := range line {
				line[x] = rows[at]
				at += s.heads.stride
			}
		}
	}
}

// dense runs the dense layers for n positions of the batch from position from on.
func (s *slice) dense(j *job, from, n int) {
	m := j.model
	if s.spec.Head == net.HeadFC {
		m.policy.apply(s.logits, s.policyIn, m.policy.in, n)
		for i := range n {
			logits := s.logits[i*m.policy.out:]
			policy := j.policy[(from+i)*s.spec.Actions:][:s.spec.Actions]
			for a := range policy {
				policy[a] = logits[a] + m.policy.bias[a]
			}
		}
	}
	m.hidden.apply(s.hidden, s.valueIn, m.hidden.in, n)
	for i := range n {
		j.value[from+i] = m.valueOf(s.hidden[i*m.hidden.out:][:s.spec.ValueHidden])
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
