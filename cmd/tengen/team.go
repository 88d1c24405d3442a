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
}

// Close ends the search, then its evaluators.
func (t *team) Close() error {
	return errors.Join(t.Parallel.Close(), t.closeEvaluators())
}

// openSearch returns how to open searches by so many goroutines with a model, or with uniform priors if it is nil. The model
// is prepared once for each board.
func (a *app) openSearch(model *net.Model, threads int) gtp.OpenSearcher {
	var prepared net.Prepared
	var board game.Params // that prepared is for, komi aside
	return func(g game.Game) (gtp.Searcher, error) {
		if threads < 1 || threads > 1024 {
			return nil, fmt.Errorf("--threads is %d, want 1 to 1024", threads)
		}
		p := g.Params()
		if p.Komi = 0; model != nil && (prepared == nil || p != board) {
			var err error
			if prepared, err = a.prepare(g, model); err != nil {
				return nil, err
			}
			board = p
		}
		return a.openTeam(g, prepared, threads)
	}
}

// openTeam opens a search; prepared is nil for uniform priors.
func (a *app) openTeam(g game.Game, prepared net.Prepared, threads int) (*team, error) {
	t := &team{}
	params := playSearch(g, 1) // how many, the engine says
	evaluators := make([]mcts.Evaluator, threads)
	for i := range evaluators {
		if evaluators[i] = (mcts.Uniform{}); prepared == nil {
			continue
		}
		e, closeIt, err := a.evaluatorOf(g, prepared, params.Leaves, 1)
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
	return t, nil
}

func (t *team) closeEvaluators() error {
	var err error
	for _, c := range t.closers {
		err = errors.Join(err, c())
	}
	return err
}
