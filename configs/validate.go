package configs

import (
	"errors"
	"fmt"
	"math"

	"tengen/game"
	"tengen/game/games"
	"tengen/net"
	pb "tengen/proto/tengen/v1"
)

// maxRate bounds learning rates; nothing learns with more.
const maxRate = 10

// check collects everything that is wrong with a config whose defaults are filled in.
type check struct {
	config *pb.Config
	origin *origin
	errs   []error
}

func validate(c *pb.Config, o *origin) error {
	k := &check{config: c, origin: o}
	k.ranges()
	k.names()
	k.rates()
	k.relations()
	k.game()
	return errors.Join(k.errs...)
}

func (k *check) fail(key, format string, args ...any) { k.failNth(key, 0, format, args...) }

// failNth is fail for the nth of a repeated key.
func (k *check) failNth(key string, n int, format string, args ...any) {
	k.errs = append(k.errs, fmt.Errorf("%s: %s %s", k.origin.where(key, n), key, fmt.Sprintf(format, args...)))
}

func (k *check) ranges() {
	for _, f := range fields {
		m, fd := locate(k.config, f.key)
		v, ok := number(fd, m.Get(fd))
		if ok && !(v >= f.min && v <= f.max) { // so that NaN fails
			k.fail(f.key, "is %v, want %s", m.Get(fd), f.want())
		}
	}
}

func (k *check) rates() {
	rates := k.config.Training.Rate
	for i, r := range rates {
		if r.Rate == nil || !(*r.Rate > 0 && *r.Rate <= maxRate) {
			k.failNth("training.rate", i, "number %d has rate %v, want above 0 and up to %d (AlphaGo Zero: 0.01, later 0.001 and 0.0001)", i+1, r.GetRate(), maxRate)
		}
		if i == 0 && r.GetFromStep() != 0 || i > 0 && r.GetFromStep() <= rates[i-1].GetFromStep() {
			k.failNth("training.rate", i, "number %d starts from step %d, want rates in ascending order from step 0 on", i+1, r.GetFromStep())
		}
	}
}

// names checks the keys whose values are names.
func (k *check) names() {
	if o := net.Optimizer(k.config.Training.GetOptimizer()); o != net.SGD && o != net.Adam {
		k.fail("training.optimizer", "is %q, want %q or %q", o, net.SGD, net.Adam)
	}
	if _, err := net.ParsePrecision(k.config.Selfplay.GetPrecision()); err != nil {
		k.fail("selfplay.precision", "is %q, want %q or one of %q", k.config.Selfplay.GetPrecision(), net.Auto, net.Precisions)
	}
	if p := net.Precision(k.config.Training.GetPrecision()); p != net.Float32 && p != net.BFloat16 {
		k.fail("training.precision", "is %q, want %q or %q", p, net.Float32, net.BFloat16)
	}
	if h := net.Head(k.config.Network.GetHead()); h != net.HeadFC && h != net.HeadConv {
		k.fail("network.head", "is %q, want %q or %q", h, net.HeadFC, net.HeadConv)
	}
}

// relations checks what fields ask of each other.
func (k *check) relations() {
	s, r := k.config.Search, k.config.Replay
	if n := s.GetAverageSymmetries(); n > 1 && !s.GetSymmetries() {
		k.fail("search.average_symmetries", "is %d, want 1 while search.symmetries is false", n)
	}
	if s.GetInitialSimulations() > s.GetSimulations() {
		k.fail("search.initial_simulations", "is %d, want at most search.simulations, %d", s.GetInitialSimulations(), s.GetSimulations())
	}
	if s.GetNoiseFraction() > 0 && s.GetNoiseTotal() == 0 {
		k.fail("search.noise_total", "is 0, want above 0 while search.noise_fraction is %v", s.GetNoiseFraction())
	}
	if n := k.config.Network; n.GetPoolingEvery() > 0 && n.GetPoolingChannels() >= n.GetChannels() {
		k.fail("network.pooling_channels", "is %d, want less than network.channels, %d", n.GetPoolingChannels(), n.GetChannels())
	}
	if m := r.GetWindowMaxSamples(); m != 0 && m < r.GetWindowMinSamples() {
		k.fail("replay.window_max_samples", "is %d, want 0 (no limit) or at least replay.window_min_samples, %d", m, r.GetWindowMinSamples())
	}
}

func (k *check) game() {
	if twice := 2 * k.config.Game.GetKomi(); twice != math.Trunc(twice) {
		k.fail("game.komi", "is %v, want a multiple of 0.5", k.config.Game.GetKomi())
		return
	}
	g, err := games.New(GameParams(k.config))
	if err != nil {
		k.fail("game.name", "and its size, komi or rules do not make a game: %v", err)
		return
	}
	if n, all := int(k.config.Search.GetAverageSymmetries()), game.NewSymmetries(g).Len(); n > all {
		k.fail("search.average_symmetries", "is %d, want at most %d, the symmetries of %s on this board", n, all, g.Params().Name)
	}
	cells := g.Shape().Height * g.Shape().Width
	if k.config.Network.GetHead() == string(net.HeadConv) && g.Actions() != cells && g.Actions() != cells+1 {
		k.fail("network.head", "is %q, want %q: %s has %d actions, not one for each of %d cells", net.HeadConv, net.HeadFC, g.Params().Name, g.Actions(), cells)
	}
}

// GameParams returns the game of a config.
func GameParams(c *pb.Config) game.Params {
	return game.Params{
		Name: c.Game.GetName(), Width: int(c.Game.GetWidth()), Height: int(c.Game.GetHeight()),
		Komi: int(2 * c.Game.GetKomi()), Rules: c.Game.GetRules(),
	}
}
