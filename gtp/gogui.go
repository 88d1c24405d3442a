package gtp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tengen/game"
)

// The commands of GoGui, as the chapters "Analyze Commands", "Setup Commands" and "Compatibility" of its manual describe them.

// analyzeCommands are the lines of gogui-analyze_commands, type/label/command. The answers' forms are given by their types.
var analyzeCommands = []string{
	"gfx/Search/gogui-search",
	"var/Principal variation/gogui-pv",
	"dboard/Policy/gogui-policy",
	"cboard/Policy in colours/gogui-policy_colors",
	"pspairs/Visits/gogui-visits",
	"pspairs/Win rates/gogui-values",
	"string/Value/gogui-value",
	"dboard/Settled points (Go)/gogui-settled",
	"plist/Dead stones (Go)/final_status_list dead",
	"pstring/Legal moves/gogui-rules_legal_moves",
	"string/Final score/final_score",
	"string/Final result/gogui-rules_final_result",
	"string/Processor time/cputime",
}

func (s *Server) goguiAnalyzeCommands(context.Context, []string) (string, error) {
	return strings.Join(analyzeCommands, "\n"), nil
}

// goguiTitle names the window.
func (s *Server) goguiTitle(context.Context, []string) (string, error) {
	p := s.pos.game.Params()
	return fmt.Sprintf("%s: %s %dx%d", s.params.Name, p.Name, p.Width, p.Height), nil
}

// playSequence plays COLOUR VERTEX COLOUR VERTEX ..., all or none.
func (s *Server) playSequence(ctx context.Context, args []string) (string, error) {
	if len(args)%2 != 0 {
		return "", fmt.Errorf("%w: want COLOUR VERTEX, any number of times", errSyntax)
	}
	before := len(s.pos.moves)
	for pair := range slices.Chunk(args, 2) {
		if _, err := s.play(ctx, pair); err != nil {
			s.pos.undoTo(before)
			return "", fmt.Errorf("%w: %.20q", err, pair)
		}
	}
	return "", nil
}

// errMoved is why stones cannot be set up.
var errMoved = errors.New("moves have been made: stones are set up before the first one")

// goguiSetup places stones before the first move: COLOUR VERTEX COLOUR VERTEX ..., where the colour e, for empty, takes one
// off. All of them or none are placed. Chains without a liberty are not possible here.
func (s *Server) goguiSetup(_ context.Context, args []string) (string, error) {
	if len(s.pos.moves) > 0 {
		return "", errMoved
	}
	if len(args)%2 != 0 {
		return "", fmt.Errorf("%w: want COLOUR VERTEX, any number of times", errSyntax)
	}
	stones := slices.Clone(s.pos.setup)
	for pair := range slices.Chunk(args, 2) {
		stone, empty, err := s.parseStone(pair[0], pair[1])
		if err != nil {
			return "", fmt.Errorf("%w: %.20q", err, pair)
		}
		stones = slices.DeleteFunc(stones, func(other setupStone) bool { return other.cell == stone.cell })
		if !empty {
			stones = append(stones, stone)
		}
	}
	earlier := s.pos
	if err := s.setUp(stones, s.pos.first); err != nil {
		return "", err
	}
	earlier.earlier, s.pos.earlier = nil, earlier
	return "", nil
}

// parseStone reads a stone, or a cell that is to be empty.
func (s *Server) parseStone(color, vertex string) (stone setupStone, empty bool, err error) {
	switch strings.ToLower(color) {
	case "e", "empty":
		empty = true
	default:
		if stone.player, err = parseColor(color); err != nil {
			return stone, false, err
		}
	}
	p := s.pos.game.Params()
	cell, err := game.ParseVertex(vertex, p.Width, p.Height)
	if err != nil {
		return stone, false, fmt.Errorf("%w: %w", errSyntax, err)
	}
	stone.cell = game.Action(cell)
	return stone, empty, nil
}

// setUp begins a game with these stones on the board.
func (s *Server) setUp(stones []setupStone, first game.Player) error {
	pos, err := s.pos.withStones(stones, first)
	if err != nil {
		return fmt.Errorf("cannot set up: %w", err)
	}
	return s.begin(pos)
}

// setupPlayer says who moves first.
func (s *Server) setupPlayer(_ context.Context, args []string) (string, error) {
	if len(args) != 1 {
		return "", errSyntax
	}
	c, err := parseColor(args[0])
	if err != nil {
		return "", err
	}
	if len(s.pos.moves) > 0 {
		return "", errMoved
	}
	earlier := s.pos.earlier
	if err := s.setUp(s.pos.setup, c); err != nil {
		return "", err
	}
	s.pos.earlier = earlier
	return "", nil
}

// undoSetup takes back what the last gogui-setup has done.
func (s *Server) undoSetup(context.Context, []string) (string, error) {
	switch {
	case len(s.pos.moves) > 0:
		return "", errMoved
	case s.pos.earlier == nil:
		return "", errCannotUndo
	}
	return "", s.begin(s.pos.earlier)
}
