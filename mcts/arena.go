package mcts

import (
	"sync"
	"sync/atomic"
)

// arena is an array that many goroutines extend at once. It grows by chunks of 1<<shift elements, which never move:
// a pointer into one stays good until the arena is reset. The chunks hold no pointers, so the garbage
// collector does not look into them.
type arena[C any] struct {
	shift  uint
	next   atomic.Uint32 // index of the next element
	chunks atomic.Pointer[[]*C]
	mu     sync.Mutex // held while chunks grows
}

func newArena[C any](shift uint) *arena[C] {
	a := &arena[C]{shift: shift}
	a.chunks.Store(new([]*C))
	return a
}

// chunk returns the chunk of an element that alloc has returned.
func (a *arena[C]) chunk(index uint32) *C { return (*a.chunks.Load())[index>>a.shift] }

// alloc returns the index of the first of n new elements, all of one chunk. Their memory is as it was left.
func (a *arena[C]) alloc(n uint32) uint32 {
	for {
		next := a.next.Load()
		first := next
		if (first+n-1)>>a.shift != first>>a.shift {
			first = (first>>a.shift + 1) << a.shift // the rest of the chunk is too short, and stays empty
		}
		if a.next.CompareAndSwap(next, first+n) {
			a.grow(first >> a.shift)
			return first
		}
	}
}

// grow makes chunks up to and with the given one.
func (a *arena[C]) grow(last uint32) {
	if int(last) < len(*a.chunks.Load()) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	chunks := *a.chunks.Load()
	for int(last) >= len(chunks) {
		chunks = append(chunks, new(C)) // readers of the old slice see only its length
	}
	a.chunks.Store(&chunks)
}

// truncate forgets all elements from n on. Their memory is kept.
func (a *arena[C]) truncate(n uint32) { a.next.Store(n) }
