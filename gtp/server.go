package gtp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"tengen/game"
	"tengen/game/games"
)

// Engine chooses moves for a Server. It is used by one goroutine at a time.
type Engine interface {
	// NewGame tells that a game starts by the rules of g: whatever is known of the last is void. It errs
	// if the engine cannot play g; the reason is shown to the person who asked for that board, and the
	// last game goes on.
	NewGame(g game.Game) error
	// Genmove chooses a legal action, or to resign, for s.ToPlay(). It does not play it, and
	// neither changes s nor keeps it. s is never terminal. If ctx ends it returns soon.
	Genmove(ctx context.Context, s game.State) (a game.Action, resign bool, err error)
}

// Params set up a Server.
type Params struct {
	Name    string       // what the engine calls itself
	Version string       // and its version
	Game    game.Params  // the game, its first board and its first komi
	Log     *slog.Logger // notes for the person at the terminal; nil for none
}

// Server answers GTP commands about one game with the moves of an Engine.
type Server struct {
	engine   Engine
	params   Params
	log      *slog.Logger
	pos      *position
	commands map[string]handler
	quitting bool
}

// NewServer returns a Server at the start of a game of p.Game. It errs if there is no such game or
// the engine cannot play it.
func NewServer(engine Engine, p Params) (*Server, error) {
	s := &Server{engine: engine, params: p, log: p.Log, commands: handlers()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	g, err := games.New(p.Game)
	if err != nil {
		return nil, fmt.Errorf("gtp: start: %w", err)
	}
	if err := s.begin(newPosition(g)); err != nil {
		return nil, fmt.Errorf("gtp: start: %w", err)
	}
	return s, nil
}

// begin tells the engine of p's game and puts p on the board.
func (s *Server) begin(p *position) error {
	if err := s.engine.NewGame(p.game); err != nil {
		g := p.game.Params()
		return fmt.Errorf("the engine cannot start a game of %s on %dx%d: %w", g.Name, g.Width, g.Height, err)
	}
	s.pos = p
	return nil
}

// Serve reads commands from r and writes answers to w, one after the other, until quit or the end of
// r, where it returns nil, or until ctx ends, where it returns the cause. It errs if r or w fail.
// What was on the board before is still there.
//
// A Read of r that is under way when Serve returns is not interrupted: a caller who goes on using r
// closes it or gives it an end first.
func (s *Server) Serve(ctx context.Context, r io.Reader, w io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	lines := make(chan inputLine, readAhead)
	go readLines(ctx, r, lines)
	out := bufio.NewWriter(w)
	s.quitting = false
	for !s.quitting {
		select {
		case l, ok := <-lines:
			if !ok {
				return nil
			}
			if l.err != nil && !errors.Is(l.err, errLongLine) {
				return fmt.Errorf("gtp: read commands: %w", l.err)
			}
			out.WriteString(s.answer(ctx, l)) // its error is kept for Flush
			if err := out.Flush(); err != nil {
				return fmt.Errorf("gtp: write an answer: %w", err)
			}
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// answer executes a line and returns what to write: nothing for a blank line.
func (s *Server) answer(ctx context.Context, l inputLine) string {
	if l.err != nil {
		return formatAnswer("", "", l.err)
	}
	c, ok := parseCommand(l.text)
	if !ok {
		return ""
	}
	h, ok := s.commands[c.name]
	if !ok {
		return formatAnswer(c.id, "", errUnknownCommand)
	}
	result, err := h(s, ctx, c.args)
	return formatAnswer(c.id, result, err)
}
