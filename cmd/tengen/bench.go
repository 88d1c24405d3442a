package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"runtime"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
	"tengen/net"
	"tengen/net/cpu"
)

type benchOptions struct {
	model            string
	blocks, channels int
	batch, threads   int
	seconds          float64
	precision        string
	train            bool
	fingerprint      bool
	asJSON           bool
	board            boardOptions
}

func (a *app) bench() *cobra.Command {
	var o benchOptions
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast a network plays and learns on this machine.",
		Long: "Evaluates batches on each of --threads cores for some seconds, a quarter of a second at a time, in turns with a core's\n" +
			"peak of multiply-adds, and prints the best of each: others on the machine only slow it. GFLOP/s count a 3x3 convolution as\n" +
			"if it were computed directly, so that they may be above the peak. With --train it makes steps of learning instead; with\n" +
			"--fingerprint it prints a hash of the visits of fixed searches: if it changes, play has changed.",
		Example: "  tengen bench --blocks 6 --channels 64 --size 9 --batch 16\n  tengen bench --train --batch 256 --threads 2\n  tengen bench --fingerprint",
		Args:    cobra.NoArgs,
		RunE:    work(func(ctx context.Context, _ []string) error { return a.runBench(ctx, o) }),
	}
	f := c.Flags()
	f.StringVar(&o.model, "model", "", "model file or run, instead of --blocks and --channels")
	f.IntVar(&o.blocks, "blocks", 6, "residual blocks of a random network")
	f.IntVar(&o.channels, "channels", 64, "its channels")
	f.IntVar(&o.batch, "batch", 16, "positions a batch")
	f.IntVar(&o.threads, "threads", runtime.GOMAXPROCS(0), "cores; each has an evaluator of its own, or all share one where --batch is less")
	f.Float64Var(&o.seconds, "seconds", 3, "time to measure")
	f.StringVar(&o.precision, "precision", "float32", "numbers that products are computed with: float32")
	f.BoolVar(&o.train, "train", false, "measure whole steps of learning, --batch samples each on all --threads together")
	f.BoolVar(&o.fingerprint, "fingerprint", false, "print a hash of the visits of fixed searches")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON object")
	o.board.flags(c)
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
	if o.batch < 1 || o.threads < 1 || o.seconds <= 0 {
		return fmt.Errorf("batch %d, threads %d, seconds %g: want all above 0", o.batch, o.threads, o.seconds)
	}
	if o.precision != "float32" {
		return fmt.Errorf("precision %q: want float32", o.precision)
	}
	m, g, err := a.benchModel(o)
	if err != nil {
		return err
	}
	if o.train {
		return a.benchTraining(ctx, o, m, g)
	}
	prepared, err := a.engine().Prepare(m)
	if err != nil {
		return err
	}
	spec := m.Weights.Spec
	evaluators := o.threads
	if o.batch < o.threads {
		evaluators = 1
	}
	planes := randomPositions(g, o.batch)
	var workers []func() error
	for range evaluators {
		ev, err := a.engine().NewEvaluator(spec, o.batch, o.threads/evaluators)
		if err != nil {
			return err
		}
		defer ev.Close()
		policy, value := make([]float32, o.batch*spec.Actions), make([]float32, o.batch)
		workers = append(workers, func() error { return ev.Evaluate(prepared, net.Inputs{Planes: planes}, policy, value) })
	}
	best, err := measure(ctx, o.seconds, o.batch, workers)
	if err != nil {
		return err
	}
	return a.showBench(o, m, g, "evals_per_second", "evaluations/s", best, spec.ConvFLOPs())
}

// benchTraining measures steps on random positions and targets.
func (a *app) benchTraining(ctx context.Context, o benchOptions, m *net.Model, g game.Game) error {
	spec := m.Weights.Spec
	learner, err := a.engine().NewLearner(m.Weights, net.LearnerParams{Optimizer: net.SGD, Momentum: 0.9, WeightDecay: 1e-4, ValueWeight: 1, StatsMomentum: 0.05, Threads: o.threads})
	if err != nil {
		return err
	}
	mb := &net.Minibatch{
		Inputs: net.Inputs{Planes: randomPositions(g, o.batch)}, Policy: make([]float32, o.batch*spec.Actions),
		Value: make([]float32, o.batch), Weight: make([]float32, o.batch),
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
	best, err := measure(ctx, o.seconds, o.batch, []func() error{step})
	if err != nil {
		return err
	}
	// Forward, the gradient of the input and that of the weights cost about the same.
	return a.showBench(o, m, g, "samples_per_second", "samples/s", best, 3*spec.ConvFLOPs())
}

// showBench prints a rate; each costs flops.
func (a *app) showBench(o benchOptions, m *net.Model, g game.Game, key, unit string, best measurement, flops float64) error {
	spec := m.Weights.Spec
	gflops := best.rate * flops / 1e9
	if o.asJSON {
		return json.NewEncoder(a.out).Encode(map[string]any{
			"game": g.Params().Name, "width": spec.Width, "height": spec.Height, "blocks": spec.Blocks, "channels": spec.Channels,
			"batch": o.batch, "threads": o.threads, "precision": o.precision, "cpu_features": cpu.Features(),
			key: best.rate, "effective_gflops": gflops, "peak_float32_gflops": best.peak,
		})
	}
	_, err := fmt.Fprintf(a.out, "%dx%d on %dx%d %s, batch %d, %d threads, %s, %s: %.0f %s, %.1f effective GFLOP/s; peak of one core %.1f, so %.2f of the peak of all threads\n",
		spec.Blocks, spec.Channels, spec.Width, spec.Height, g.Params().Name, o.batch, o.threads, o.precision, cpu.Features(), best.rate, unit, gflops, best.peak, gflops/best.peak/float64(o.threads))
	return err
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

// fingerprint hashes the visits of searches with fixed weights, seeds and positions, in every game.
func (a *app) fingerprint(ctx context.Context) (string, error) {
	sum := sha256.New()
	for _, p := range []game.Params{{Name: "tictactoe"}, {Name: "connect4"}, {Name: "go", Width: 9, Height: 9, Komi: 15}} {
		g, err := games.New(p)
		if err != nil {
			return "", err
		}
		model := &net.Model{Game: g.Params(), Weights: net.RandomWeights(net.PaperSpec(g, 2, 32), rand.New(rand.NewPCG(7, 7)))}
		prepared, err := a.prepare(g, model)
		if err != nil {
			return "", err
		}
		params := mcts.AlphaGoZero()
		e, closeIt, err := a.evaluatorOf(g, prepared, params.Leaves, 1)
		if err != nil {
			return "", err
		}
		defer closeIt()
		search, err := mcts.New(g, e, params, 5)
		if err != nil {
			return "", err
		}
		search.Reset(g.New())
		for range 4 {
			if err := search.Run(ctx, 100, true); err != nil {
				return "", err
			}
			for _, v := range search.Visits(nil) {
				sum.Write(binary.LittleEndian.AppendUint32(nil, uint32(v.Action)))
				sum.Write(binary.LittleEndian.AppendUint32(nil, uint32(v.Visits)))
			}
			search.Advance(search.Choose(0))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}
