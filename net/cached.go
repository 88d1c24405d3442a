package net

import "fmt"

// Uncached evaluates rows: a *Client, or a *mcts.Direct.
type Uncached interface {
	// Evaluate fills in the rows' Policy, Value and Model.
	Evaluate(rows []*Row) error
	// Model returns the model that would evaluate now.
	Model() *Model
}

// Cached answers rows from a Cache, and has those that it does not hold evaluated. It is for one goroutine at a time.
type Cached struct {
	cache  *Cache
	client Uncached
	model  *Model // whose serial is known
	serial uint32
	misses []*Row
	hashes [][2]uint64 // of misses
}

// For returns client with the cache before it.
func (c *Cache) For(client Uncached) *Cached { return &Cached{cache: c, client: client} }

// Evaluate fills in the rows' Policy, Value and Model. Only the rows that the cache does not hold for the model in
// use go on, so if it holds all, nobody is waited for.
func (c *Cached) Evaluate(rows []*Row) error {
	model := c.client.Model()
	c.misses, c.hashes = c.misses[:0], c.hashes[:0]
	for _, r := range rows {
		if len(r.Policy) != c.cache.actions {
			return fmt.Errorf("a row has room for %d logits, the cache is of networks that give %d", len(r.Policy), c.cache.actions)
		}
		h := c.cache.hash(r.Planes)
		if c.cache.get(c.key(h, model), r) {
			r.Model = model
			continue
		}
		c.misses, c.hashes = append(c.misses, r), append(c.hashes, h)
	}
	if len(c.misses) == 0 {
		if batched, ok := c.client.(*Client); ok && len(rows) > 0 {
			batched.Pass()
		}
		return nil
	}
	if err := c.client.Evaluate(c.misses); err != nil {
		return err
	}
	for i, r := range c.misses {
		c.cache.put(c.key(c.hashes[i], r.Model), r)
	}
	clear(c.misses)
	return nil
}

// Model returns the model that would evaluate now.
func (c *Cached) Model() *Model { return c.client.Model() }

// key says that planes were evaluated by m: mostly the model of the call before.
func (c *Cached) key(planes [2]uint64, m *Model) cacheKey {
	if m != c.model {
		c.model, c.serial = m, c.cache.serialOf(m)
	}
	return cacheKey{planes, c.serial}
}
