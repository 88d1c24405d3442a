package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"tengen/net"
	"tengen/net/cpu"
)

// Exit codes.
const (
	exitFine    = 0
	exitFailed  = 1
	exitMisused = 2
)

// app is what every subcommand needs of the world.
type app struct {
	in       io.Reader
	out, err io.Writer // data, everything else

	compute   computeOptions
	enginesMu sync.Mutex
	engines   map[string]net.Engine // that are open, by name
	emulated  sync.Map              // precisions of which that was said
}

// failure is an error of the work itself, not of how the command was called.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// run runs the command line and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	a := &app{in: in, out: out, err: errOut}
	root := &cobra.Command{
		Use:           "tengen",
		Short:         "Learn board games from nothing but their rules, and play them.",
		SilenceErrors: true, SilenceUsage: true,
	}
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	root.PersistentFlags().Func("cpu-features", "instructions for the network: avx512, avx2 or generic (default: the best of this machine)", cpu.SelectFeatures)
	a.compute.flags(root)
	root.AddCommand(a.train(), a.selfplay(), a.gtp(), a.tournament(), a.bench(), a.doctor(), a.inspect(), a.calibrate(), a.export(), a.version())
	for _, c := range root.Commands() {
		c.Long = strings.TrimSpace(c.Short + "\n\n" + c.Long)
	}
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitFine
	}
	fmt.Fprintln(errOut, "tengen:", err)
	if _, ok := errors.AsType[failure](err); ok {
		return exitFailed
	}
	fmt.Fprintln(errOut, "Run the command with --help to see how it is used.")
	return exitMisused
}

// work makes a subcommand's function: what it returns is a failure of the work.
func work(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := f(cmd.Context(), args); err != nil {
			return failure{err}
		}
		return nil
	}
}

// logf writes one line for people.
func (a *app) logf(format string, args ...any) { fmt.Fprintf(a.err, format+"\n", args...) }

// programVersion names the build.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version, modified := info.Main.Version, ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) > 12:
			version = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = "+changes"
		}
	}
	return version + modified
}
