package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tengen/configs"
	"tengen/internal/atomicfile"
	"tengen/internal/progress"
	"tengen/internal/rundir"
	"tengen/net"
	"tengen/trainer"
)

type trainOptions struct {
	config      string
	dir         string
	minutes     float64
	steps       int64
	games       int64
	set         []string
	skipDamaged bool
}

func (a *app) train() *cobra.Command {
	var o trainOptions
	c := &cobra.Command{
		Use:   "train",
		Short: "Learn a game from nothing but its rules.",
		Long: "Plays games of a network against itself, learns from them, and lets every new model play. The run lives in\n" +
			"one folder; the same command goes on with it after a stop, a kill or a crash. config.textproto in it explains every\n" +
			"key that --set can override.",
		Example: "  tengen train --config go9 --dir runs/go9\n  tengen train --config connect4 --dir runs/c4 --minutes 60 --set search.simulations=50\n" +
			"  tengen train --config gomoku --dir runs/gumbel --set search.gumbel=true --set search.simulations=32\n" +
			"  tengen train --config hex --dir runs/caps --set selfplay.fast_fraction=0.75 --set selfplay.fast_simulations=25",
		Args: cobra.NoArgs,
		RunE: work(func(ctx context.Context, _ []string) error { return a.runTrain(ctx, o) }),
	}
	f := c.Flags()
	f.StringVar(&o.config, "config", "", fmt.Sprintf("a ready run %v or a file (default: the run's own, or go9)", configs.Names()))
	f.StringVar(&o.dir, "dir", "runs/tengen", "folder of the run")
	f.Float64Var(&o.minutes, "minutes", 0, "stop after so many minutes of the run's own time, over all sittings; 0: no limit")
	f.Int64Var(&o.steps, "steps", 0, "stop after so many optimizer steps in all; 0: the config's limit")
	f.Int64Var(&o.games, "games", 0, "stop after so many games in all; 0: no limit")
	f.BoolVar(&o.skipDamaged, "skip-damaged", false, "go on without game records that are damaged")
	f.StringVar(&a.compute.trainEngine, "train-engine", "", "what learns, if that is not --engine: cpu, xla, gorgonia or auto")
	f.StringArrayVar(&o.set, "set", nil, "override a key of the config, as key=value; may be repeated")
	return c
}

func (a *app) runTrain(ctx context.Context, o trainOptions) (err error) {
	s, err := runSettings(o) // before anything is made on disk
	if err != nil {
		return err
	}
	dir, err := rundir.Create(o.dir)
	if err != nil {
		return err
	}
	release, err := dir.Lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := keepConfig(dir, s); err != nil {
		return err
	}
	a.compute.precision, a.compute.measured = runPrecision(a.compute.precision, s), true
	play, err := a.engine()
	if err != nil {
		return err
	}
	a.warnRun(play)
	p := s.trainer(play)
	p.Measure = a.compute.precision != string(net.Float32)
	if p.LearnOn, err = a.learnEngine(); err == nil {
		err = learnsIn(p.LearnOn, p.Learner.Precision)
	}
	if err != nil {
		return err
	}
	p.Log = func(text string) { a.logf("%s", text) }
	p.MaxGames, p.MaxTime, p.SkipDamaged = o.games, time.Duration(o.minutes*float64(time.Minute)), o.skipDamaged
	if o.steps > 0 {
		p.MaxSteps = o.steps
	}
	p.Gate = gate(s, dir, play)
	report := trainReport{params: p}
	p.Report = report.show
	t, err := trainer.New(dir, s.game, play, p)
	if err != nil {
		return err
	}
	report.begin(a.err)
	err = t.Run(ctx)
	report.bar.Finish()
	if closed := t.Close(); err == nil {
		err = closed // what already went wrong is the clearer error
	}
	return err
}

// runSettings returns the run's own config, or the one asked for if the run begins. A run keeps its config:
// another one for the same folder is refused.
func runSettings(o trainOptions) (*settings, error) {
	own := ""
	if dir, err := rundir.Open(o.dir); err == nil {
		if _, err := os.Stat(dir.Config()); err == nil {
			own = dir.Config()
		}
	}
	asked, err := loadSettings(cmp.Or(o.config, own, "go9"), o.set)
	if err != nil || own == "" || o.config == "" && len(o.set) == 0 {
		return asked, err
	}
	s, err := loadSettings(own, nil)
	if err != nil {
		return nil, err
	}
	if diff := configs.Diff(s.config, asked.config); len(diff) > 0 {
		return nil, fmt.Errorf("the run in %s has another configuration (%s): edit %s to change it, or choose another folder with --dir",
			o.dir, strings.Join(diff, "; "), own)
	}
	return s, nil
}

// keepConfig writes the config into the folder of a run that begins.
func keepConfig(dir *rundir.Dir, s *settings) error {
	if _, err := os.Stat(dir.Config()); err == nil {
		return nil
	}
	return atomicfile.Write(dir.Config(), 0o644, func(w io.Writer) error {
		_, err := w.Write(configs.SpellOut(s.config))
		return err
	})
}

// gate returns the match that admits new models, or nil if the config wants none.
func gate(s *settings, dir *rundir.Dir, e net.Engine) trainer.Gate {
	c := s.config.Gate
	if !c.GetEnabled() {
		return nil
	}
	search := s.search()
	search.Simulations = int(c.GetSimulations())
	return &trainer.Match{
		Game: s.game, Engine: e, Search: search, Games: int(c.GetGames()), Threshold: float64(c.GetThreshold()),
		Sample: int(s.config.Selfplay.GetTemperaturePlies()), Workers: s.threads(),
		Dir: func(m *net.Model) string { return dir.Ratings(fmt.Sprintf("gate-%09d-%.8s", m.Training.Step, m.ID)) },
	}
}

// trainReport shows a run's progress.
type trainReport struct {
	bar                                                    *progress.Bar
	params                                                 trainer.Params
	last                                                   trainer.Status
	at                                                     time.Time
	gamesPerSecond, samplesPerSecond, evaluationsPerSecond float64
}

// begin shows the bar.
func (r *trainReport) begin(out io.Writer) {
	p, total, unit := r.params, int64(0), "steps"
	switch {
	case p.MaxSteps > 0:
		total = p.MaxSteps
	case p.MaxTime > 0:
		total, unit = int64(p.MaxTime.Seconds()), "seconds"
	case p.MaxGames > 0:
		total, unit = p.MaxGames, "games"
	}
	r.bar = progress.New(out, total, unit)
}

func (r *trainReport) show(s trainer.Status) {
	now := time.Now()
	if dt := now.Sub(r.at).Seconds(); !r.at.IsZero() && dt > 0 {
		smooth := func(v *float64, a, b int64) { *v += 0.2 * (float64(a-b)/dt - *v) }
		smooth(&r.gamesPerSecond, s.Games, r.last.Games)
		smooth(&r.samplesPerSecond, s.Samples, r.last.Samples)
		smooth(&r.evaluationsPerSecond, int64(s.Batcher.Rows), int64(r.last.Batcher.Rows))
	}
	r.last, r.at = s, now
	done := s.Step
	switch {
	case r.params.MaxSteps > 0:
	case r.params.MaxTime > 0:
		done = int64(s.Elapsed.Seconds())
	case r.params.MaxGames > 0:
		done = s.Games
	}
	loss := "-"
	if s.Losses != nil {
		loss = fmt.Sprintf("%.3f", s.Losses.Total(s.ValueWeight))
	}
	r.bar.Set(done,
		progress.Field{Name: "games", Value: fmt.Sprintf("%d (%.1f/s)", s.Games, r.gamesPerSecond)},
		progress.Field{Name: "positions", Value: fmt.Sprintf("%d (%.0f/s)", s.Samples, r.samplesPerSecond)},
		progress.Field{Name: "evaluations/s", Value: fmt.Sprintf("%.0f", r.evaluationsPerSecond)},
		progress.Field{Name: "loss", Value: loss},
		progress.Field{Name: "step", Value: fmt.Sprint(s.Step)},
	)
}
