package main

import (
	"errors"
	"fmt"

	"tengen/game"
	"tengen/gtp"
	"tengen/mcts"
	"tengen/net"
)

// team is a search by goroutines with an evaluator each.
type team struct {
	*mcts.Parallel
	closers []func() error // of the evaluators
	network
}

// Close ends the search, then its evaluators.
func (t *team) Close() error {
	return errors.Join(t.Parallel.Close(), t.closeEvaluators(), t.network.close())
}

// openSearch returns how to open searches as the flags say, with a model, or with uniform priors if it is nil. The model
// is prepared once for each board.
func (a *app) openSearch(model *net.Model, o gtpOptions) gtp.OpenSearcher {
	var prepared net.Prepared
	var board game.Params // that prepared is for, komi aside
	return func(g game.Game) (gtp.Searcher, error) {
		if o.threads < 1 || o.threads > 1024 {
			return nil, fmt.Errorf("--threads is %d, want 1 to 1024", o.threads)
		}
		p := g.Params()
		if p.Komi = 0; model != nil && (prepared == nil || p != board) {
			var err error
			if prepared, err = a.prepare(g, model); err != nil {
				return nil, err
			}
			board = p
		}
		return a.openTeam(g, prepared, o)
	}
}

// openTeam opens a search; prepared is nil for uniform priors.
func (a *app) openTeam(g game.Game, prepared net.Prepared, o gtpOptions) (*team, error) {
	engine, err := a.engine()
	if err != nil {
		return nil, err
	}
	t := &team{}
	params := playSearch(g, 1) // how many, the engine says
	if prepared != nil {
		params.Leaves = leavesFor(o.visits)
	}
	evaluators := make([]mcts.Evaluator, o.threads)
	for i := range evaluators {
		if evaluators[i] = (mcts.Uniform{}); prepared == nil {
			continue
		}
		e, closeIt, err := a.evaluatorOf(g, prepared, params.Leaves, o.symmetries, 1)
		if err != nil {
			return nil, errors.Join(err, t.closeEvaluators())
		}
		evaluators[i], t.closers = e, append(t.closers, closeIt)
	}
	search, err := mcts.NewParallel(g, evaluators, params, 1)
	if err != nil {
		return nil, errors.Join(err, t.closeEvaluators())
	}
	t.Parallel = search
	if prepared != nil {
		t.network = network{game: g, prepared: prepared, open: engine.NewEvaluator}
	}
	return t, nil
}

// leavesFor returns how many positions a goroutine evaluates together in searches of so many visits; 0: as many as time
// allows. A batch of 8 takes about half as long as 8 batches of 1, and at 400 visits it costs no strength that 1,500 games
// could show; shorter searches need their visits one by one.
func leavesFor(visits int) int {
	const most, each = 8, 50
	if visits == 0 {
		return most
	}
	return max(1, min(most, visits/each))
}

func (t *team) closeEvaluators() error {
	var err error
	for _, c := range t.closers {
		err = errors.Join(err, c())
	}
	return err
}
