package cpu

import "sync"

// crew does pieces of work on several goroutines, which live as long as one call of do. It allocates nothing
// once made.
type crew struct {
	shares []func() // of each goroutine but the first
	n      int
	f      func(i int)
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

// do calls f(0) to f(n-1) and waits for them. Which goroutine does which piece is always the same.
func (c *crew) do(n int, f func(i int)) {
	c.n, c.f = n, f
	for _, share := range c.shares {
		c.wait.Add(1)
		go share()
	}
	c.share(0)
	c.wait.Wait()
}

// share does the pieces of goroutine t.
func (c *crew) share(t int) {
	for i := t; i < c.n; i += len(c.shares) + 1 {
		c.f(i)
	}
}
