package trainer

import (
	"context"
	"fmt"

	"tengen/game"
	"tengen/mcts"
	"tengen/net"
	"tengen/rating"
)

// Match is the paper's gate (AlphaGo Zero, Methods, Evaluator): a candidate that takes more than Threshold of
// the points from the best model takes its place; the paper plays 400 games and asks for 55 %. It ends as soon
// as the answer is certain.
type Match struct {
	Game      game.Game
	Engine    net.Engine
	Search    mcts.Params
	Games     int
	Threshold float64
	Sample    int // plies in which moves are drawn by visits, so that games differ
	Workers   int
	Dir       func(candidate *net.Model) string // folder of a candidate's match: after a kill a step has another candidate
}

// Admit implements Gate.
func (m *Match) Admit(ctx context.Context, candidate, best net.Prepared) (score float64, admitted bool, err error) {
	model := candidate.Model()
	table, err := rating.Run(ctx, m.Dir(model), m.Game,
		[]rating.Entrant{m.entrant("candidate", candidate), m.entrant("best", best)},
		rating.Options{GamesPerPairing: m.Games, Threshold: m.Threshold, Workers: m.Workers, Seed: uint64(model.Training.Step)})
	if err != nil {
		return 0, false, err
	}
	for _, r := range table.Rows {
		if r.Name == "candidate" {
			return r.Share, r.Share > m.Threshold, nil
		}
	}
	return 0, false, fmt.Errorf("no game of the match counts: all %d repeat each other", table.Duplicates)
}

func (m *Match) entrant(name string, p net.Prepared) rating.Entrant {
	return rating.Entrant{Name: name, Step: -1, New: func() (rating.Player, error) {
		ev, err := m.Engine.NewEvaluator(p.Model().Weights.Spec, m.Search.Leaves, 1)
		if err != nil {
			return nil, err
		}
		e := mcts.NewNetEvaluator(m.Game, mcts.NewDirect(ev, p), 1, 1)
		return rating.NewSearchPlayer(name, e, rating.SearchParams{Search: m.Search, SamplePlies: m.Sample, Resign: -1}, ev.Close), nil
	}}
}
