package replay

import (
	"container/list"
	"sync"

	"tengen/game"
)

// plan is a record boiled down to what sampling needs: its moves and the targets of its samples.
type plan struct {
	moves   []uint16
	samples []planSample
	visits  []planVisits // of all samples, one after the other
	outcome float32      // for game.First
}

// planSample is one sampled position.
type planSample struct {
	ply        uint16
	weight     float32
	start, end uint32  // its visits
	scale      float32 // 1 / their sum
}

type planVisits struct {
	visits int32
	action uint16
}

// newPlan boils down a record that has been verified.
func newPlan(r *Record) *plan {
	p := &plan{outcome: float32(r.Result.Outcome), moves: make([]uint16, len(r.Moves))}
	for ply, a := range r.Moves {
		p.moves[ply] = uint16(a)
		if r.Weights[ply] == 0 {
			continue
		}
		start, sum := len(p.visits), 0.0
		for _, av := range r.Policies[ply] {
			if av.Visits > 0 {
				p.visits = append(p.visits, planVisits{av.Visits, uint16(av.Action)})
				sum += float64(av.Visits)
			}
		}
		p.samples = append(p.samples, planSample{uint16(ply), r.Weights[ply], uint32(start), uint32(len(p.visits)), float32(1 / sum)})
	}
	return p
}

// bytes returns about how much memory the plan takes, its place in the cache included.
func (p *plan) bytes() int64 {
	return int64(2*cap(p.moves)+20*cap(p.samples)+8*cap(p.visits)) + 256
}

// policy writes the target of a sample to dst [A].
func (p *plan) policy(s planSample, dst []float32) {
	clear(dst)
	for _, v := range p.visits[s.start:s.end] {
		dst[v.action] += float32(v.visits) * s.scale
	}
}

// play brings st to the position before ply. The record was verified: every move is legal.
func (p *plan) play(st game.State, ply uint16) {
	st.Reset()
	for _, a := range p.moves[:ply] {
		st.Play(game.Action(a))
	}
}

// planCache keeps the plans that were used last within a budget of bytes.
type planCache struct {
	budget int64

	mu    sync.Mutex
	bytes int64
	plans map[int]*list.Element // by number of the record
	order *list.List            // of cached, the last used first
}

type cached struct {
	record int
	plan   *plan
}

func newPlanCache(budget int64) *planCache {
	return &planCache{budget: budget, plans: map[int]*list.Element{}, order: list.New()}
}

// get returns the plan of a record, nil if it is not there.
func (c *planCache) get(record int) *plan {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.plans[record]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(cached).plan
}

// put adds a plan and drops those that were not used for longest. One plan may exceed the budget.
func (c *planCache) put(record int, p *plan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.plans[record] != nil {
		return
	}
	c.plans[record] = c.order.PushFront(cached{record, p})
	c.bytes += p.bytes()
	for c.bytes > c.budget && c.order.Len() > 1 {
		old := c.order.Remove(c.order.Back()).(cached)
		delete(c.plans, old.record)
		c.bytes -= old.plan.bytes()
	}
}
