package mcts

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"tengen/game"
)

// Parallel is a Search with goroutines of its own, its workers, that make descents in one tree side by side. They share the
// tree without locks: see node.go. Make it with NewParallel, and Close it in the end.
//
// Everything but Run, Close and what is said to be safe while the search runs must wait until Run has returned.
type Parallel struct {
	*Search
	workers []*worker
	group   sync.WaitGroup // the workers' goroutines

	mu     sync.Mutex // guards job and closed
	change sync.Cond  // of job, closed, or batches
	job    *job       // nil: nothing to do
	closed bool

	batches atomic.Uint64 // backed up so far
	waiting atomic.Int32  // workers that wait for another's batch
}

// job is one Run, or the evaluation of the root before it.
type job struct {
	left   atomic.Int64 // descents that nobody makes yet
	open   atomic.Int64 // descents that are not complete
	ended  atomic.Bool
	once   sync.Once
	err    error         // valid once over is closed
	over   chan struct{} // closed when the workers need not go on
	leaves int64
}

// The phases of a worker. A worker that evaluates touches nothing of the tree, so it can be left behind there: whoever
// ends the search moves it from evaluating to abandoned, and takes back its descents.
const (
	idle int32 = iota
	busy
	evaluating
	abandoned
)

// errAbandoned tells a worker that its search has ended without it.
var errAbandoned = errors.New("the search has ended without this evaluation")

// NewParallel returns a search of g at the start of a game with one worker for each evaluator, which it alone uses.
func NewParallel(g game.Game, evaluators []Evaluator, p Params, seed uint64) (*Parallel, error) {
	if len(evaluators) == 0 {
		return nil, errors.New("a search needs an evaluator for each of its workers, got none")
	}
	for _, e := range evaluators {
		if e == nil {
			return nil, errors.New("a search needs an evaluator for each of its workers, got a nil one")
		}
	}
	s, err := New(g, evaluators[0], p, seed)
	if err != nil {
		return nil, err
	}
	parallel := &Parallel{Search: s, workers: []*worker{s.worker}}
	parallel.change.L = &parallel.mu
	for _, e := range evaluators[1:] {
		parallel.workers = append(parallel.workers, newWorker(s, e))
	}
	for _, w := range parallel.workers {
		parallel.group.Go(func() { parallel.serve(w) })
	}
	return parallel, nil
}

// Close ends the workers and waits for them, and so for evaluations under way. The evaluators stay the caller's.
func (p *Parallel) Close() error {
	p.mu.Lock()
	p.closed = true
	p.change.Broadcast()
	p.mu.Unlock()
	p.group.Wait()
	return nil
}

// Run is Search.Run with all workers. When ctx ends it returns its cause at once: evaluations under way are
// left behind, and their workers join the next Run when they come back.
func (p *Parallel) Run(ctx context.Context, simulations int, noise bool) error {
	if err := p.check(ctx, simulations); err != nil {
		return err
	}
	if p.unevaluated() {
		if err := p.do(ctx, 1); err != nil {
			return err
		}
	}
	p.prepareRoot(simulations, noise)
	return p.do(ctx, simulations)
}

// do has the workers make so many descents.
func (p *Parallel) do(ctx context.Context, simulations int) error {
	if simulations == 0 || p.done(simulations) {
		return nil
	}
	j := &job{over: make(chan struct{}), leaves: int64(p.params.Leaves)}
	j.left.Store(int64(simulations))
	j.open.Store(int64(simulations))
	if !p.give(j) {
		return errors.New("the search has been closed")
	}
	select {
	case <-j.over:
	case <-ctx.Done():
		j.end(context.Cause(ctx))
	}
	p.recall()
	return j.err
}

// give sets the workers to work. It returns false if they have gone.
func (p *Parallel) give(j *job) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.job = j
	p.change.Broadcast()
	return !p.closed
}

// recall returns when no worker uses the tree any more. Those in the tree leave it within one batch of descents; those
// that evaluate are left behind.
func (p *Parallel) recall() {
	p.give(nil)
	for _, w := range p.workers {
		for tries := 0; ; tries++ {
			phase := w.phase.Load()
			if phase == idle || phase == abandoned {
				break
			}
			if phase == evaluating && w.phase.CompareAndSwap(evaluating, abandoned) {
				w.abandon()
				break
			}
			if tries < 100 {
				runtime.Gosched()
			} else {
				time.Sleep(50 * time.Microsecond) // the worker may need this core to get on
			}
		}
	}
}

// end lets the workers stop. Only the first call's error counts.
func (j *job) end(err error) {
	j.once.Do(func() {
		j.err = err
		j.ended.Store(true)
		close(j.over)
	})
}

// take takes descents to make from what is left.
func (j *job) take() int {
	for {
		left := j.left.Load()
		n := min(left, j.leaves)
		if n <= 0 || j.left.CompareAndSwap(left, left-n) {
			return int(n)
		}
	}
}

// serve works on one job after another until the search is closed.
func (p *Parallel) serve(w *worker) {
	for {
		w.phase.Store(idle)
		j := p.next(w)
		if j == nil {
			return
		}
		p.work(w, j)
	}
}

// next waits for a job, or returns nil when the search is closed.
func (p *Parallel) next(w *worker) *job {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed && (p.job == nil || p.job.ended.Load()) {
		p.change.Wait()
	}
	if p.closed {
		return nil
	}
	w.phase.Store(busy)
	return p.job
}

// work makes descents until the job is over.
func (p *Parallel) work(w *worker, j *job) {
	for !j.ended.Load() {
		if p.done(int(j.open.Load())) {
			j.end(nil)
			return
		}
		batches := p.batches.Load()
		n := j.take()
		made, err := 0, error(nil)
		if n > 0 {
			made, err = w.simulate(n)
		}
		switch {
		case errors.Is(err, errAbandoned):
			return
		case err != nil:
			j.end(err)
			return
		}
		j.left.Add(int64(n - made))
		if made == 0 {
			p.await(j, batches)
			continue
		}
		if j.open.Add(-int64(made)) == 0 {
			j.end(nil)
		}
		p.batches.Add(1)
		if p.waiting.Load() > 0 || j.ended.Load() {
			p.mu.Lock()
			p.change.Broadcast()
			p.mu.Unlock()
		}
	}
}

// await waits until another worker has backed up a batch since the number of them was read.
func (p *Parallel) await(j *job, batches uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting.Add(1)
	defer p.waiting.Add(-1)
	for p.batches.Load() == batches && !j.ended.Load() && !p.closed {
		p.change.Wait()
	}
}
