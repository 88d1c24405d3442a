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
	group sync.WaitGroup // the workers' goroutines

	job     atomic.Pointer[job] // nil: nothing to do
	closed  atomic.Bool
	batches atomic.Uint64 // backed up so far

	asleep atomic.Int32 // workers that wait for one of those to change
	mu     sync.Mutex   // held by workers that fall asleep, and to wake them
	change sync.Cond
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
	s, err := newSearch(g, evaluators, p, seed)
	if err != nil {
		return nil, err
	}
	parallel := &Parallel{Search: s}
	parallel.change.L = &parallel.mu
	for _, w := range s.workers {
		parallel.group.Go(func() { parallel.serve(w) })
	}
	return parallel, nil
}

// Close ends the workers and waits for them, and so for evaluations under way. The evaluators stay the caller's.
func (p *Parallel) Close() error {
	p.closed.Store(true)
	p.wake()
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
	if p.closed.Load() {
		return errors.New("the search has been closed")
	}
	p.job.Store(j)
	p.wake()
	select {
	case <-j.over:
	case <-ctx.Done():
		j.end(context.Cause(ctx))
	}
	p.recall()
	return j.err
}

// recall returns when no worker uses the tree any more. Those in the tree leave it within one batch of descents; those
// that evaluate are left behind.
func (p *Parallel) recall() {
	p.job.Store(nil)
	p.wake()
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
		p.waitFor(func() bool {
			j := p.job.Load()
			return p.closed.Load() || j != nil && !j.ended.Load()
		})
		if p.closed.Load() {
			return
		}
		w.phase.Store(busy)
		if j := p.job.Load(); j != nil { // else recall has taken it away, and has perhaps not seen the phase
			p.work(w, j)
		}
		w.phase.Store(idle)
	}
}

// waitFor returns when ready does true, of which whoever makes it so calls wake. It looks a few times before it falls asleep,
// because waking up takes longer than most that is waited for.
func (p *Parallel) waitFor(ready func() bool) {
	for range 200 {
		if ready() {
			return
		}
		runtime.Gosched()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asleep.Add(1)
	defer p.asleep.Add(-1)
	for !ready() {
		p.change.Wait()
	}
}

// wake lets those that sleep look again.
func (p *Parallel) wake() {
	if p.asleep.Load() == 0 { // who falls asleep counts first, and then looks
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.change.Broadcast()
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
		if made == 0 { // what there is to do waits for another worker's evaluation
			p.waitFor(func() bool { return p.batches.Load() != batches || j.ended.Load() })
			continue
		}
		if j.open.Add(-int64(made)) == 0 {
			j.end(nil)
		}
		p.batches.Add(1)
		p.wake()
	}
}
