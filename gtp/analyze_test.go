package gtp

import (
	"slices"

	"tengen/game"
	"tengen/mcts"
)

// Moves of a scripted search are actions 0 and 1, as Visits has them, best first.
func (s *scripted) Moves(dst []mcts.Move) []mcts.Move {
	from := len(dst)
	for _, v := range s.Visits(nil) {
		dst = append(dst, mcts.Move{Action: v.Action, Visits: int(v.Visits), Prior: 0.5, Q: s.value, LCB: s.value - 0.25})
	}
	if len(dst) > from && s.Best() == 1 {
		slices.Reverse(dst[from:])
	}
	return dst
}

func (s *scripted) Line(a game.Action, dst []mcts.Move) []mcts.Move {
	return append(dst, mcts.Move{Action: a}, mcts.Move{Action: 1 - a, Visits: 1})
}
