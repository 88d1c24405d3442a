package net

import (
	"fmt"
	"slices"
	"time"
)

// batch is the memory of one evaluator goroutine: its rows, and their outputs side by side.
type batch struct {
	rows   []queued
	inputs [][]float32 // [MaxBatch] of [C, H, W]: the rows' own
	policy []float32   // [MaxBatch, A]
	value  []float32   // [MaxBatch]
}

// serve takes and evaluates batches until the Batcher stops. It alone uses ev and its batch.
func (b *Batcher) serve(ev Evaluator) {
	n := b.params.MaxBatch
	m := &batch{
		inputs: make([][]float32, n),
		policy: make([]float32, n*b.spec.Actions),
		value:  make([]float32, n),
	}
	for b.take(m) {
		start := time.Now()
		err := b.evaluate(ev, m)
		b.finish(m, time.Since(start), err)
	}
}

// take waits for a batch and moves it from the queue to m. It returns false when the Batcher has stopped.
func (b *Batcher) take(m *batch) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.ready() {
		if b.stopped != nil {
			return false
		}
		b.work.Wait()
	}
	n := min(len(b.queue), b.target())
	m.rows = append(m.rows[:0], b.queue[:n]...)
	b.queue = slices.Delete(b.queue, 0, n)
	b.wake() // there may be another batch for another evaluator
	return true
}

// evaluate runs m's rows through the model in use. One load for the whole batch: it never mixes models.
func (b *Batcher) evaluate(ev Evaluator, m *batch) error {
	prepared := b.live.Load()
	model := prepared.Model()
	if model.Weights == nil || model.Weights.Spec != b.spec {
		return fmt.Errorf("the model in use (id %q) is not of the network that this batcher was made for: %+v", model.ID, b.spec)
	}
	n, out := len(m.rows), b.spec.Actions
	for i, q := range m.rows {
		m.inputs[i] = q.row.Planes
	}
	if err := ev.Evaluate(prepared, Inputs{Rows: m.inputs[:n]}, m.policy[:n*out], m.value[:n]); err != nil {
		return fmt.Errorf("evaluate a batch of %d: %w", n, err)
	}
	for i, q := range m.rows {
		copy(q.row.Policy, m.policy[i*out:])
		q.row.Value, q.row.Model = m.value[i], model
	}
	return nil
}

// finish counts the batch and answers its clients.
func (b *Batcher) finish(m *batch, busy time.Duration, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stats.Batches++
	b.stats.Rows += int64(len(m.rows))
	b.stats.Busy += busy
	for _, q := range m.rows {
		b.answer(q, err)
	}
	clear(m.rows)
	clear(m.inputs)
}

// answer counts one row of a client as answered. With the last one the client wakes up, and is thinking
// from this moment, not from when its goroutine runs: the next partial batch must wait for it. The
// caller holds mu.
func (b *Batcher) answer(q queued, err error) {
	c := q.client
	if err != nil {
		c.err = err
	}
	c.underWay--
	if c.underWay > 0 {
		return
	}
	c.await(c.joined)
	c.done <- struct{}{}
}
