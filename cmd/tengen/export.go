package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"tengen/internal/rundir"
	"tengen/replay"
)

func (a *app) export() *cobra.Command {
	c := &cobra.Command{Use: "export", Short: "Write what tengen has in formats that other programs read."}
	var out string
	var last int
	s := &cobra.Command{
		Use:     "sgf RUN|GAMES --out DIR",
		Short:   "Write self-play games as SGF, with the search's values as comments.",
		Example: "  tengen export sgf runs/go9 --out sgf --last 100",
		Args:    cobra.ExactArgs(1),
		RunE:    work(func(ctx context.Context, args []string) error { return a.exportSGF(ctx, args[0], out, last) }),
	}
	s.Flags().StringVar(&out, "out", "", "folder for the files (required)")
	s.Flags().IntVar(&last, "last", 0, "only so many of the newest games; 0: all")
	if err := s.MarkFlagRequired("out"); err != nil {
		panic(err) // there is such a flag
	}
	c.AddCommand(s)
	return c
}

func (a *app) exportSGF(ctx context.Context, path, out string, last int) error {
	games := path
	if dir, err := rundir.Open(path); err == nil {
		games = dir.Games()
	}
	report, err := replay.Check(games)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	n, skip := 0, 0
	if last > 0 {
		skip = max(0, report.Games-last)
	}
	for r, err := range replay.Records(games) {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if n++; n <= skip {
			continue
		}
		if err := writeSGF(filepath.Join(out, fmt.Sprintf("%06d.sgf", n)), r); err != nil {
			return err
		}
	}
	a.logf("wrote %d games to %s", n-min(n, skip), out)
	return nil
}
