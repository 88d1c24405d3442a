package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/gtp"
	"tengen/internal/rundir"
	"tengen/mcts"
	"tengen/net"
	"tengen/rating"
)

// modelPath returns the model file of a MODEL|RUN argument: a run means its best model.
func modelPath(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("model: %w; give a .tengen file or the folder of a run", err)
	}
	if !info.IsDir() {
		return path, nil
	}
	dir, err := rundir.Open(path)
	if err != nil {
		return "", err
	}
	return dir.Best(), nil
}

func readModel(path string) (*net.Model, error) {
	file, err := modelPath(path)
	if err != nil {
		return nil, err
	}
	return net.ReadModel(file)
}

// playSearch is how models play outside of self-play: the paper's search without what training adds.
func playSearch(visits int) mcts.Params {
	p := mcts.AlphaGoZero()
	p.Simulations, p.Leaves = visits, 1
	return p
}

// prepare makes a model ready for the board of g.
func (a *app) prepare(g game.Game, m *net.Model) (net.Prepared, error) {
	m, err := m.For(g)
	if err != nil {
		return nil, err
	}
	return a.engine().Prepare(m)
}

// symmetriesFlag says in how many symmetries models see each position.
func symmetriesFlag(c *cobra.Command, symmetries *int) {
	c.Flags().IntVar(symmetries, "symmetries", 1, "symmetries that models see each position in, drawn anew, their answers averaged; 0: as it is, 8: all")
}

// evaluatorOf returns a search's evaluator on a model prepared for g, with a workspace of its own, on some cores.
func (a *app) evaluatorOf(g game.Game, prepared net.Prepared, leaves, symmetries, threads int) (mcts.Evaluator, func() error, error) {
	if symmetries < 0 {
		return nil, nil, fmt.Errorf("--symmetries is %d, want 0 (each position as it is) or more", symmetries)
	}
	rows := leaves * mcts.RowsPerLeaf(g, symmetries)
	ev, err := a.engine().NewEvaluator(prepared.Model().Weights.Spec, rows, threads)
	if err != nil {
		return nil, nil, err
	}
	return mcts.NewNetEvaluator(g, mcts.NewDirect(ev, prepared), symmetries, 1), ev.Close, nil
}

// modelEntrant returns an entrant that searches with a model.
func (a *app) modelEntrant(name string, g game.Game, m *net.Model, p rating.SearchParams, symmetries int) (rating.Entrant, error) {
	prepared, err := a.prepare(g, m)
	if err != nil {
		return rating.Entrant{}, fmt.Errorf("player %s: %w", name, err)
	}
	return rating.Entrant{Name: name, Step: m.Training.Step, New: func() (rating.Player, error) {
		e, closeIt, err := a.evaluatorOf(g, prepared, p.Search.Leaves, symmetries, 1)
		if err != nil {
			return nil, err
		}
		return rating.NewSearchPlayer(name, e, p, closeIt), nil
	}}, nil
}

// entrant makes a player of an argument of tournament: MODEL, RUN, random, rollout:N, uniform, or a command;
// each perhaps with NAME= before it.
func (a *app) entrant(ctx context.Context, arg string, g game.Game, p rating.SearchParams, symmetries int) (rating.Entrant, error) {
	name, what, named := strings.Cut(arg, "=")
	if !named {
		name, what = strings.TrimSuffix(filepath.Base(arg), ".tengen"), arg
	}
	e := rating.Entrant{Name: name, Step: -1}
	if n, ok := strings.CutPrefix(what, "rollout:"); ok {
		visits, err := strconv.Atoi(n)
		if err != nil || visits < 1 {
			return e, fmt.Errorf("player %s: want rollout:N with N playouts a move, 1 or more", arg)
		}
		p.Search.Simulations = visits
		e.New = func() (rating.Player, error) {
			return rating.NewSearchPlayer(name, mcts.NewRollout(g, 1), p, nil), nil
		}
		return e, nil
	}
	switch what {
	case "random":
		e.New = func() (rating.Player, error) { return &rating.RandomPlayer{}, nil }
		return e, nil
	case "uniform":
		e.New = func() (rating.Player, error) { return rating.NewSearchPlayer(name, mcts.Uniform{}, p, nil), nil }
		return e, nil
	}
	if _, err := os.Stat(what); err == nil || !named {
		m, err := readModel(what)
		if err != nil {
			return e, err
		}
		return a.modelEntrant(name, g, m, p, symmetries)
	}
	e.New = func() (rating.Player, error) {
		return gtp.StartClient(ctx, name, what, gtp.ClientParams{Start: 20 * time.Second, Command: 20 * time.Second, Move: 5 * time.Minute})
	}
	return e, nil
}
