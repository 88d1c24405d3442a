package cpu

import (
	"sync"
	"sync/atomic"
)

// crew does pieces of work on several goroutines, which live as long as one call of do. It allocates nothing
// once made.
type crew struct {
	shares []func() // of each goroutine but the first
	n      int
	f      func(thread, i int)
	taken  atomic.Int32 // pieces
	wait   sync.WaitGroup
}

func newCrew(threads int) *crew {
	c := &crew{}
	for t := 1; t < threads; t++ {
		c.shares = append(c.shares, func() {
			defer c.wait.Done()
			c.share(t)
		})
	}
	return c
}

// do calls f for the pieces 0 to n-1 and waits for them. A goroutine takes the next piece when it is done with one, so
// that those on a busy core do less. f is told which of the goroutines, from 0, calls it.
func (c *crew) do(n int, f func(thread, i int)) {
	c.n, c.f = n, f
	c.taken.Store(0)
	for _, share := range c.shares {
		c.wait.Add(1)
		go share()
	}
	c.share(0)
	c.wait.Wait()
}

// share does pieces on goroutine t.
func (c *crew) share(t int) {
	for i := int(c.taken.Add(1)) - 1; i < c.n; i = int(c.taken.Add(1)) - 1 {
		c.f(t, i)
	}
}
