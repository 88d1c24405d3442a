package main

import (
	"fmt"
	"runtime"

	"tengen/configs"
	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
	"tengen/net"
	pb "tengen/proto/tengen/v1"
	"tengen/replay"
	"tengen/selfplay"
	"tengen/trainer"
)

// settings turn a config into the parameters of the packages.
type settings struct {
	config *pb.Config
	game   game.Game
	cache  *net.Cache // nil: none
}

func loadSettings(config string, overrides []string) (*settings, error) {
	c, err := configs.Load(config, overrides)
	if err != nil {
		return nil, err
	}
	return newSettings(c)
}

func newSettings(c *pb.Config) (*settings, error) {
	g, err := games.New(configs.GameParams(c))
	if err != nil {
		return nil, err
	}
	s := &settings{config: c, game: g}
	if mib := int(c.Search.GetCacheMib()); mib > 0 {
		if s.cache, err = net.NewCache(g.Actions(), mib); err != nil {
			return nil, fmt.Errorf("search.cache_mib: %w", err)
		}
	}
	return s, nil
}

func (s *settings) threads() int { return orCores(int(s.config.GetThreads())) }

func orCores(n int) int {
	if n == 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

func (s *settings) spec() net.Spec {
	n := s.config.Network
	spec := net.PaperSpec(s.game, int(n.GetBlocks()), int(n.GetChannels()))
	spec.PolicyChannels, spec.ValueChannels = int(n.GetPolicyChannels()), int(n.GetValueChannels())
	spec.ValueHidden, spec.Head = int(n.GetValueHidden()), net.Head(n.GetHead())
	if n.GetPoolingEvery() > 0 {
		spec.PoolingEvery, spec.PoolingChannels = int(n.GetPoolingEvery()), int(n.GetPoolingChannels())
	}
	return spec
}

func (s *settings) search() mcts.Params {
	c := s.config.Search
	return mcts.Params{
		Simulations: int(c.GetSimulations()),
		CPuct:       c.GetCpuct(), CPuctGrowth: c.GetCpuctGrowth(), CPuctBase: c.GetCpuctBase(),
		FPUReduction: c.GetFpuReduction(), RootFPUReduction: c.GetRootFpuReduction(),
		NoiseFraction: c.GetNoiseFraction(), NoiseTotal: c.GetNoiseTotal(), NoiseShape: c.GetNoiseShape(),
		RootTemperature: c.GetRootTemperature(), EarlyRootTemperature: c.GetEarlyRootTemperature(),
		RootTemperatureHalflife: c.GetRootTemperatureHalflife(), ForcedPlayouts: c.GetForcedPlayouts(),
		Gumbel: c.GetGumbel(), GumbelActions: int(c.GetGumbelActions()), GumbelVisits: c.GetGumbelVisits(), GumbelScale: c.GetGumbelScale(),
		Solve: c.GetSolve(), SolveAhead: c.GetSolveAhead(), Leaves: int(c.GetLeaves()), VirtualLoss: c.GetVirtualLoss(),
	}
}

func (s *settings) selfplay() selfplay.Params {
	c := s.config.Selfplay
	symmetries := 0
	if s.config.Search.GetSymmetries() {
		symmetries = int(s.config.Search.GetAverageSymmetries())
	}
	return selfplay.Params{
		Search: s.search(), Symmetries: symmetries, Cache: s.cache,
		GamesInFlight:      int(c.GetGamesInFlight()),
		InitialSimulations: int(s.config.Search.GetInitialSimulations()), RampGames: int64(s.config.Search.GetRampGames()),
		Temperature: c.GetTemperature(), TemperaturePlies: int(c.GetTemperaturePlies()), FinalTemperature: c.GetFinalTemperature(),
		TemperatureHalflife: c.GetTemperatureHalflife(),
		FastFraction:        float64(c.GetFastFraction()), FastSimulations: int(c.GetFastSimulations()),
		TaperPlies: int(c.GetTaperPlies()), TaperValue: c.GetTaperValue(),
		TaperSimulations: int(c.GetTaperSimulations()), TaperWeight: c.GetTaperWeight(),
		ResignThreshold: c.GetResignThreshold(), NoResignFraction: float64(c.GetNoResignFraction()),
		StaggerPlies: int(c.GetStaggerPlies()), Seed: s.config.GetSeed(), Program: programVersion(),
	}
}

// batcher returns in which batches e evaluates networks of spec: what suits it, where the config does not say.
func (s *settings) batcher(e net.Engine, spec net.Spec) net.BatcherParams {
	return batches(e, spec, int(s.config.Search.GetLeaves()), s.threads(), int(s.config.Selfplay.GetEvaluators()), int(s.config.Selfplay.GetMaxBatch()))
}

// batches returns in which batches e evaluates leaves that come so many at a time; 0 evaluators or maxBatch: what suits it.
func batches(e net.Engine, spec net.Spec, leaves, threads, evaluators, maxBatch int) net.BatcherParams {
	p := e.Batches(spec, leaves, threads)
	if evaluators > 0 {
		p.Evaluators = evaluators
	}
	if maxBatch > 0 {
		p.MaxBatch = maxBatch
	}
	return p
}

// trainer returns the parameters of a run that plays on engine e.
func (s *settings) trainer(e net.Engine) trainer.Params {
	t, r := s.config.Training, s.config.Replay
	spec := s.spec()
	p := trainer.Params{
		Spec: spec, Selfplay: s.selfplay(), Batcher: s.batcher(e, spec),
		Learner: net.LearnerParams{
			Optimizer: net.Optimizer(t.GetOptimizer()), SquareMomentum: t.GetSquareMomentum(),
			Momentum: t.GetMomentum(), WeightDecay: t.GetWeightDecay(), ValueWeight: t.GetValueWeight(),
			ClipNorm: t.GetClipNorm(), StatsMomentum: t.GetStatsMomentum(), Threads: s.threads(),
			Precision: net.Precision(t.GetPrecision()),
		},
		Window: replay.WindowParams{
			MinSamples: r.GetWindowMinSamples(), Exponent: r.GetWindowExponent(), Scale: r.GetWindowScale(), MaxSamples: r.GetWindowMaxSamples(),
		},
		CacheBytes: r.GetCacheMib() << 20, MinSamples: r.GetMinSamples(),
		Batch: int(t.GetBatch()), ReuseRatio: float64(t.GetReuseRatio()), PublishSteps: t.GetPublishSteps(),
		Seed: s.config.GetSeed(), MaxSteps: t.GetSteps(),
	}
	for _, rate := range t.Rate {
		p.Rates = append(p.Rates, trainer.Rate{FromStep: rate.GetFromStep(), Rate: rate.GetRate()})
	}
	return p
}
