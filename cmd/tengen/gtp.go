package main

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/gtp"
	"tengen/net"
)

type gtpOptions struct {
	model      string
	visits     int
	symmetries int
	threads    int
	ponder     bool
	lag        time.Duration
	moveTime   time.Duration
	resign     float32
	level      int
	board      boardOptions
}

func (a *app) gtp() *cobra.Command {
	var o gtpOptions
	c := &cobra.Command{
		Use:   "gtp",
		Short: "Play over the Go Text Protocol, as Sabaki and other programs speak it.",
		Long: "Answers GTP 2 on standard input and output. Every game can be played over it.\n\n" +
			"Time is told by time_settings, kgs-time_settings or kata-time_settings (none, absolute, byoyomi, canadian, fischer,\n" +
			"fischer-capped), and by time_left; where no time_left comes, the engine keeps its clock itself. A move then ends when time\n" +
			"or --visits are used up, whichever is first. The part of a clock that --lag keeps back is never thought away.\n\n" +
			"lz-analyze, kata-analyze and analyze tell what the engine thinks until the next line of input; lz-genmove_analyze and the\n" +
			"others like it do so until the move. They show all moves that have visits, the best first; 'maxmoves N' shows fewer.",
		Example: "  tengen gtp --model runs/go9 --visits 400\n  tengen gtp --model runs/go9 --visits 0 --time 5s --ponder\n  tengen gtp --game connect4 --model runs/connect4",
		Args:    cobra.NoArgs,
		RunE:    work(func(ctx context.Context, _ []string) error { return a.runGTP(ctx, o) }),
	}
	f := c.Flags()
	f.StringVar(&o.model, "model", "", "model file or run (default: none, the search then knows only the rules)")
	f.IntVar(&o.visits, "visits", 400, "simulations a move at most; 0: as many as the clock or --time allow, 400 without either")
	f.DurationVar(&o.moveTime, "time", 0, "longest time for a move, such as 5s, whatever the clock says (default: no limit)")
	f.DurationVar(&o.lag, "lag", 300*time.Millisecond, "time that may be lost on the way to the referee and back, or while the machine is busy; less is kept where the clock is short")
	f.IntVar(&o.threads, "threads", runtime.GOMAXPROCS(0), "goroutines that search; with 1, the same visits play the same moves")
	f.BoolVar(&o.ponder, "ponder", false, "think in the opponent's time, too")
	symmetriesFlag(c, &o.symmetries)
	f.Float32Var(&o.resign, "resign", -0.95, "resign after three own moves in a row below this value; -1: never")
	levelFlag(c, &o.level)
	o.board.flags(c)
	return c
}

func (a *app) runGTP(ctx context.Context, o gtpOptions) (err error) {
	level, err := a.playAt(&o)
	if err != nil {
		return err
	}
	var model *net.Model
	var trained *game.Params
	if o.model != "" {
		if model, err = readModelFor(o.model, level); err != nil {
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
	if model == nil {
		a.logf("no --model: the search plays with uniform priors and knows only the rules")
		o.resign = -1
	}
	// Goroutines that search leave their threads only every 10 ms. With two threads more, commands and timers are heard at
	// once: on two busy cores, a command while pondering is answered in 0.2 ms instead of 27 (medians of 500). A third is for
	// games that estimate ownership: without it, such an analysis ends after 15 ms instead of 0.3 (medians of 60 and 100).
	runtime.GOMAXPROCS(max(runtime.GOMAXPROCS(0), o.threads+3))
	engine, err := gtp.NewSearchEngine(a.openSearch(model, o), gtp.SearchParams{
		Simulations: o.visits, Resign: o.resign, StopDecided: true, Level: level, Seed: rand.Uint64()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	server, err := gtp.NewServer(engine, gtp.Params{
		Name: "tengen", Version: programVersion(), Game: g.Params(), Log: slog.New(slog.NewTextHandler(a.err, nil)),
		Lag: o.lag, MoveTime: o.moveTime, Ponder: o.ponder,
	})
	if err != nil {
		return err
	}
	return server.Serve(ctx, a.in, a.out)
}
