package gtp

import (
	"context"
	"strconv"
	"strings"

	"tengen/game"
)

// The commands by which a referee checks the rules from outside, as GNU Go has them.

// allLegal lists the legal moves of a colour, its turn or not, passes left out.
func (s *Server) allLegal(_ context.Context, args []string) (string, error) {
	if len(args) < 1 {
		return "", errSyntax
	}
	c, err := parseColor(args[0])
	if err != nil {
		return "", err
	}
	var names []string
	for a := range game.Action(s.pos.game.Actions()) {
		if a != s.pos.pass && s.pos.legal(move{c, a}) {
			names = append(names, s.pos.state.FormatAction(a))
		}
	}
	return strings.Join(names, " "), nil
}

// isLegal answers 1 or 0.
func (s *Server) isLegal(_ context.Context, args []string) (string, error) {
	m, err := s.parseMove(args)
	if err == errIllegalMove {
		return "0", nil
	}
	if err != nil {
		return "", err
	}
	if s.pos.legal(m) {
		return "1", nil
	}
	return "0", nil
}

// parseMove reads a colour and a vertex.
func (s *Server) parseMove(args []string) (move, error) {
	if len(args) < 2 {
		return move{}, errSyntax
	}
	c, err := parseColor(args[0])
	if err != nil {
		return move{}, err
	}
	a, err := s.pos.parse(args[1])
	return move{c, a}, err
}

// listStones lists the cells of a colour.
func (s *Server) listStones(_ context.Context, args []string) (string, error) {
	board, ok := s.pos.state.(interface {
		Stone(cell int) (p game.Player, ok bool)
	})
	if len(args) < 1 {
		return "", errSyntax
	}
	c, err := parseColor(args[0])
	if err != nil {
		return "", err
	}
	if !ok {
		return "", errOnlyGo
	}
	var names []string
	g := s.pos.game.Shape()
	for cell := range g.Cells() {
		if p, ok := board.Stone(cell); ok && p == c {
			names = append(names, game.FormatVertex(cell, g.Width))
		}
	}
	return strings.Join(names, " "), nil
}

// captures counts the stones that a colour has captured.
func (s *Server) captures(_ context.Context, args []string) (string, error) {
	board, ok := s.pos.state.(interface{ Captures(p game.Player) int })
	if len(args) < 1 {
		return "", errSyntax
	}
	c, err := parseColor(args[0])
	if err != nil {
		return "", err
	}
	if !ok {
		return "", errOnlyGo
	}
	return strconv.Itoa(board.Captures(c)), nil
}
