package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/gtp"
	"tengen/internal/rundir"
	"tengen/mcts"
	"tengen/net"
	"tengen/net/precision"
	"tengen/rating"
	"tengen/rating/perfect"
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

// prepare makes a model ready for the board of g.
func (a *app) prepare(g game.Game, m *net.Model) (net.Prepared, error) {
	e, err := a.engine()
	if err != nil {
		return nil, err
	}
	return a.prepareOn(e, g, m)
}

func (a *app) prepareOn(e net.Engine, g game.Game, m *net.Model) (net.Prepared, error) {
	m, err := m.For(g)
	if err != nil {
		return nil, err
	}
	p, err := e.Prepare(m)
	if err != nil {
		return nil, err
	}
	if played := precision.Of(p); played != net.Float32 {
		a.logf("model %.8s plays in %s", m.ID, played)
		a.warnEmulated(e, played)
	}
	return p, nil
}

// symmetriesFlag says in how many symmetries models see each position.
func symmetriesFlag(c *cobra.Command, symmetries *int) {
	c.Flags().IntVar(symmetries, "symmetries", 1, "symmetries that models see each position in, drawn anew, their answers averaged; 0: as it is, 8: all")
}

// evaluatorOf returns a search's evaluator on a model prepared for g, with a workspace of its own, on some cores.
func (a *app) evaluatorOf(g game.Game, prepared net.Prepared, leaves, symmetries, threads int) (mcts.Evaluator, func() error, error) {
	e, err := a.engine()
	if err != nil {
		return nil, nil, err
	}
	return evaluatorOn(e, g, prepared, leaves, symmetries, threads)
}

func evaluatorOn(e net.Engine, g game.Game, prepared net.Prepared, leaves, symmetries, threads int) (mcts.Evaluator, func() error, error) {
	if symmetries < 0 {
		return nil, nil, fmt.Errorf("--symmetries is %d, want 0 (each position as it is) or more", symmetries)
	}
	rows := leaves * mcts.RowsPerLeaf(g, symmetries)
	ev, err := e.NewEvaluator(prepared.Model().Weights.Spec, rows, threads)
	if err != nil {
		return nil, nil, err
	}
	return mcts.NewNetEvaluator(g, mcts.NewDirect(ev, prepared), symmetries, 1), ev.Close, nil
}

// modelEntrant returns an entrant that searches with a model, in a precision; "": that of the command line.
func (a *app) modelEntrant(name string, g game.Game, m *net.Model, in net.Precision, p rating.SearchParams, symmetries int) (rating.Entrant, error) {
	on, err := a.engineIn(in)
	if err != nil {
		return rating.Entrant{}, fmt.Errorf("player %s: %w", name, err)
	}
	prepared, err := a.prepareOn(on, g, m)
	if err != nil {
		return rating.Entrant{}, fmt.Errorf("player %s: %w", name, err)
	}
	return rating.Entrant{Name: name, Step: m.Training.Step, New: func() (rating.Player, error) {
		e, closeIt, err := evaluatorOn(on, g, prepared, p.Search.Leaves, symmetries, 1)
		if err != nil {
			return nil, err
		}
		return rating.NewSearchPlayer(name, e, p, closeIt), nil
	}}, nil
}

// playerArg is an argument of tournament: [NAME=]PLAYER[,SETTING...] or NAME=COMMAND.
type playerArg struct {
	name     string // given, or the player's file name
	player   string // MODEL, RUN, random, rollout:N, uniform, perfect, or what came before the first comma of a command
	settings string // of the search
	command  string // "" if it is none
}

func parsePlayer(arg string) playerArg {
	name, what, named := strings.Cut(arg, "=")
	if !named || strings.Contains(name, ",") { // the = is one of the settings'
		name, what, named = "", arg, false
	}
	p := playerArg{name: name}
	p.player, p.settings, _ = strings.Cut(what, ",")
	if !named {
		p.name = strings.TrimSuffix(filepath.Base(p.player), ".tengen")
	}
	_, missing := os.Stat(p.player)
	if named && missing != nil && !strings.HasPrefix(p.player, "rollout:") && p.player != "uniform" && p.player != "random" && p.player != perfect.Name {
		p.command = what
	}
	return p
}

// entrant makes a player of an argument of tournament. logs is the folder for what engines say, "" for none.
func (a *app) entrant(ctx context.Context, arg string, g game.Game, p rating.SearchParams, symmetries int, logs string) (_ rating.Entrant, err error) {
	in := parsePlayer(arg)
	e := rating.Entrant{Name: in.name, Step: -1}
	if in.command != "" {
		e.New = func() (rating.Player, error) {
			return gtp.StartClient(ctx, in.name, in.command, clientParams(logs))
		}
		return e, nil
	}
	rollouts, isRollout := strings.CutPrefix(in.player, "rollout:")
	if isRollout {
		if p.Search.Simulations, err = strconv.Atoi(rollouts); err != nil || p.Search.Simulations < 1 {
			return e, fmt.Errorf("player %s: want rollout:N with N playouts a move, 1 or more", arg)
		}
	}
	if p.Level, in.settings, err = takeLevel(in.settings); err != nil {
		return e, fmt.Errorf("player %s: %w", arg, err)
	}
	plays, rest, err := takePrecision(in.settings)
	if err != nil {
		return e, fmt.Errorf("player %s: %w", arg, err)
	}
	in.settings = rest
	if in.settings != "" {
		if p.Search, err = withSettings(p.Search, in.settings); err != nil {
			return e, fmt.Errorf("player %s: %w", arg, err)
		}
	}
	switch {
	case isRollout:
		e.New = func() (rating.Player, error) {
			return rating.NewSearchPlayer(in.name, mcts.NewRollout(g, 1), p, nil), nil
		}
	case in.player == "random":
		e.New = func() (rating.Player, error) { return &rating.RandomPlayer{}, nil }
	case in.player == perfect.Name:
		e.New, err = perfect.New(g)
		return e, err
	case in.player == "uniform":
		e.New = func() (rating.Player, error) { return rating.NewSearchPlayer(in.name, mcts.Uniform{}, p, nil), nil }
	default:
		m, err := readModelFor(in.player, p.Level)
		if err != nil {
			return e, err
		}
		return a.modelEntrant(in.name, g, m, plays, p, symmetries)
	}
	return e, nil
}
