package net

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// BatcherParams say how positions are joined into batches.
type BatcherParams struct {
	MaxBatch            int // most rows in one batch, >= 1
	Evaluators          int // batches under way at a time, >= 1: one a core, or one or two a GPU
	ThreadsPerEvaluator int // cores that one batch may use, >= 1
}

// Validate says everything that is wrong with the parameters.
func (p BatcherParams) Validate() error {
	var errs []error
	check := func(name string, v int) {
		if v < 1 {
			errs = append(errs, fmt.Errorf("batcher %s is %d, want at least 1", name, v))
		}
	}
	check("MaxBatch", p.MaxBatch)
	check("Evaluators", p.Evaluators)
	check("ThreadsPerEvaluator", p.ThreadsPerEvaluator)
	return errors.Join(errs...)
}

// Batcher takes positions from many goroutines and evaluates them in batches. Evaluators take batches
// themselves, as soon as one of two rules lets them:
//
//   - a full batch is queued, target() rows;
//   - anything is queued and no joined client is still thinking, so that waiting longer cannot help.
//
// A client is thinking from the moment when its last row is answered until it submits again, passes or leaves.
// There are no timers: a partial batch waits for those who will surely add to it, and for nobody else.
type Batcher struct {
	spec       Spec
	live       *Live
	params     BatcherParams
	evaluators []Evaluator

	mu       sync.Mutex // guards all below and the Clients' unexported fields
	work     sync.Cond  // a batch may be taken, or stopped is set
	queue    []queued   // rows that wait for an evaluator, oldest first
	leaves   int        // rows that the joined clients may have under way
	thinking int        // joined clients that have no row under way and have not passed
	started  bool
	stopped  error // why clients are refused; nil while serving
	stats    BatcherStats
}

// queued is a row with the client that waits for it.
type queued struct {
	row    *Row
	client *Client
}

// NewBatcher makes a Batcher with its evaluators for networks of spec; live holds the model to use.
// Rows may be submitted at once, and are served while Run runs.
func NewBatcher(e Engine, spec Spec, live *Live, p BatcherParams) (*Batcher, error) {
	if err := errors.Join(p.Validate(), spec.Validate()); err != nil {
		return nil, err
	}
	b := &Batcher{spec: spec, live: live, params: p}
	b.work.L = &b.mu
	for i := range p.Evaluators {
		ev, err := e.NewEvaluator(spec, p.MaxBatch, p.ThreadsPerEvaluator)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("make evaluator %d of %d on engine %s: %w", i+1, p.Evaluators, e.Name(), err), b.close())
		}
		b.evaluators = append(b.evaluators, ev)
	}
	return b, nil
}

// Run serves batches, with one goroutine for each evaluator, until ctx ends. Batches under way are then
// finished and answered; waiting rows and all later ones are refused with ctx's cause, which Run
// returns. It closes the evaluators, and so can be called once.
func (b *Batcher) Run(ctx context.Context) error {
	b.mu.Lock()
	again := b.started
	b.started = true
	b.mu.Unlock()
	if again {
		return errors.New("this batcher has run already: make a new one")
	}
	var evaluators sync.WaitGroup
	for _, ev := range b.evaluators {
		evaluators.Go(func() { b.serve(ev) })
	}
	<-ctx.Done()
	b.stop(context.Cause(ctx))
	evaluators.Wait()
	return errors.Join(context.Cause(ctx), b.close())
}

// stop refuses the waiting rows and all later ones.
func (b *Batcher) stop(cause error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = fmt.Errorf("the batcher has stopped: %w", cause)
	for _, q := range b.queue {
		b.answer(q, b.stopped)
	}
	clear(b.queue)
	b.queue = b.queue[:0]
	b.work.Broadcast()
}

// close frees the evaluators.
func (b *Batcher) close() error {
	var errs []error
	for _, ev := range b.evaluators {
		errs = append(errs, ev.Close())
	}
	return errors.Join(errs...)
}

// target returns the size of a full batch: what lets every evaluator have one batch under way and one
// filling. The caller holds mu.
func (b *Batcher) target() int {
	shares := 2 * b.params.Evaluators
	return max(1, min(b.params.MaxBatch, (b.leaves+shares-1)/shares))
}

// Capacity returns how many leaves of joined clients make every batch as large as it may be.
func (b *Batcher) Capacity() int { return 2 * b.params.Evaluators * b.params.MaxBatch }

// ready reports whether a batch may be taken now. The caller holds mu.
func (b *Batcher) ready() bool {
	n := len(b.queue)
	return n > 0 && (b.thinking == 0 || n >= b.target())
}

// wake wakes an idle evaluator if there is a batch for it. The caller holds mu.
func (b *Batcher) wake() {
	if b.ready() {
		b.work.Signal()
	}
}

// BatcherStats are totals since the Batcher was made.
type BatcherStats struct {
	Batches int64         // evaluated, failed ones included
	Rows    int64         // in those batches
	Busy    time.Duration // spent in Evaluators, summed over them
}

// Stats returns the totals so far. Differences of two calls give evaluations per second and mean batch.
func (b *Batcher) Stats() BatcherStats {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stats
}
