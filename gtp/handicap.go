package gtp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tengen/game"
	"tengen/game/goban"
)

// The specification's words.
var (
	errStones     = errors.New("invalid number of stones")
	errNotEmpty   = errors.New("board not empty")
	errVertexList = errors.New("bad vertex list")
	errOnlyGo     = errors.New("only Go has this")
)

// fixedHandicap places Black's stones on the specification's points and answers them.
func (s *Server) fixedHandicap(_ context.Context, args []string) (string, error) {
	n, err := s.handicapStones(args)
	if err != nil {
		return "", err
	}
	p := s.pos.game.Params()
	stones, err := goban.FixedHandicap(p.Width, p.Height, n)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errStones, err)
	}
	return s.placeHandicap(stones)
}

// placeFreeHandicap places stones where the engine likes: on the specification's points, perhaps fewer than asked, and
// on boards that have none where it would play.
func (s *Server) placeFreeHandicap(ctx context.Context, args []string) (string, error) {
	n, err := s.handicapStones(args)
	if err != nil {
		return "", err
	}
	p := s.pos.game.Params()
	if n < 2 || n >= p.Width*p.Height {
		return "", errStones
	}
	for k := min(n, 9); k >= 2; k-- {
		if stones, err := goban.FixedHandicap(p.Width, p.Height, k); err == nil {
			return s.placeHandicap(stones)
		}
	}
	stones, err := s.chooseHandicap(ctx, n)
	if err != nil {
		return "", err
	}
	return s.placeHandicap(stones)
}

// chooseHandicap returns the moves that the engine makes for Black if White never moves: n, or fewer if it passes.
func (s *Server) chooseHandicap(ctx context.Context, n int) ([]game.Action, error) {
	var stones []game.Action
	for pos := newPosition(s.pos.game); len(stones) < n; {
		a, resign, err := s.engine.Genmove(ctx, Question{State: pos.state, History: pos.history()})
		if err != nil {
			return nil, fmt.Errorf("no handicap: %w", err)
		}
		if resign || a == pos.pass {
			break
		}
		stones = append(stones, a)
		if pos, err = s.pos.withStones(blackStones(stones), game.First); err != nil {
			return nil, fmt.Errorf("no handicap: %w", err)
		}
	}
	if len(stones) < 2 {
		return nil, errStones
	}
	return stones, nil
}

// setFreeHandicap places the stones that are given.
func (s *Server) setFreeHandicap(_ context.Context, args []string) (string, error) {
	if err := s.mayPlaceHandicap(); err != nil {
		return "", err
	}
	if cells := s.pos.game.Shape().Cells(); len(args) < 2 || len(args) >= cells {
		return "", fmt.Errorf("%w: %d stones, want 2 to %d", errVertexList, len(args), cells-1)
	}
	var stones []game.Action
	for _, text := range args {
		a, err := s.pos.parse(text)
		if err != nil || a == s.pos.pass || slices.Contains(stones, a) {
			return "", fmt.Errorf("%w: %.10q", errVertexList, text)
		}
		stones = append(stones, a)
	}
	_, err := s.placeHandicap(stones)
	return "", err
}

// handicapStones reads how many stones are asked for.
func (s *Server) handicapStones(args []string) (int, error) {
	n, err := integers(args, 1)
	if err != nil {
		return 0, err
	}
	return n[0], s.mayPlaceHandicap()
}

func (s *Server) mayPlaceHandicap() error {
	switch {
	case s.pos.game.Params().Name != "go":
		return errOnlyGo
	case len(s.pos.moves) > 0 || len(s.pos.setup) > 0:
		return errNotEmpty
	}
	return nil
}

// placeHandicap begins a game with Black's stones on the board and White to play, and names them.
func (s *Server) placeHandicap(stones []game.Action) (string, error) {
	pos, err := s.pos.withStones(blackStones(stones), game.Second)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errVertexList, err)
	}
	names := make([]string, len(stones))
	for i, a := range stones {
		names[i] = pos.state.FormatAction(a)
	}
	return strings.Join(names, " "), s.begin(pos)
}
