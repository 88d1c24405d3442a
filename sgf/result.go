package sgf

import (
	"strconv"

	"tengen/game"
)

// Reason is how a game was won if not on the board.
type Reason string

// The reasons FF[4] knows.
const (
	Resignation Reason = "R"
	Time        Reason = "T"
	Forfeit     Reason = "F" // an illegal move, a crash
)

// Result returns RE of the game that ends in s: B+3.5 in games of points, B+ in others, 0 or Draw if
// nobody won, and ? if s is not terminal.
func Result(s game.State) string {
	if !s.Terminal() {
		return "?"
	}
	scorer, counts := s.(game.Scorer)
	points := ""
	if counts {
		points = strconv.FormatFloat(abs(scorer.Score()), 'f', -1, 32)
	}
	switch outcome := game.OutcomeFor(s, game.First); {
	case outcome > 0:
		return "B+" + points
	case outcome < 0:
		return "W+" + points
	case counts:
		return "0"
	}
	return "Draw"
}

// Won returns RE of a game that winner won for a reason: W+R.
func Won(winner game.Player, by Reason) string {
	if winner == game.First {
		return "B+" + string(by)
	}
	return "W+" + string(by)
}

func abs(v float32) float64 {
	if v < 0 {
		v = -v
	}
	return float64(v)
}
