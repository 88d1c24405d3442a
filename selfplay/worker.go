package selfplay

import (
	"context"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"tengen/game"
	"tengen/mcts"
	"tengen/net"
	"tengen/replay"
)

// Sink takes finished games. Append returns when the record is safe.
type Sink interface {
	Append(ctx context.Context, r *replay.Record) error
}

// Pool plays GamesInFlight games at a time.
type Pool struct {
	game    game.Game
	batcher *net.Batcher
	sink    Sink
	params  Params
	leaves  int           // rows that a search has evaluated together
	turns   chan struct{} // a token for each game that searches

	next     atomic.Int64 // number of the next game
	finished atomic.Int64
	plies    atomic.Int64 // searched
	fast     atomic.Int64
	resigns  resignations

	// Finished, if not nil, is called after each game that the sink has taken, by the worker that played it.
	Finished func(r *replay.Record)
}

// NewPool returns a pool whose first game has the number first: how many games the run has finished. A
// game's random source derives from the run's seed and its number.
func NewPool(g game.Game, b *net.Batcher, sink Sink, first int64, p Params) (*Pool, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	leaves := p.Search.Leaves * mcts.RowsPerLeaf(g, p.Symmetries)
	searching := (b.Capacity() + leaves - 1) / leaves
	pool := &Pool{game: g, batcher: b, sink: sink, params: p, leaves: leaves, turns: make(chan struct{}, searching)}
	pool.next.Store(first)
	pool.finished.Store(first)
	return pool, nil
}

// Stats are counts since the pool was made.
type Stats struct {
	Plies          int64 // searched
	FastPlies      int64 // of them, those with FastSimulations
	PlayedOut      int64 // games without resignation in which somebody would have resigned
	WrongResigns   int64 // of them, those that the player did not lose
	FinishedInRuns int64 // games finished, those before this pool included
}

// Stats returns the counts.
func (p *Pool) Stats() Stats {
	return Stats{
		Plies: p.plies.Load(), FastPlies: p.fast.Load(),
		PlayedOut: p.resigns.would.Load(), WrongResigns: p.resigns.wrong.Load(), FinishedInRuns: p.finished.Load(),
	}
}

// count adds a ply.
func (p *Pool) count(e effort) {
	p.plies.Add(1)
	if e.fast {
		p.fast.Add(1)
	}
}

// Run plays until ctx ends, which is no error, or until limit games have been finished (0: no limit).
func (p *Pool) Run(ctx context.Context, limit int64) error {
	end := p.next.Load() + limit
	group, stop := errgroup.WithContext(ctx)
	for i := range p.params.GamesInFlight {
		group.Go(func() error { return p.work(stop, i, limit > 0, end) })
	}
	return group.Wait() // workers that ctx or another's error stopped return nil
}

// work plays one game after another.
func (p *Pool) work(ctx context.Context, worker int, limited bool, end int64) error {
	client := p.batcher.Client(p.leaves)
	client.Leave()
	var rows mcts.RowEvaluator = client
	if p.params.Cache != nil {
		rows = p.params.Cache.For(client)
	}
	evaluator := mcts.NewNetEvaluator(p.game, rows, p.params.Symmetries, 0)
	search, err := mcts.New(p.game, evaluator, p.params.Search, 0)
	if err != nil {
		return err
	}
	stagger := p.params.StaggerPlies * worker / p.params.GamesInFlight
	for {
		number := p.next.Add(1) - 1
		if limited && number >= end {
			return nil
		}
		seed := gameSeed(p.params.Seed, number)
		evaluator.Seed(seed)
		r, err := p.play(ctx, client, search, seed, number, stagger)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("self-play game %d: %w", number, err)
		}
		stagger = 0
		if err := p.sink.Append(ctx, r); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("self-play game %d cannot be stored: %w", number, err)
		}
		p.finished.Add(1)
		p.resigns.count(r)
		if p.Finished != nil {
			p.Finished(r)
		}
	}
}

// inTurn runs a search when it is the game's turn. No more games search at a time than keep every evaluator busy, and
// the others wait for a whole move and not for a row: so trees, positions and rows stay in the cores' caches while
// they are worked on. Those that wait, and those that do anything else, are not waited for by batches.
func (p *Pool) inTurn(ctx context.Context, client *net.Client, search func() error) error {
	select {
	case p.turns <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	client.Join()
	err := search()
	client.Leave()
	<-p.turns // to the game that has waited longest
	return err
}

// gameSeed derives a game's seed: the finisher of SplitMix64 (Steele, Lea and Flood 2014) over both numbers.
func gameSeed(run uint64, number int64) uint64 {
	return game.MixHash(run*0x9e3779b97f4a7c15 + uint64(number))
}
