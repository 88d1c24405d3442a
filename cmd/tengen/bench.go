package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/net"
	"tengen/net/cpu"
)

type benchOptions struct {
	model            string
	blocks, channels int
	batches          []int
	threads          int // 0: one, and then all
	seconds          float64
	train            bool
	games            bool
	selfplay         selfplayBench
	fingerprint      bool
	asJSON           bool
	board            boardOptions
}

func (a *app) bench() *cobra.Command {
	var o benchOptions
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast a network plays and learns on this machine.",
		Long: "Evaluates batches on each of --threads cores for some seconds, a quarter of a second at a time, in turns with the peak\n" +
			"of multiply-adds, and prints the best of each: others on the machine only slow it. It does so in --precision, or in each that\n" +
			"the CPU has. The peak is that of a core with all data in its registers; with --engine xla that of products of large matrices\n" +
			"on all devices together. Both are in that precision, and in GFLOP/s, 1e9 operations a second, a multiply-add being two.\n" +
			"Effective GFLOP/s count a 3x3 convolution as if it were computed directly, so that they may be above the peak. With --train\n" +
			"it makes steps of learning instead; with --selfplay it plays games, in turns with the engine alone at their mean batch, and\n" +
			"prints the median of the ratios; with --fingerprint it prints a hash of the visits of fixed searches: if it changes, play\n" +
			"has changed.\n\n" +
			"JSON has effective_gflops, and the peak as peak_PRECISION_gflops (of one core, always of float32 too) or peak_gflops (of all\n" +
			"devices); of_peak is the former as a fraction of the peak of all threads or devices, and absent where a precision is emulated.",
		Example: "  tengen bench\n  tengen bench --blocks 10 --channels 128 --size 19 --batch 1,8 --threads 1\n  tengen bench --train --batch 256\n  tengen bench --selfplay --blocks 4 --channels 32 --size 9\n  tengen bench --fingerprint",
		Args:    cobra.NoArgs,
		RunE:    work(func(ctx context.Context, _ []string) error { return a.runBench(ctx, o) }),
	}
	f := c.Flags()
	f.StringVar(&o.model, "model", "", "model file or run, instead of --blocks and --channels")
	f.IntVar(&o.blocks, "blocks", 6, "residual blocks of a random network")
	f.IntVar(&o.channels, "channels", 64, "its channels")
	f.IntSliceVar(&o.batches, "batch", []int{16}, "positions a batch; several, separated by commas, are measured one after the other")
	f.IntVar(&o.threads, "threads", 0, "cores; each has an evaluator of its own, or all share one where --batch is less; 0: first one, then all")
	f.Float64Var(&o.seconds, "seconds", 3, "time to measure")
	f.BoolVar(&o.train, "train", false, "measure whole steps of learning, --batch samples each on all --threads together")
	f.BoolVar(&o.games, "selfplay", false, "measure games on all --threads together, and in turns with them the engine alone at their mean batch")
	o.selfplay.flags(c)
	f.BoolVar(&o.fingerprint, "fingerprint", false, "print a hash of the visits of fixed searches")
	f.BoolVar(&o.asJSON, "json", false, "print a JSON object a line")
	o.board.flags(c)
	c.MarkFlagsMutuallyExclusive("selfplay", "train", "fingerprint")
	return c
}

func (a *app) runBench(ctx context.Context, o benchOptions) error {
	if o.fingerprint {
		hash, err := a.fingerprint(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, hash)
		return err
	}
	if slices.Min(append(o.batches, 1)) < 1 || len(o.batches) == 0 || o.threads < 0 || o.seconds <= 0 {
		return fmt.Errorf("batches %v, threads %d, seconds %g: want at least one batch, none below 1, 0 threads or more, and a time", o.batches, o.threads, o.seconds)
	}
	m, g, err := a.benchModel(o)
	if err != nil {
		return err
	}
	engine, err := a.engine()
	if err != nil {
		return err
	}
	threads := []int{o.threads}
	if o.threads == 0 {
		threads = slices.Compact([]int{1, runtime.GOMAXPROCS(0)})
	}
	if err := benchRanges(engine, m, g); err != nil {
		return err
	}
	if o.games {
		return a.benchSelfplay(ctx, o, benchmark{engine: engine, model: m, game: g, threads: threads[len(threads)-1]})
	}
	all, err := a.benchPrecisions(engine, m, o.train)
	if err != nil {
		return err
	}
	for _, batch := range o.batches {
		for _, n := range threads {
			for _, in := range all {
				if err := a.benchOne(ctx, o, benchmark{in.engine, in.precision, m, g, batch, n}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// benchmark is one measurement: a line of the output.
type benchmark struct {
	engine         net.Engine
	precision      net.Precision
	model          *net.Model
	game           game.Game
	batch, threads int
}

func (a *app) benchOne(ctx context.Context, o benchOptions, b benchmark) (err error) {
	peak, err := peakOf(b.engine, b.precision)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, peak.Close()) }()
	if o.train {
		return a.benchTraining(ctx, o, b, peak)
	}
	return a.benchEvaluation(ctx, o, b, peak)
}

// benchEvaluation measures batches of positions from random games.
func (a *app) benchEvaluation(ctx context.Context, o benchOptions, b benchmark, peak net.Peak) error {
	workers, closeAll, err := alone(b)
	if err != nil {
		return err
	}
	defer closeAll()
	best, err := measure(ctx, o.seconds, b.batch, workers, peak)
	if err != nil {
		return err
	}
	return a.showBench(o, b, peak, "evals_per_second", "evaluations/s", best, b.model.Weights.Spec.ConvFLOPs())
}

// alone returns workers that evaluate a batch a call, on all of b's threads, and what ends them.
func alone(b benchmark) (workers []func() error, closeAll func() error, err error) {
	prepared, err := b.engine.Prepare(b.model)
	if err != nil {
		return nil, nil, err
	}
	spec := b.model.Weights.Spec
	evaluators := b.threads
	if b.batch < b.threads {
		evaluators = 1
	}
	planes := randomPositions(b.game, b.batch)
	var closers []func() error
	closeAll = func() error {
		var errs []error
		for _, c := range closers {
			errs = append(errs, c())
		}
		return errors.Join(errs...)
	}
	for range evaluators {
		ev, err := b.engine.NewEvaluator(spec, b.batch, b.threads/evaluators)
		if err != nil {
			return nil, nil, errors.Join(err, closeAll())
		}
		closers = append(closers, ev.Close)
		policy, value := make([]float32, b.batch*spec.Actions), make([]float32, b.batch)
		workers = append(workers, func() error { return ev.Evaluate(prepared, net.Inputs{Planes: planes}, policy, value) })
	}
	return workers, closeAll, nil
}

// benchTraining measures steps on random positions and targets.
func (a *app) benchTraining(ctx context.Context, o benchOptions, b benchmark, peak net.Peak) error {
	spec := b.model.Weights.Spec
	params := net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, WeightDecay: 1e-4, ValueWeight: 1, StatsMomentum: 0.05, Threads: b.threads, Precision: b.precision}
	learner, err := b.engine.NewLearner(b.model.Weights, params)
	if err != nil {
		return err
	}
	mb := &net.Minibatch{
		Inputs: net.Inputs{Planes: randomPositions(b.game, b.batch)}, Policy: make([]float32, b.batch*spec.Actions),
		Value: make([]float32, b.batch), Weight: make([]float32, b.batch),
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range mb.Value {
		mb.Policy[i*spec.Actions+rng.IntN(spec.Actions)] = 1
		mb.Value[i], mb.Weight[i] = float32(rng.IntN(3)-1), 1
	}
	step := func() error {
		_, err := learner.Step(mb, 1e-4)
		return err
	}
	best, err := measure(ctx, o.seconds, b.batch, []func() error{step}, peak)
	if err != nil {
		return err
	}
	// Forward, the gradient of the input and that of the weights cost about the same.
	return a.showBench(o, b, peak, "samples_per_second", "samples/s", best, 3*spec.ConvFLOPs())
}

// showBench prints a rate; each costs flops.
func (a *app) showBench(o benchOptions, b benchmark, peak net.Peak, key, unit string, best measurement, flops float64) error {
	spec := b.model.Weights.Spec
	gflops := best.rate * flops / 1e9
	v := map[string]any{
		"game": b.game.Params().Name, "width": spec.Width, "height": spec.Height, "blocks": spec.Blocks, "channels": spec.Channels,
		"batch": b.batch, "threads": b.threads, "precision": b.precision,
		key: best.rate, "effective_gflops": gflops,
	}
	label := engineLabel(b.engine, v)
	owner, all, ofPeak, beside := "all devices", "devices", gflops/best.peak, ""
	if core, ok := peak.(*corePeak); ok {
		owner, all, ofPeak = "one core", "threads", ofPeak/float64(b.threads)
		if b.precision != net.Float32 {
			beside = fmt.Sprintf(" (%.1f in float32)", core.float32)
		}
		v["peak_float32_gflops"], v[fmt.Sprintf("peak_%s_gflops", b.precision)] = core.float32, best.peak
	} else {
		v["peak_gflops"] = best.peak
	}
	compared := fmt.Sprintf("peak of %s %.1f%s, so %.2f of the peak of all %s", owner, best.peak, beside, ofPeak, all)
	if best.peak > 0 {
		v["of_peak"] = ofPeak
	} else {
		compared = fmt.Sprintf("emulated, for this CPU has no instructions for %s", b.precision)
	}
	if o.asJSON {
		return json.NewEncoder(a.out).Encode(v)
	}
	_, err := fmt.Fprintf(a.out, "%dx%d on %dx%d %s, batch %d, %d threads, engine %s, %s: %.0f %s, %.1f effective GFLOP/s; %s\n",
		spec.Blocks, spec.Channels, spec.Width, spec.Height, b.game.Params().Name, b.batch, b.threads, label, b.precision, best.rate, unit, gflops, compared)
	return err
}

// engineLabel names an engine with the CPU's kernels, or the number of its devices if it has any, and adds these to the JSON v.
func engineLabel(e net.Engine, v map[string]any) string {
	v["engine"], v["cpu_features"] = e.Name(), cpu.Features()
	if d, ok := e.(interface{ Devices() []string }); ok {
		v["devices"] = len(d.Devices())
		return fmt.Sprintf("%s (%d devices)", e.Name(), v["devices"])
	}
	if e.Name() == "cpu" {
		return "cpu (" + cpu.Features() + ")"
	}
	return e.Name()
}

func (a *app) benchModel(o benchOptions) (*net.Model, game.Game, error) {
	if o.model != "" {
		m, err := readModel(o.model)
		if err != nil {
			return nil, nil, err
		}
		g, err := games.New(m.Game)
		return m, g, err
	}
	if o.board.name == "" && o.board.size == 0 {
		o.board.size = 9
	}
	p, err := o.board.params(nil)
	if err != nil {
		return nil, nil, err
	}
	g, err := games.New(p)
	if err != nil {
		return nil, nil, err
	}
	spec := net.PaperSpec(g, o.blocks, o.channels)
	if err := spec.Validate(); err != nil {
		return nil, nil, err
	}
	return &net.Model{Game: g.Params(), Weights: net.RandomWeights(spec, rand.New(rand.NewPCG(1, 1)))}, g, nil
}

func randomPositions(g game.Game, n int) []float32 {
	rng, s := rand.New(rand.NewPCG(1, 1)), g.New()
	planes := make([]float32, n*g.Shape().Len())
	for i := range n {
		if s.Terminal() {
			s.Reset()
		}
		s.Planes(planes[i*g.Shape().Len():][:g.Shape().Len()])
		legal := s.LegalActions(nil)
		s.Play(legal[rng.IntN(len(legal))])
	}
	return planes
}
