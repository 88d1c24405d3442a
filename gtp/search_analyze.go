package gtp

import (
	"context"
	"errors"
	"slices"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// Analyze implements Analyzer. It goes on in the tree that is there, up to the size that pondering has.
func (e *SearchEngine) Analyze(ctx context.Context, q Question, w Watch) error {
	if ctx.Err() != nil { // the client is quicker: the tree stays where it is
		return nil
	}
	if err := e.follow(q); err != nil {
		return err
	}
	return e.watch(ctx, w, func(ctx context.Context) error {
		if err := e.Ponder(ctx, q); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	})
}

// GenmoveAnalyze implements Analyzer.
func (e *SearchEngine) GenmoveAnalyze(ctx context.Context, q Question, w Watch) (a game.Action, resign bool, err error) {
	if err := e.follow(q); err != nil { // now, so that Genmove does not while others look on
		return 0, false, err
	}
	err = e.watch(ctx, w, func(ctx context.Context) (err error) {
		a, resign, err = e.Genmove(ctx, q)
		return err
	})
	return a, resign, err
}

// watch lets think search, in a goroutine for which it waits, and tells w what the tree says at each interval, and at
// the end unless ctx has ended. think must leave the root alone. An estimate of ownership may be inside an evaluation when
// all else has ended: it is left behind, and whoever needs the network next waits for it.
func (e *SearchEngine) watch(ctx context.Context, w Watch, think func(ctx context.Context) error) error {
	within, stop := context.WithCancel(ctx)
	defer stop()
	var owners *ownership
	if w.Ownership {
		owners = newOwnership(e.search)
		e.estimate(within, owners)
	}
	var thought error
	over := make(chan struct{})
	go func() {
		defer close(over)
		thought = think(within)
	}()
	told := e.tell(within, w, owners, over)
	stop()
	<-over
	if thought == nil && told == nil && ctx.Err() == nil {
		told = w.Report(e.findings(w, owners))
	}
	return errors.Join(thought, told, owners.failure())
}

// estimate lets owners be estimated in a goroutine, which e.Close waits for. It begins when the one before has left the network.
func (e *SearchEngine) estimate(ctx context.Context, owners *ownership) {
	before, done := e.estimated, make(chan struct{})
	e.estimated = done
	go func() {
		defer close(done)
		if before != nil {
			<-before
		}
		owners.estimate(ctx)
	}()
}

// awaitEstimate waits until the last estimate, whose ctx has ended, has left the network.
func (e *SearchEngine) awaitEstimate() {
	if e.estimated != nil {
		<-e.estimated
	}
}

// tell reports at each interval until over is closed or ctx ends.
func (e *SearchEngine) tell(ctx context.Context, w Watch, owners *ownership, over <-chan struct{}) error {
	tick := time.NewTicker(w.Interval)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return nil
		case <-tick.C:
		}
		if ctx.Err() != nil {
			return nil
		}
		if err := w.Report(e.findings(w, owners)); err != nil {
			return err
		}
	}
}

// findings reads the tree, also while the search runs.
func (e *SearchEngine) findings(w Watch, owners *ownership) *Findings {
	f := &e.found
	f.State, f.Visits, f.Value = e.search.State(), e.search.RootVisits(), e.search.Value()
	e.moves = e.search.Moves(e.moves[:0])
	n := len(e.moves)
	if w.MaxMoves > 0 {
		n = min(n, w.MaxMoves)
	}
	f.Moves = slices.Grow(f.Moves[:0], n)[:n]
	for i, m := range e.moves[:n] {
		f.Moves[i] = e.search.Line(m.Action, f.Moves[i][:0])
	}
	f.Ownership = nil
	if owners != nil {
		f.Ownership = owners.mean()
	}
	return f
}

// analysis is what SearchEngine needs for reports.
type analysis struct {
	found Findings
	moves []mcts.Move

	estimated chan struct{} // closed when the last estimate of ownership is over; nil before the first
}
