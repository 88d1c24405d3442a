package gtp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tengen/game"
	"tengen/sgf"
)

// The commands by which GoGui shows and referees other games than Go: its manual's chapter on rulers. GoGui plays points and
// passes. In Hex it cannot swap, and in Breakthrough, where a move has two points, it can show the board and no more.

func (s *Server) rulesGameID(context.Context, []string) (string, error) {
	return s.pos.game.Params().Name, nil
}

// rulesBoardSize answers the size, both sides if they differ, and the geometry if it is not that of squares.
func (s *Server) rulesBoardSize(context.Context, []string) (string, error) {
	p := s.pos.game.Params()
	size := strconv.Itoa(p.Width)
	if p.Width != p.Height {
		size = fmt.Sprintf("%d %d", p.Width, p.Height)
	}
	switch {
	case p.Name == "hex":
		return size + " hex", nil
	case p.Width != p.Height:
		return size + " rect", nil
	}
	return size, nil
}

// rulesBoard draws the cells, the top row first: X black, O white.
func (s *Server) rulesBoard(context.Context, []string) (string, error) {
	rows, err := boardRows(s.pos.state)
	return strings.Join(rows, "\n"), err
}

// boardRows reads a State's own drawing.
func boardRows(st game.State) ([]string, error) {
	shape := st.Game().Shape()
	var rows []string
	for line := range strings.Lines(st.String()) {
		cells := strings.Fields(line)
		if len(cells) == 0 || cells[0] != strconv.Itoa(shape.Height-len(rows)) {
			continue
		}
		switch cells = cells[1:]; len(cells) {
		case shape.Width + 1: // the number again
			cells = cells[:shape.Width]
		case shape.Width + 2: // the edges of Hex
			cells = cells[1 : 1+shape.Width]
		}
		if len(cells) == shape.Width {
			rows = append(rows, strings.Join(cells, " "))
		}
	}
	if len(rows) != shape.Height {
		return nil, fmt.Errorf("the board of %s cannot be drawn as rows", st.Game().Params().Name)
	}
	return rows, nil
}

// rulesLegalMoves lists points, and pass; none means that the game is over.
func (s *Server) rulesLegalMoves(context.Context, []string) (string, error) {
	st := s.pos.state
	if s.pos.game.Params().Name == "breakthrough" && !st.Terminal() {
		return "", errors.New("moves of breakthrough are no points, and GoGui plays no others")
	}
	var names []string
	for _, a := range st.LegalActions(nil) {
		if name := st.FormatAction(a); isVertex(name) || isPass(name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " "), nil
}

func (s *Server) rulesSideToMove(context.Context, []string) (string, error) {
	return colorName(s.pos.state.ToPlay()), nil
}

func (s *Server) rulesFinalResult(context.Context, []string) (string, error) {
	if !s.pos.state.Terminal() {
		return "", errors.New("the game is not over")
	}
	return sgf.Result(s.pos.state), nil
}
