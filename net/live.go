package net

import "sync/atomic"

// Live is the hot-swap cell: it holds the prepared model in use. Swapping is one atomic store; whoever
// evaluates a batch loads it once, so that no batch mixes two models.
type Live struct {
	current atomic.Pointer[Prepared]
}

// NewLive returns a cell that holds p.
func NewLive(p Prepared) *Live {
	l := &Live{}
	l.Swap(p)
	return l
}

// Swap makes p the model of all batches that start from now on.
func (l *Live) Swap(p Prepared) { l.current.Store(&p) }

// Load returns the model in use.
func (l *Live) Load() Prepared { return *l.current.Load() }
