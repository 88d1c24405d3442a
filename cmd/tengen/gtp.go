package main

import (
	"context"
	"log/slog"
	"runtime"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/gtp"
	"tengen/mcts"
	"tengen/net"
)

type gtpOptions struct {
	model              string
	visits, symmetries int
	resign             float32
	board              boardOptions
}

func (a *app) gtp() *cobra.Command {
	var o gtpOptions
	c := &cobra.Command{
		Use:     "gtp",
		Short:   "Play over the Go Text Protocol, as Sabaki and other programs speak it.",
		Long:    "Answers GTP 2 on standard input and output. Every game can be played over it.",
		Example: "  tengen gtp --model runs/go9 --visits 400\n  tengen gtp --game connect4 --model runs/connect4",
		Args:    cobra.NoArgs,
		RunE:    work(func(ctx context.Context, _ []string) error { return a.runGTP(ctx, o) }),
	}
	f := c.Flags()
	f.StringVar(&o.model, "model", "", "model file or run (default: none, the search then knows only the rules)")
	f.IntVar(&o.visits, "visits", 400, "simulations a move")
	symmetriesFlag(c, &o.symmetries)
	f.Float32Var(&o.resign, "resign", -0.95, "resign below this value; -1: never")
	o.board.flags(c)
	return c
}

func (a *app) runGTP(ctx context.Context, o gtpOptions) error {
	var model *net.Model
	var trained *game.Params
	if o.model != "" {
		var err error
		if model, err = readModel(o.model); err != nil {
			return err
		}
		trained = &model.Game
	}
	p, err := o.board.params(trained)
	if err != nil {
		return err
	}
	g, err := games.New(p)
	if err != nil {
		return err
	}
	search := playSearch(o.visits)
	open := func(g game.Game) (mcts.Evaluator, func() error, error) {
		prepared, err := a.prepare(g, model)
		if err != nil {
			return nil, nil, err
		}
		return a.evaluatorOf(g, prepared, search.Leaves, o.symmetries, runtime.GOMAXPROCS(0))
	}
	if model == nil {
		a.logf("no --model: the search plays with uniform priors and knows only the rules")
		o.resign = -1
		open = func(game.Game) (mcts.Evaluator, func() error, error) {
			return mcts.Uniform{}, func() error { return nil }, nil
		}
	}
	engine := gtp.NewSearchEngine(open, search, o.resign)
	defer engine.Close()
	server, err := gtp.NewServer(engine, gtp.Params{
		Name: "tengen", Version: programVersion(), Game: g.Params(), Log: slog.New(slog.NewTextHandler(a.err, nil)),
	})
	if err != nil {
		return err
	}
	return server.Serve(ctx, a.in, a.out)
}
