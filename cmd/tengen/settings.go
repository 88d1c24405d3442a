package main

import (
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
	return &settings{c, g}, nil
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
	p := mcts.AlphaGoZero()
	p.Simulations, p.CPuct = int(c.GetSimulations()), c.GetCpuct()
	p.FPUReduction, p.RootFPUReduction = c.GetFpuReduction(), c.GetFpuReduction()
	p.NoiseFraction, p.NoiseTotal = c.GetNoiseFraction(), c.GetNoiseTotal()
	p.Leaves, p.VirtualLoss = int(c.GetLeaves()), c.GetVirtualLoss()
	return p
}

func (s *settings) selfplay() selfplay.Params {
	c := s.config.Selfplay
	symmetries := 0
	if s.config.Search.GetSymmetries() {
		symmetries = 1
	}
	return selfplay.Params{
		Search: s.search(), Symmetries: symmetries,
		GamesInFlight:      int(c.GetGamesInFlight()),
		InitialSimulations: int(s.config.Search.GetInitialSimulations()), RampGames: int64(s.config.Search.GetRampGames()),
		Temperature: c.GetTemperature(), TemperaturePlies: int(c.GetTemperaturePlies()), FinalTemperature: c.GetFinalTemperature(),
		ResignThreshold: c.GetResignThreshold(), NoResignFraction: float64(c.GetNoResignFraction()),
		StaggerPlies: int(c.GetStaggerPlies()), Seed: s.config.GetSeed(), Program: programVersion(),
	}
}

func (s *settings) batcher() net.BatcherParams {
	evaluators := int(s.config.Selfplay.GetEvaluators())
	if evaluators == 0 {
		evaluators = s.threads()
	}
	return net.BatcherParams{MaxBatch: int(s.config.Selfplay.GetMaxBatch()), Evaluators: evaluators, ThreadsPerEvaluator: 1}
}

func (s *settings) trainer() trainer.Params {
	t, r := s.config.Training, s.config.Replay
	p := trainer.Params{
		Spec: s.spec(), Selfplay: s.selfplay(), Batcher: s.batcher(),
		Learner: net.LearnerParams{
			Optimizer: net.Optimizer(t.GetOptimizer()), SquareMomentum: t.GetSquareMomentum(),
			Momentum: t.GetMomentum(), WeightDecay: t.GetWeightDecay(), ValueWeight: t.GetValueWeight(),
			ClipNorm: t.GetClipNorm(), StatsMomentum: t.GetStatsMomentum(), Threads: s.threads(),
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
