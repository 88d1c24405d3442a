package trainer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"tengen/game"
	"tengen/internal/rundir"
	"tengen/net"
	"tengen/net/precision"
	"tengen/replay"
	"tengen/selfplay"
)

// Trainer is one sitting of a run.
type Trainer struct {
	dir     *rundir.Dir
	game    game.Game
	engine  net.Engine
	params  Params
	store   *replay.Store
	sampler *replay.Sampler
	learner net.Learner
	live    *net.Live
	batcher *net.Batcher
	pool    *selfplay.Pool
	metrics *metrics

	quantizer   net.Quantizer // that models are measured on; nil: they are not
	heldOutFrom int           // the learner may have learnt from any game before this one, counted from 0

	best    net.Prepared
	started time.Time
	before  time.Duration // of earlier sittings
	step    atomic.Int64
	due     bool // the model of this step has yet to be published
	losses  atomic.Pointer[net.Losses]
	fresh   chan struct{} // a game was finished
}

// errDone ends a run that has reached one of its limits.
var errDone = errors.New("the run has reached its limit")

// New opens or begins the run in dir, which the caller has locked; its games are played on e. Close it in the end.
func New(dir *rundir.Dir, g game.Game, e net.Engine, p Params) (*Trainer, error) {
	if err := errors.Join(p.Validate(), p.Spec.Fits(g)); err != nil {
		return nil, err
	}
	store, report, err := replay.OpenStore(dir.Games(), replay.DefaultOptions())
	if err != nil {
		return nil, err
	}
	if err := report.Err(); err != nil && !p.SkipDamaged {
		return nil, errors.Join(fmt.Errorf("%w: copy the file again from where it is whole, or go on without those games with --skip-damaged", err), store.Close())
	}
	if len(report.Damages) > 0 {
		p.Log(report.String())
	}
	t := &Trainer{dir: dir, game: g, engine: e, params: p, store: store, started: time.Now(), fresh: make(chan struct{}, 1)}
	if err := t.open(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return t, nil
}

// open builds what a run is made of, from its checkpoint if it has one.
func (t *Trainer) open() (err error) {
	p := t.params
	sampler := replay.SamplerParams{Window: p.Window, CacheBytes: p.CacheBytes}
	if p.Measure { // on every engine: the next sitting may be on another
		sampler.HoldOut = holdOut
		t.quantizer, _ = precision.Quantizer(t.engine)
	}
	t.sampler, err = replay.NewSampler(t.store, t.game, sampler)
	if err != nil {
		return err
	}
	weights := net.RandomWeights(p.Spec, rand.New(rand.NewPCG(p.Seed, 2)))
	if t.learner, err = cmp.Or(p.LearnOn, t.engine).NewLearner(weights, p.Learner); err != nil {
		return err
	}
	err = t.restore()
	switch {
	case errors.Is(err, os.ErrNotExist):
		err = t.begin()
	case err == nil:
		err = t.resume()
	}
	if err != nil {
		return err
	}
	t.live = net.NewLive(t.best)
	if t.batcher, err = net.NewBatcher(t.engine, p.Spec, t.live, p.Batcher); err != nil {
		return err
	}
	t.pool, err = selfplay.NewPool(t.game, t.batcher, t.store, int64(t.store.Games()), p.Selfplay)
	if err != nil {
		return err
	}
	t.pool.Finished = func(*replay.Record) {
		select {
		case t.fresh <- struct{}{}:
		default:
		}
	}
	return nil
}

// begin publishes the untrained network.
func (t *Trainer) begin() (err error) {
	if t.metrics, err = openMetrics(t.dir.Metrics(), 0); err != nil {
		return err
	}
	model, err := t.newModel()
	if err != nil {
		return err
	}
	candidate, err := t.writeModel(model) // no game has been played that it could be measured with
	if err != nil {
		return err
	}
	if err := t.makeBest(candidate); err != nil {
		return err
	}
	return t.checkpoint()
}

// resume goes on from the checkpoint that restore has read.
func (t *Trainer) resume() (err error) {
	if t.metrics, err = openMetrics(t.dir.Metrics(), t.step.Load()); err != nil {
		return err
	}
	model, err := net.ReadModel(t.dir.Best())
	if err != nil {
		return fmt.Errorf("the run cannot go on without its best model: %w; copy a good one of that folder over it", err)
	}
	if model.Weights.Spec != t.params.Spec {
		return fmt.Errorf("%s is a network of another shape than the run's config asks for", t.dir.Best())
	}
	if t.best, err = t.engine.Prepare(model); err != nil {
		return err
	}
	t.params.Log(fmt.Sprintf("resuming %s at step %d with %d games and %d samples", t.dir.Path(), t.step.Load(), t.store.Games(), t.store.Samples()))
	return t.metrics.write(map[string]any{"event": "resume", "step": t.step.Load(), "games": t.store.Games(), "samples": t.store.Samples()})
}

// Close releases what New opened.
func (t *Trainer) Close() error { return errors.Join(t.metrics.close(), t.store.Close()) }

// Elapsed returns the run's own time over all its sittings.
func (t *Trainer) Elapsed() time.Duration { return t.before + time.Since(t.started) }

// Run plays and learns until a limit is reached or ctx ends, neither of which is an error.
func (t *Trainer) Run(ctx context.Context) error {
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() error { return t.batcher.Run(inner) })
	group.Go(func() error { return t.pool.Run(inner, 0) })
	group.Go(func() error { return t.learn(inner) })
	group.Go(func() error { return t.watch(inner) })
	err := group.Wait()
	t.report()
	switch {
	case errors.Is(err, errDone):
		return t.finish(ctx)
	case ctx.Err() != nil && errors.Is(err, context.Cause(ctx)):
		return t.checkpoint()
	case errors.Is(err, net.ErrNotFinite):
		return fmt.Errorf("%w; the learner is as it was, and the last good model is %s: lower training.rate in %s and run again",
			err, t.dir.Latest(), t.dir.Config())
	}
	if saved := t.checkpoint(); err == nil {
		err = saved // what already went wrong is the clearer error
	}
	return err
}

// finish saves a run that has reached its limit: its last step is published like every K-th.
func (t *Trainer) finish(ctx context.Context) error {
	if _, err := os.Stat(t.dir.Model(t.step.Load())); t.due || errors.Is(err, os.ErrNotExist) {
		err := t.publish(ctx)
		if ctx.Err() == nil || !errors.Is(err, context.Cause(ctx)) {
			return err
		}
	}
	return t.checkpoint()
}
