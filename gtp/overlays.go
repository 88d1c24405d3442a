package gtp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tengen/game"
	"tengen/game/goban"
	"tengen/mcts"
)

// What the engine knows, drawn on the board by GoGui. A board is its rows, the top one first, with blanks between the cells.

// spot is what is known of the moves that lead to a cell.
type spot struct {
	prior  float32
	visits int
	value  float32 // of the most visited, for the player to move
}

// observe asks the engine about the position on the board, and sorts the moves by where they lead.
func (s *Server) observe(ctx context.Context) (Observation, []spot, error) {
	o, ok := s.engine.(Observer)
	switch {
	case !ok:
		return Observation{}, nil, errors.New("this engine does not show what it knows")
	case s.pos.state.Terminal():
		return Observation{}, nil, errors.New("the game is over")
	}
	found, err := o.Observe(ctx, Question{State: s.pos.state, History: s.pos.history()})
	if err != nil {
		return found, nil, err
	}
	spots := make([]spot, s.pos.game.Shape().Cells())
	most := make([]int32, len(spots))
	for _, v := range found.Moves {
		cell, ok := cellOf(s.pos.state, v.Action)
		if !ok {
			continue
		}
		spots[cell].prior += v.Prior
		spots[cell].visits += int(v.Visits)
		if v.Visits > most[cell] {
			most[cell], spots[cell].value = v.Visits, v.Q
		}
	}
	return found, spots, nil
}

// cellOf returns the cell that a move leads to, if it leads to one.
func cellOf(st game.State, a game.Action) (cell int, ok bool) {
	name := st.FormatAction(a)
	shape := st.Game().Shape()
	if cell, err := game.ParseVertex(name, shape.Width, shape.Height); err == nil {
		return cell, true
	}
	to, _ := lastOfPair(name)
	cell, err := game.ParseVertex(to, shape.Width, shape.Height)
	return cell, err == nil
}

// board draws a text for each cell.
func (s *Server) board(text func(cell int) string) string {
	shape := s.pos.game.Shape()
	var rows []string
	for y := shape.Height - 1; y >= 0; y-- {
		row := make([]string, shape.Width)
		for x := range row {
			row[x] = text(y*shape.Width + x)
		}
		rows = append(rows, strings.Join(row, " "))
	}
	return strings.Join(rows, "\n")
}

// pairs lists points with a text each, those without one left out.
func (s *Server) pairs(text func(cell int) string) string {
	shape := s.pos.game.Shape()
	var words []string
	for cell := range shape.Cells() {
		if t := text(cell); t != "" {
			words = append(words, game.FormatVertex(cell, shape.Width), t)
		}
	}
	return strings.Join(words, " ")
}

// showPolicy is a dboard of squares whose areas are the priors: their edges are the roots. Black's are positive.
func (s *Server) showPolicy(ctx context.Context, _ []string) (string, error) {
	_, spots, err := s.observe(ctx)
	if err != nil {
		return "", err
	}
	return s.board(func(cell int) string { return s.edge(spots[cell]) }), nil
}

// edge is the root of a prior, positive for black.
func (s *Server) edge(p spot) string {
	edge := math.Sqrt(float64(min(1, p.prior)))
	if s.pos.state.ToPlay() == game.Second && edge > 0 {
		edge = -edge
	}
	return strconv.FormatFloat(edge, 'f', 3, 64)
}

// showPolicyColors is a cboard from white to red, in proportion to the largest prior. Cells that no move leads to have no colour.
func (s *Server) showPolicyColors(ctx context.Context, _ []string) (string, error) {
	_, spots, err := s.observe(ctx)
	if err != nil {
		return "", err
	}
	most := slices.MaxFunc(spots, func(a, b spot) int { return cmp.Compare(a.prior, b.prior) }).prior
	return s.board(func(cell int) string {
		if spots[cell].prior <= 0 {
			return `""`
		}
		pale := int(math.Round(255 * (1 - float64(spots[cell].prior/most))))
		return fmt.Sprintf("#ff%02x%02x", pale, pale)
	}), nil
}

// showVisits is pspairs: how many descents have gone to each point, in at most four letters.
func (s *Server) showVisits(ctx context.Context, _ []string) (string, error) {
	_, spots, err := s.observe(ctx)
	if err != nil {
		return "", err
	}
	return s.pairs(func(cell int) string {
		if spots[cell].visits == 0 {
			return ""
		}
		return shortCount(spots[cell].visits)
	}), nil
}

// shortCount writes a number in at most four letters: 9999, 12k, 1M.
func shortCount(n int) string {
	switch {
	case n < 10_000:
		return strconv.Itoa(n)
	case n < 1_000_000:
		return strconv.Itoa(n/1000) + "k"
	}
	return strconv.Itoa(n/1_000_000) + "M"
}

// showValues is pspairs: the chance to win, in per cent for the player to move, of each point that was visited.
func (s *Server) showValues(ctx context.Context, _ []string) (string, error) {
	_, spots, err := s.observe(ctx)
	if err != nil {
		return "", err
	}
	return s.winRates(spots, 1), nil
}

// winRates is pairs of the points that have at least so many visits.
func (s *Server) winRates(spots []spot, least int) string {
	return s.pairs(func(cell int) string {
		if spots[cell].visits < least {
			return ""
		}
		return strconv.Itoa(int(math.Round(100 * float64(chance(spots[cell].value)))))
	})
}

// showValue is a string for the status line.
func (s *Server) showValue(ctx context.Context, _ []string) (string, error) {
	found, _, err := s.observe(ctx)
	if err != nil {
		return "", err
	}
	return s.valueText(found), nil
}

func (s *Server) valueText(found Observation) string {
	return fmt.Sprintf("%s wins with %.1f %%, %d visits", colorName(s.pos.state.ToPlay()), 50*(1+found.Value), found.Visits)
}

// showPV is a var: moves without colours, the player to move first.
func (s *Server) showPV(ctx context.Context, _ []string) (string, error) {
	found, _, err := s.observe(ctx)
	if err != nil {
		return "", err
	}
	var names []string
	s.walk(found.PV, func(_ game.Player, name string) { names = append(names, name) })
	return strings.Join(names, " "), nil
}

// walk names the moves of a variation, as long as they are points or passes.
func (s *Server) walk(moves []game.Action, visit func(p game.Player, name string)) {
	st := s.pos.game.New()
	st.CopyFrom(s.pos.state)
	for _, a := range moves {
		name := st.FormatAction(a)
		if !isVertex(name) && !isPass(name) {
			return
		}
		visit(st.ToPlay(), name)
		st.Play(a)
	}
}

// shownMoves is how many moves have a label in gogui-search: the most visited.
const shownMoves = 10

// showSearch is gfx: the variation, the shares of visits as influence, the win rates as labels, and a line of text.
func (s *Server) showSearch(ctx context.Context, _ []string) (string, error) {
	found, spots, err := s.observe(ctx)
	if err != nil {
		return "", err
	}
	var variation []string
	s.walk(found.PV, func(p game.Player, name string) { variation = append(variation, colorLetter(p), name) })
	var lines []string
	line := func(name, arguments string) {
		if arguments != "" {
			lines = append(lines, name+" "+arguments)
		}
	}
	line("VAR", strings.Join(variation, " "))
	total := max(1, found.Visits)
	line("INFLUENCE", s.pairs(func(cell int) string {
		if spots[cell].visits == 0 {
			return ""
		}
		return s.edge(spot{prior: float32(spots[cell].visits) / float32(total)})
	}))
	line("LABEL", s.winRates(spots, leastShown(found.Moves)))
	line("TEXT", s.valueText(found))
	return strings.Join(lines, "\n"), nil
}

// leastShown returns how many visits a move must have, 1 or more, to be among the most visited.
func leastShown(moves []mcts.Visit) int {
	if len(moves) <= shownMoves {
		return 1
	}
	visits := make([]int, len(moves))
	for i, v := range moves {
		visits[i] = -int(v.Visits)
	}
	slices.Sort(visits)
	return max(1, -visits[shownMoves-1])
}

// showSettled is a dboard: 1 Black's for good, -1 White's, 0 open.
func (s *Server) showSettled(context.Context, []string) (string, error) {
	st, ok := s.pos.state.(*goban.State)
	if !ok {
		return "", errOnlyGo
	}
	owner := ownersForGood(st)
	return s.board(func(cell int) string { return strconv.Itoa(int(owner[cell])) }), nil
}
