package gtp

import (
	"context"
	"fmt"

	"tengen/game"
	"tengen/mcts"
)

// SearchEngine is an Engine that searches.
type SearchEngine struct {
	evaluator mcts.Evaluator
	params    mcts.Params
	resign    float32
	model     *game.Params // that the model was trained on; nil: there is none
	search    *mcts.Search
}

// NewSearchEngine returns an engine that searches with the evaluator and resigns at a root value below
// resign (-1: never). model is the game that the evaluator's network plays; nil if it plays every game.
func NewSearchEngine(e mcts.Evaluator, p mcts.Params, resign float32, model *game.Params) *SearchEngine {
	return &SearchEngine{evaluator: e, params: p, resign: resign, model: model}
}

// CanPlay implements Engine: a network plays the game and the size that it was trained on.
func (e *SearchEngine) CanPlay(p game.Params) error {
	if m := e.model; m != nil && (m.Name != p.Name || m.Width != p.Width || m.Height != p.Height) {
		return fmt.Errorf("this model plays %s on %dx%d only", m.Name, m.Width, m.Height)
	}
	return nil
}

// NewGame implements Engine.
func (e *SearchEngine) NewGame(g game.Game) (err error) {
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
