package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/internal/atomicfile"
	"tengen/internal/rundir"
	"tengen/replay"
	"tengen/sgf"
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

func writeSGF(path string, r *replay.Record) error {
	g, err := games.New(r.Game)
	if err != nil {
		return err
	}
	record := &sgf.Game{Rules: g, First: "tengen", Second: "tengen", Date: time.UnixMilli(r.EndUnixMilli), Application: "tengen", Version: r.Program, Result: resultText(r)}
	for ply, a := range r.Moves {
		m := sgf.Move{Action: a}
		if r.Simulations[ply] > 0 {
			m.Comment = fmt.Sprintf("value %+.3f for the player to move, %d simulations", r.RootValues[ply], r.Simulations[ply])
		}
		record.Moves = append(record.Moves, m)
	}
	return atomicfile.Write(path, 0o644, func(w io.Writer) error { return sgf.Write(w, record) })
}

func resultText(r *replay.Record) string {
	winner := game.First
	if r.Result.Outcome < 0 {
		winner = game.Second
	}
	switch {
	case r.Result.Outcome == 0:
		return "0"
	case r.Result.Ending == replay.Resignation:
		return sgf.Won(winner, sgf.Resignation)
	case r.Result.HasScore:
		return sgf.Won(winner, sgf.Reason(fmt.Sprintf("%g", max(r.Result.Score, -r.Result.Score))))
	}
	return sgf.Won(winner, "")
}
