package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/internal/rundir"
	"tengen/net"
	"tengen/net/precision"
	"tengen/replay"
)

type calibrateOptions struct {
	games     string
	out       string
	positions int
}

// What calibrate asks for: a model is as little checked by fewer positions as in a run.
const (
	fewestCheckPositions = 200
	mostCheckedGames     = 1000 // the newest of a store
)

func (a *app) calibrate() *cobra.Command {
	var o calibrateOptions
	c := &cobra.Command{
		Use:   "calibrate MODEL|RUN --games RUN|FOLDER",
		Short: "Measure in which precisions a model plays as in float32, so that it may play in the fastest.",
		Long: "Finds the range of what each layer reads over positions of stored games, compares policy and value in every precision\n" +
			"of this machine with float32 over positions of others, and writes a copy of the model with both. Models of a run whose\n" +
			"selfplay.precision is not float32 have this already, measured over games that they have not learnt from. Here they may\n" +
			"have: on such positions a network is surer than in play, so that what is measured may flatter it a little.",
		Example: "  tengen calibrate runs/go9 --games runs/go9\n  tengen calibrate old.tengen --games games --out fast.tengen\n  tengen inspect fast.tengen",
		Args:    cobra.ExactArgs(1),
		RunE:    work(func(ctx context.Context, args []string) error { return a.runCalibrate(ctx, args[0], o) }),
	}
	f := c.Flags()
	f.StringVar(&o.games, "games", "", "run or folder of games to measure with (required)")
	f.StringVar(&o.out, "out", "", "file to write, which must not exist (default: beside the model, NAME.calibrated.tengen)")
	f.IntVar(&o.positions, "positions", 2000, "positions to compare over; a quarter as many from other games give the ranges")
	if err := c.MarkFlagRequired("games"); err != nil {
		panic(err) // there is such a flag
	}
	return c
}

func (a *app) runCalibrate(ctx context.Context, model string, o calibrateOptions) error {
	if o.positions < fewestCheckPositions {
		return fmt.Errorf("--positions is %d, want %d or more: less says too little", o.positions, fewestCheckPositions)
	}
	file, err := modelPath(model)
	if err != nil {
		return err
	}
	if o.out == "" {
		o.out = strings.TrimSuffix(file, ".tengen") + ".calibrated.tengen"
	}
	if _, err := os.Stat(o.out); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already: choose another file with --out", o.out)
	}
	m, err := net.ReadModel(file)
	if err != nil {
		return err
	}
	e, err := a.engine()
	if err != nil {
		return err
	}
	q, ok := precision.Quantizer(e)
	if !ok {
		return fmt.Errorf("engine %s plays in float32 alone: want --engine cpu", e.Name())
	}
	calibration, test, err := storedPositions(m.Game, o)
	if err != nil {
		return err
	}
	if m.Ranges, m.Reports, err = precision.Check(ctx, q, m, calibration, test, runtime.GOMAXPROCS(0)); err != nil {
		return err
	}
	if err := net.WriteModel(o.out, m); err != nil {
		return err
	}
	a.logf("measured over games that the model may have learnt from")
	if len(m.Reports) == 0 {
		a.logf("this machine has fast instructions for no other precision than float32: only ranges were added")
	}
	_, err = fmt.Fprintf(a.out, "%s: model %s%s\n", o.out, m.ID, precisionsText(m))
	return err
}

// storedPositions draws positions from the newest games of a store, of every other game for each purpose.
func storedPositions(p game.Params, o calibrateOptions) (calibration, test net.Inputs, err error) {
	g, err := games.New(p)
	if err != nil {
		return calibration, test, err
	}
	folder := o.games
	if dir, err := rundir.Open(folder); err == nil {
		folder = dir.Games()
	}
	var newest []*replay.Record
	for r, err := range replay.Records(folder) {
		if err != nil {
			return calibration, test, fmt.Errorf("games of %s: %w", o.games, err)
		}
		if newest = append(newest, r); len(newest) == 2*mostCheckedGames {
			newest = append(newest[:0], newest[mostCheckedGames:]...)
		}
	}
	newest = newest[max(0, len(newest)-mostCheckedGames):]
	var parts [2][]*replay.Record
	for i, r := range newest {
		parts[i%2] = append(parts[i%2], r)
	}
	rng := rand.New(rand.NewPCG(1, 1)) // the same games give the same file
	if test.Planes, err = replay.Positions(rng, g, parts[0], o.positions); err != nil {
		return calibration, test, fmt.Errorf("games of %s: %w", o.games, err)
	}
	if calibration.Planes, err = replay.Positions(rng, g, parts[1], o.positions/4); err != nil {
		return calibration, test, fmt.Errorf("games of %s: %w", o.games, err)
	}
	if n := len(test.Planes) / g.Shape().Len(); n < fewestCheckPositions || len(calibration.Planes) == 0 {
		return calibration, test, fmt.Errorf("%s has %d games, whose every other one has %d positions to measure with, want %d or more: play more with tengen selfplay",
			o.games, len(newest), n, fewestCheckPositions)
	}
	return calibration, test, nil
}
