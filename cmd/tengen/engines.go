package main

import (
	"context"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tengen/gtp"
	"tengen/rating"
)

// clientParams bound how long an engine of a tournament may take, and say where it is written down.
func clientParams(logs string) gtp.ClientParams {
	return gtp.ClientParams{Start: 20 * time.Second, Command: 20 * time.Second, Move: 5 * time.Minute, Logs: logs}
}

// logs is the folder for what the engines of a tournament are told and say; "" without a folder for the tournament.
func (o *tournamentOptions) logs() string {
	if o.out == "" {
		return ""
	}
	return filepath.Join(o.out, "logs")
}

func refereeFlag(c *cobra.Command, command *string) {
	c.Flags().StringVar(command, "referee", "", "engine that speaks GTP, is told all moves, and counts all games played to their end; where it disagrees is noted")
}

// openReferee returns how to start a referee, nil if there is none.
func openReferee(ctx context.Context, command, logs string) func() (rating.Referee, error) {
	if command == "" {
		return nil
	}
	return func() (rating.Referee, error) { return gtp.StartClient(ctx, "referee", command, clientParams(logs)) }
}
