package net

import "fmt"

// Row is one position to evaluate. Its slices belong to the client, and to the Batcher during Evaluate.
type Row struct {
	Planes []float32 // in: [C, H, W]
	Policy []float32 // out: logits [A]
	Value  float32   // out: in [-1, 1], for the player to move
	Model  *Model    // out: the model that made Policy and Value
}

// Client submits the rows of one goroutine. As long as it is joined, others' batches may wait for its
// rows, so it leaves before anything that may block.
type Client struct {
	b      *Batcher
	leaves int
	done   chan struct{} // one token when the last row under way is answered

	joined   bool
	awaited  bool  // counts as thinking
	underWay int   // rows submitted and not answered
	err      error // of the rows answered since the last submission
}

// Client returns a joined client that submits up to leaves rows at a time; fewer than 1 counts as 1.
// More rows than that are evaluated too, in batches sized as if there were fewer.
func (b *Batcher) Client(leaves int) *Client {
	c := &Client{b: b, leaves: max(1, leaves), done: make(chan struct{}, 1)}
	c.Join()
	return c
}

// Join makes others' batches wait for this client again. It does nothing if the client is joined.
func (c *Client) Join() {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	if c.joined {
		return
	}
	c.joined = true
	c.b.leaves += c.leaves
	c.await(true)
}

// Leave says that nobody should wait for this client: call it at the end, and before a file is synced, a
// clock or the network waited for. It does nothing if the client has left. A client that has left may
// still evaluate.
func (c *Client) Leave() {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	if !c.joined {
		return
	}
	c.joined = false
	c.b.leaves -= c.leaves
	c.await(false)
	c.b.wake()
}

// Pass says that the client goes on without an answer, since it knew all that it would have asked for. It may know
// the next as well, so nobody waits for it until it has submitted rows again.
func (c *Client) Pass() {
	c.b.mu.Lock()
	defer c.b.mu.Unlock()
	c.await(false)
	c.b.wake()
}

// await counts the client among those that think, or not. The caller holds mu.
func (c *Client) await(yes bool) {
	switch {
	case yes && !c.awaited:
		c.b.thinking++
	case !yes && c.awaited:
		c.b.thinking--
	}
	c.awaited = yes
}

// Model returns the model that a batch begun now would be evaluated by.
func (c *Client) Model() *Model { return c.b.live.Load().Model() }

// Evaluate fills in the rows' Policy, Value and Model, and returns when all are answered. Rows may be
// spread over several batches, and so over several models. It errs if a row has the wrong length, if an
// evaluator failed on one of the rows, or with the cause if the Batcher has stopped; the rows' outputs
// are then undefined.
func (c *Client) Evaluate(rows []*Row) error {
	for i, r := range rows {
		if in, out := c.b.spec.InputLen(), c.b.spec.Actions; len(r.Planes) != in || len(r.Policy) != out {
			return fmt.Errorf("row %d of %d has %d floats of planes and %d of policy, the network takes %d and gives %d",
				i, len(rows), len(r.Planes), len(r.Policy), in, out)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := c.submit(rows); err != nil {
		return err
	}
	<-c.done
	return c.err
}

// submit queues the rows. From here until the last one is answered the client is not thinking.
func (c *Client) submit(rows []*Row) error {
	b := c.b
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped != nil {
		return b.stopped
	}
	for _, r := range rows {
		b.queue = append(b.queue, queued{r, c})
	}
	c.underWay, c.err = len(rows), nil
	c.await(false)
	b.wake()
	return nil
}
