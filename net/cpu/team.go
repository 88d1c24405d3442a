package cpu

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A spin is one look at what another goroutine is about to write: about a nanosecond. To wake a goroutine that
// sleeps takes as long as half of a small network's evaluation; so members of a team wait awake, giving way to
// others after yieldAfter spins, and sleep only where nothing comes for patience.
const (
	yieldAfter = 5_000
	patience   = 500_000
)

// team is goroutines that compute one position together. They live until close.
type team struct {
	f       func(member int)
	round   atomic.Uint32 // of the work that has been given
	working atomic.Int32  // helpers that have not finished it
	stop    bool
	helpers []*helper
	wait    sync.WaitGroup
	meeting barrier
}

// helper is one of the goroutines beside the caller's.
type helper struct {
	asleep atomic.Bool
	wake   chan struct{}
}

// newTeam makes a team of n, the caller of do being one of them.
func newTeam(n int) *team {
	t := &team{meeting: barrier{members: int32(n)}}
	for i := 1; i < n; i++ {
		h := &helper{wake: make(chan struct{})}
		t.helpers = append(t.helpers, h)
		t.wait.Go(func() { t.help(h, i) })
	}
	return t
}

// do calls f for all members at the same time, and returns once all are done.
func (t *team) do(f func(member int)) {
	t.f = f
	t.working.Store(int32(len(t.helpers)))
	t.begin()
	f(0)
	for i := 0; t.working.Load() > 0; i++ {
		giveWay(i)
	}
}

// begin lets the helpers see what the caller has written.
func (t *team) begin() {
	t.round.Add(1)
	for _, h := range t.helpers {
		if h.asleep.CompareAndSwap(true, false) {
			h.wake <- struct{}{}
		}
	}
}

// close ends the helpers and waits for them.
func (t *team) close() {
	t.stop = true
	t.begin()
	t.wait.Wait()
}

// help is a helper's life.
func (t *team) help(h *helper, member int) {
	for round := uint32(0); ; round++ {
		t.await(h, round)
		if t.stop {
			return
		}
		t.f(member)
		t.working.Add(-1)
	}
}

// await returns once there is work beyond the given round's.
func (t *team) await(h *helper, round uint32) {
	for i := 0; t.round.Load() == round; i++ {
		if i < patience {
			giveWay(i)
			continue
		}
		h.asleep.Store(true)
		if t.round.Load() == round || !h.asleep.CompareAndSwap(true, false) {
			<-h.wake // begin has seen, or will see, who sleeps
		}
	}
}

// barrier lets the members of a team wait for each other in the midst of their work.
type barrier struct {
	members int32
	arrived atomic.Int32
	round   atomic.Uint32
}

// wait returns once all members have called it.
func (b *barrier) wait() {
	round := b.round.Load()
	if b.arrived.Add(1) == b.members {
		b.arrived.Store(0)
		b.round.Add(1)
		return
	}
	for i := 0; b.round.Load() == round; i++ {
		giveWay(i)
	}
}

// giveWay follows the i-th spin.
func giveWay(i int) {
	if i%yieldAfter == yieldAfter-1 {
		runtime.Gosched()
	}
}
