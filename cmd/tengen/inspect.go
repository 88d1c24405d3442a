package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tengen/internal/rundir"
	"tengen/net"
	"tengen/replay"
)

func (a *app) inspect() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "inspect FILE|RUN|GAMES",
		Short:   "Say what is in a model, a run, a folder of self-play games or an SGF file, and whether it is whole.",
		Long:    "Reads and checks everything. It exits with 1 if something is damaged. With tree it looks into the search.",
		Example: "  tengen inspect runs/go9\n  tengen inspect --json runs/go9/models/best.tengen",
		Args:    cobra.ExactArgs(1),
		RunE:    work(func(_ context.Context, args []string) error { return a.runInspect(args[0], asJSON) }),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.AddCommand(a.inspectTree())
	return c
}

func (a *app) runInspect(path string, asJSON bool) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("inspect: %w", err)
	}
	show := func(v map[string]any, text string) error {
		if asJSON {
			return json.NewEncoder(a.out).Encode(v)
		}
		_, err := fmt.Fprintln(a.out, text)
		return err
	}
	if !info.IsDir() && strings.EqualFold(filepath.Ext(path), ".sgf") {
		v, text, err := describeSGF(path)
		if v == nil {
			return err
		}
		return errors.Join(show(v, text), err)
	}
	if !info.IsDir() {
		m, err := net.ReadModel(path)
		if err != nil {
			return err
		}
		return show(describeModel(m))
	}
	dir, err := rundir.Open(path)
	if err != nil {
		report, checkErr := replay.Check(path)
		if checkErr != nil {
			return errors.Join(err, checkErr)
		}
		return errors.Join(show(map[string]any{"games": report.Games, "samples": report.Samples, "plies": report.Plies}, report.String()), report.Err())
	}
	report, err := replay.Check(dir.Games())
	if err != nil {
		return err
	}
	models, err := dir.Models()
	if err != nil {
		return err
	}
	step := int64(0)
	for _, m := range models {
		if _, err := net.ReadModel(m.Path); err != nil {
			return err
		}
		step = m.Step
	}
	err = show(map[string]any{"games": report.Games, "samples": report.Samples, "plies": report.Plies, "step": step, "models": len(models)},
		fmt.Sprintf("run %s: %d models, the newest of step %d; %s", dir.Name(), len(models), step, report.String()))
	return errors.Join(err, report.Err())
}

func describeModel(m *net.Model) (map[string]any, string) {
	s, t := m.Weights.Spec, m.Training
	parameters := 0
	for _, w := range m.Weights.Tensors {
		parameters += len(w)
	}
	return map[string]any{
			"id": m.ID, "game": m.Game.Name, "width": m.Game.Width, "height": m.Game.Height, "komi": float64(m.Game.Komi) / 2, "rules": m.Game.Rules,
			"blocks": s.Blocks, "channels": s.Channels, "parameters": parameters,
			"run": t.Run, "step": t.Step, "games": t.Games, "samples": t.Samples, "seconds": t.Seconds,
			"ranges": len(m.Ranges), "precisions": precisionsJSON(m),
		}, fmt.Sprintf("model %s\ngame %s %dx%d, komi %g, rules %q\nnetwork %d blocks of %d channels, %d parameters\ntrained in run %s: step %d, %d games, %d samples, %d s",
			m.ID, m.Game.Name, m.Game.Width, m.Game.Height, float64(m.Game.Komi)/2, m.Game.Rules, s.Blocks, s.Channels, parameters, t.Run, t.Step, t.Games, t.Samples, t.Seconds) + precisionsText(m)
}
