package mcts

import (
	"sync"
	"sync/atomic"
)

// arena is an array that several workers extend at once. It grows by chunks of 1<<shift elements, which never move: a
// pointer into one stays good until the arena is truncated. The chunks hold no pointers, so the garbage collector does
// not look into them.
//
// Chunk c belongs to worker c modulo their number. So workers need not agree on anything but a new chunk, and after
// a truncation each finds its own memory again, in its own core's cache.
type arena[C any] struct {
	shift  uint
	ends   []arenaEnd           // of each worker
	inUse  atomic.Uint32        // chunks that have elements
	chunks atomic.Pointer[[]*C] // some may not be in use
	mu     sync.Mutex           // held while chunks grows
}

// arenaEnd is where a worker adds elements.
type arenaEnd struct {
	next, end uint32   // of its chunk
	chunk     uint32   // that it takes when this one is full
	_         [52]byte // a cache line of its own
}

func newArena[C any](shift uint, workers int) *arena[C] {
	a := &arena[C]{shift: shift, ends: make([]arenaEnd, workers)}
	a.chunks.Store(new([]*C))
	a.truncate(0)
	return a
}

// chunk returns the chunk of an element that alloc has returned.
func (a *arena[C]) chunk(index uint32) *C { return (*a.chunks.Load())[index>>a.shift] }

// alloc returns the index of the first of n new elements of a worker, all of one chunk. Their memory is as it was left.
func (a *arena[C]) alloc(worker int, n uint32) uint32 {
	e := &a.ends[worker]
	if e.next+n > e.end { // the rest of the chunk is too short, and stays empty
		a.grow(e.chunk)
		e.next, e.end = e.chunk<<a.shift, (e.chunk+1)<<a.shift
		e.chunk += uint32(len(a.ends))
		a.inUse.Add(1)
	}
	e.next += n
	return e.next - n
}

// grow makes chunks up to and with the given one.
func (a *arena[C]) grow(last uint32) {
	if int(last) < len(*a.chunks.Load()) {
		return // it is there from before a truncation
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	chunks := *a.chunks.Load()
	for int(last) >= len(chunks) {
		chunks = append(chunks, new(C)) // readers of the old slice see only its length
	}
	a.chunks.Store(&chunks)
}

// truncate forgets all elements from n on, while nobody works. Their memory is kept.
func (a *arena[C]) truncate(n uint32) {
	full, workers := n>>a.shift, uint32(len(a.ends))
	begun := n&(1<<a.shift-1) > 0
	for w := range a.ends {
		e := &a.ends[w]
		chunk := full + (uint32(w)+workers-full%workers)%workers // the first from full on that is its own
		*e = arenaEnd{chunk: chunk}
		if begun && chunk == full {
			*e = arenaEnd{next: n, end: (full + 1) << a.shift, chunk: full + workers}
		}
	}
	if begun {
		full++
	}
	a.inUse.Store(full)
}
