package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"tengen/net/cpu"
)

func (a *app) version() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "version", Short: "Print the version and what the CPU engine uses.",
		Example: "  tengen version --json",
		Args:    cobra.NoArgs,
		RunE: work(func(context.Context, []string) error {
			if asJSON {
				return json.NewEncoder(a.out).Encode(map[string]any{
					"version": programVersion(), "go": runtime.Version(), "cpu_features": cpu.Features(), "cores": runtime.GOMAXPROCS(0),
				})
			}
			_, err := fmt.Fprintf(a.out, "tengen %s, %s, cpu engine: %s on %d cores\n", programVersion(), runtime.Version(), cpu.Features(), runtime.GOMAXPROCS(0))
			return err
		}),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
