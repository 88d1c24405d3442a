package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"tengen/internal/progress"
	"tengen/net"
	"tengen/replay"
	"tengen/selfplay"
)

type selfplayOptions struct {
	model  string
	games  int64
	out    string
	visits int
	config string
	set    []string
}

func (a *app) selfplay() *cobra.Command {
	var o selfplayOptions
	c := &cobra.Command{
		Use:   "selfplay --model FILE|RUN --out DIR",
		Short: "Play games of a model against itself and store them.",
		Long:  "Games are appended to the replay store in --out, with what the search said about every move.",
		Example: "  tengen selfplay --model runs/go9 --games 1000 --out games --config go9\n" +
			"  tengen selfplay --model runs/connect4 --out gumbel --visits 16 --set search.gumbel=true",
		Args: cobra.NoArgs,
		RunE: work(func(ctx context.Context, _ []string) error { return a.runSelfplay(ctx, o) }),
	}
	f := c.Flags()
	f.StringVar(&o.model, "model", "", "model file or run (required)")
	f.Int64Var(&o.games, "games", 100, "games to play")
	f.StringVar(&o.out, "out", "", "folder of the store (required)")
	f.IntVar(&o.visits, "visits", 0, "simulations a move (default: the config's)")
	f.StringVar(&o.config, "config", "", "ready run or file that says how to play (default: the ready run of the model's game and size)")
	f.StringArrayVar(&o.set, "set", nil, "override a key of the config, as key=value; may be repeated")
	for _, name := range []string{"model", "out"} {
		if err := c.MarkFlagRequired(name); err != nil {
			panic(err) // there are such flags
		}
	}
	return c
}

func (a *app) runSelfplay(ctx context.Context, o selfplayOptions) (err error) {
	m, err := readModel(o.model)
	if err != nil {
		return err
	}
	if o.config == "" {
		o.config = m.Game.Name
		if m.Game.Name == "go" {
			o.config = fmt.Sprintf("go%d", m.Game.Width)
		}
	}
	s, err := loadSettings(o.config, o.set)
	if err != nil {
		return err
	}
	if s.game.Params() != m.Game {
		return fmt.Errorf("model %s plays %+v, the config %s is for %+v: choose another with --config", o.model, m.Game, o.config, s.game.Params())
	}
	engine, err := a.engine()
	if err != nil {
		return err
	}
	prepared, err := a.prepare(s.game, m)
	if err != nil {
		return err
	}
	p := s.selfplay()
	p.RampGames, p.StaggerPlies = 0, 0
	if o.visits > 0 {
		p.Search.Simulations = o.visits
		p.InitialSimulations = min(p.InitialSimulations, o.visits)
	}
	p.GamesInFlight = int(min(int64(p.GamesInFlight), o.games))
	store, _, err := replay.OpenStore(o.out, replay.DefaultOptions())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	batcher, err := net.NewBatcher(engine, m.Weights.Spec, net.NewLive(prepared), s.batcher(engine, m.Weights.Spec))
	if err != nil {
		return err
	}
	pool, err := selfplay.NewPool(s.game, batcher, store, int64(store.Games()), p)
	if err != nil {
		return err
	}
	return a.playPool(ctx, pool, batcher, store, o.games)
}

// playPool runs the pool until it has played its games, and the batcher as long.
func (a *app) playPool(ctx context.Context, pool *selfplay.Pool, batcher *net.Batcher, store *replay.Store, games int64) error {
	before := int64(store.Games())
	bar := progress.New(a.err, games, "games")
	shown := make(chan struct{}, 1) // one worker at a time shows the bar, others pass
	pool.Finished = func(*replay.Record) {
		select {
		case shown <- struct{}{}:
			bar.Set(int64(store.Games())-before, progress.Field{Name: "positions", Value: fmt.Sprint(store.Samples())})
			<-shown
		default:
		}
	}
	serving, stop := context.WithCancel(ctx)
	group, inner := errgroup.WithContext(serving)
	group.Go(func() error {
		if err := batcher.Run(inner); err != nil && inner.Err() == nil {
			return err
		}
		return nil
	})
	group.Go(func() error {
		defer stop()
		return pool.Run(inner, games)
	})
	err := group.Wait()
	bar.Set(int64(store.Games())-before, progress.Field{Name: "positions", Value: fmt.Sprint(store.Samples())})
	bar.Finish()
	return err
}
