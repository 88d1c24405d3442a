package cpu

import (
	"fmt"

	"tengen/net"
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

	evaluateSlice func(_, i int) // made once, as is
	runTower      func(member int)
}

func newEvaluator(spec net.Spec, maxBatch, threads int) *evaluator {
	e := &evaluator{spec: spec, maxBatch: maxBatch, threads: threads, crew: newCrew(threads)}
	n := min(threads, maxBatch)
	for range n {
		e.slices = append(e.slices, newSlice(spec, (maxBatch+n-1)/n))
	}
	if members := min(threads, e.slices[0].work.tiles()); members > 1 {
		e.team = newTeam(members)
		for i := range members {
			e.shares = append(e.shares, e.slices[0].member(share{i, members, &e.team.meeting}))
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
func (e *evaluator) Evaluate(p net.Prepared, in net.Inputs, policy, value []float32) error {
	m, ok := p.(*prepared)
	if !ok || m.model.Weights.Spec != e.spec {
		return fmt.Errorf("cpu evaluator: the model was prepared for another network or engine")
	}
	n := len(value)
	if err := e.spec.CheckBatch(in, policy, value, e.maxBatch); err != nil {
		panic("cpu evaluator: " + err.Error())
	}
	e.job = job{m, in, policy, value}
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
	model         *prepared
	in            net.Inputs
	policy, value []float32
}

// slice evaluates the i-th of equal pieces of the batch.
func (e *evaluator) slice(_, i int) {
	n, s := len(e.job.value), e.slices[i]
	first, end := n*i/len(e.slices), n*(i+1)/len(e.slices)
	if first == end {
		return // a board of one tile has no team, and kernels want a row at least
	}
	for from := first; from < end; from += s.boards {
		boards := min(s.boards, end-from)
		s.begin(&e.job, from, boards)
		s.tower(e.job.model, boards)
		s.flatten(&e.job, from, from-first, boards)
	}
	s.dense(&e.job, first, end-first)
}

// together evaluates the i-th position.
func (e *evaluator) together(i int) {
	s := e.slices[0]
	s.begin(&e.job, i, 1)
	e.team.do(e.runTower)
	s.flatten(&e.job, i, 0, 1)
	s.dense(&e.job, i, 1)
}
