package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"tengen/mcts"
	"tengen/net"
	"tengen/replay"
	"tengen/selfplay"
)

// selfplayBench says how games are played while they are measured.
type selfplayBench struct {
	games, visits, leaves, symmetries, evaluators, maxBatch, cache int
}

func (o *selfplayBench) flags(c *cobra.Command) {
	f := c.Flags()
	f.IntVar(&o.games, "games", 64, "with --selfplay: games in flight")
	f.IntVar(&o.visits, "visits", 200, "with --selfplay: simulations a move")
	f.IntVar(&o.leaves, "leaves", 8, "with --selfplay: positions of one tree that are evaluated together")
	f.IntVar(&o.symmetries, "symmetries", 1, "with --selfplay: symmetries that each position is evaluated in; 0: as it is, 8: all")
	f.IntVar(&o.evaluators, "evaluators", 0, "with --selfplay: batches evaluated at the same time; 0: one for each of --threads")
	f.IntVar(&o.maxBatch, "max-batch", 0, "with --selfplay: positions evaluated together at most; 0: as many as the engine likes best")
	f.IntVar(&o.cache, "cache-mib", 0, "with --selfplay: MiB to remember evaluations in; 0: none")
}

// selfplayRates are what windows of self-play and of the engine alone, in turns, came to.
type selfplayRates struct {
	selfplay, engine []float64 // positions evaluated a second in each window
	batch            float64   // mean in self-play
	hits             float64   // share of the positions that the cache answered
}

// ratio is the median over the windows of self-play against the engine in the window after it: others on the machine
// slow both.
func (r *selfplayRates) ratio() float64 {
	var all []float64
	for i, x := range r.selfplay {
		all = append(all, x/r.engine[i])
	}
	slices.Sort(all)
	return (all[len(all)/2] + all[(len(all)-1)/2]) / 2
}

// benchSelfplay plays games whose records nobody keeps.
func (a *app) benchSelfplay(ctx context.Context, o benchOptions, b benchmark) error {
	engine := &pausedEngine{Engine: b.engine}
	prepared, err := engine.Prepare(b.model)
	if err != nil {
		return err
	}
	spec := b.model.Weights.Spec
	params := batches(engine, spec, o.selfplay.leaves, b.threads, o.selfplay.evaluators, o.selfplay.maxBatch)
	o.selfplay.maxBatch = params.MaxBatch
	batcher, err := net.NewBatcher(engine, spec, net.NewLive(prepared), params)
	if err != nil {
		return err
	}
	search := mcts.AlphaGoZero()
	search.Simulations, search.Leaves = o.selfplay.visits, o.selfplay.leaves
	p := selfplay.Params{
		Search: search, Symmetries: o.selfplay.symmetries, GamesInFlight: o.selfplay.games, InitialSimulations: search.Simulations,
		Temperature: 1, TemperaturePlies: 30, ResignThreshold: -1, StaggerPlies: b.game.Actions() / 2, Seed: 1,
	}
	if o.selfplay.cache != 0 {
		if p.Cache, err = net.NewCache(spec.Actions, o.selfplay.cache); err != nil {
			return err
		}
	}
	pool, err := selfplay.NewPool(b.game, batcher, nowhere{}, 0, p)
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	group, playing := errgroup.WithContext(serving)
	group.Go(func() error {
		if err := batcher.Run(playing); playing.Err() == nil {
			return err
		}
		return nil
	})
	group.Go(func() error { return pool.Run(playing, 0) })
	rates, err := a.selfplayWindows(playing, o, b, engine, batcher)
	stop()
	if err := errors.Join(group.Wait(), err); err != nil {
		return err
	}
	if p.Cache != nil {
		s := p.Cache.Stats()
		rates.hits = float64(s.Hits) / float64(s.Hits+s.Misses)
	}
	return a.showSelfplay(o, b, rates)
}

// selfplayWindows lets self-play go on for a while and then the engine alone, with batches as large as self-play's.
func (a *app) selfplayWindows(ctx context.Context, o benchOptions, b benchmark, engine *pausedEngine, batcher *net.Batcher) (*selfplayRates, error) {
	r := &selfplayRates{}
	var workers []func() error
	var total net.BatcherStats
	for i := range 1 + max(1, int(math.Round(o.seconds/(2*window).Seconds()))) {
		before, start := batcher.Stats(), time.Now()
		time.Sleep(window)
		stats, length := batcher.Stats(), time.Since(start)
		engine.gate.Lock() // batches under way end, and no other begins
		if i == 0 {        // a first window to fill trees and caches, which says how large batches are
			b.batch = max(1, int(math.Round(float64(stats.Rows)/float64(max(1, stats.Batches)))))
			var closeAll func() error
			var err error
			if workers, closeAll, err = alone(b); err != nil {
				engine.gate.Unlock()
				return nil, err
			}
			defer closeAll()
		}
		calls, err := together(ctx, window, workers)
		engine.gate.Unlock()
		if err != nil {
			return nil, err
		}
		if i == 0 {
			continue
		}
		rows := stats.Rows - before.Rows
		r.selfplay = append(r.selfplay, float64(rows)/length.Seconds())
		r.engine = append(r.engine, calls*float64(b.batch))
		total.Rows += rows
		total.Batches += stats.Batches - before.Batches
	}
	r.batch = float64(total.Rows) / float64(total.Batches)
	return r, nil
}

func (a *app) showSelfplay(o benchOptions, b benchmark, r *selfplayRates) error {
	spec := b.model.Weights.Spec
	played, alone := slices.Max(r.selfplay), slices.Max(r.engine)
	numbers, err := a.playsIn(b.engine, b.model, false)
	if err != nil {
		return err
	}
	v := map[string]any{
		"game": b.game.Params().Name, "width": spec.Width, "height": spec.Height, "blocks": spec.Blocks, "channels": spec.Channels,
		"games_in_flight": o.selfplay.games, "visits": o.selfplay.visits, "leaves": o.selfplay.leaves, "symmetries": o.selfplay.symmetries,
		"max_batch": o.selfplay.maxBatch, "threads": b.threads, "precision": numbers, "mean_batch": r.batch,
		"selfplay_evals_per_second": played, "engine_evals_per_second": alone, "ratio": r.ratio(), "cache_hits": r.hits,
	}
	label := engineLabel(b.engine, v)
	if o.asJSON {
		return json.NewEncoder(a.out).Encode(v)
	}
	_, err = fmt.Fprintf(a.out, "%dx%d on %dx%d %s, %d games in flight, %d visits, %d leaves, %d threads, %s, %s: self-play %.0f evaluations/s in batches of %.1f, the engine alone %.0f; ratio %.3f (median); cache hits %.3f\n",
		spec.Blocks, spec.Channels, spec.Width, spec.Height, b.game.Params().Name, o.selfplay.games, o.selfplay.visits, o.selfplay.leaves, b.threads, numbers, label, played, r.batch, alone, r.ratio(), r.hits)
	return err
}

// nowhere is a selfplay.Sink that forgets.
type nowhere struct{}

func (nowhere) Append(context.Context, *replay.Record) error { return nil }

// pausedEngine makes evaluators that evaluate while the gate is open.
type pausedEngine struct {
	net.Engine
	gate sync.RWMutex
}

type pausedEvaluator struct {
	net.Evaluator
	gate *sync.RWMutex
}

func (e *pausedEngine) NewEvaluator(spec net.Spec, maxBatch, threads int) (net.Evaluator, error) {
	ev, err := e.Engine.NewEvaluator(spec, maxBatch, threads)
	return pausedEvaluator{ev, &e.gate}, err
}

func (e pausedEvaluator) Evaluate(p net.Prepared, in net.Inputs, policy, value []float32) error {
	e.gate.RLock()
	defer e.gate.RUnlock()
	return e.Evaluator.Evaluate(p, in, policy, value)
}
