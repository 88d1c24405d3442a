package gtp

import (
	"context"

	"tengen/game"
	"tengen/mcts"
)

// OpenEvaluator opens an evaluator for the positions of g, and says how to close it. It errs if it knows
// no evaluator for that game on that board.
type OpenEvaluator func(g game.Game) (e mcts.Evaluator, closeIt func() error, err error)

// SearchEngine is an Engine that searches.
type SearchEngine struct {
	open      OpenEvaluator
	params    mcts.Params
	resign    float32
	evaluator mcts.Evaluator
	closeIt   func() error
	board     game.Params // that evaluator is open for, komi aside
	search    *mcts.Search
}

// NewSearchEngine returns an engine that searches with an evaluator opened for each board that it is asked
// to play on, and resigns at a root value below resign (-1: never).
func NewSearchEngine(open OpenEvaluator, p mcts.Params, resign float32) *SearchEngine {
	return &SearchEngine{open: open, params: p, resign: resign, closeIt: func() error { return nil }}
}

// NewGame implements Engine.
func (e *SearchEngine) NewGame(g game.Game) error {
	board := g.Params()
	board.Komi = 0
	if e.evaluator == nil || board != e.board {
		evaluator, closeIt, err := e.open(g)
		if err != nil {
			return err
		}
		err = e.Close()
		e.evaluator, e.closeIt, e.board = evaluator, closeIt, board
		if err != nil {
			return err
		}
	}
	var err error
	e.search, err = mcts.New(g, e.evaluator, e.params, 1)
	return err
}

// Genmove implements Engine.
func (e *SearchEngine) Genmove(ctx context.Context, s game.State) (game.Action, bool, error) {
	e.search.Reset(s)
	if err := e.search.Run(ctx, e.params.Simulations, false); err != nil {
		return 0, false, err
	}
	if e.resign > -1 && e.search.Value() < e.resign {
		return 0, true, nil
	}
	return e.search.Choose(0), false, nil
}

// Close closes the evaluator.
func (e *SearchEngine) Close() error { return e.closeIt() }
