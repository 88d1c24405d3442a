package gtp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"tengen/game"
	"tengen/game/games"
)

// Params set up a Server.
type Params struct {
	Name    string       // what the engine calls itself
	Version string       // and its version
	Game    game.Params  // the game, its first board and its first komi
	Log     *slog.Logger // notes for the person at the terminal; nil for none

	Lag      time.Duration // what goes by on the referee's clock without thinking, see mcts.Clock.Budget; >= 0
	MoveTime time.Duration // the longest to think about a move, whatever the clock says; 0: no such limit
	Ponder   bool          // whether a Ponderer may think while its opponent does
}

// Server answers GTP commands about one game with the moves of an Engine.
type Server struct {
	engine   Engine
	params   Params
	log      *slog.Logger
	pos      *position
	commands map[string]handler
	quitting bool

	input  *lineQueue    // nil unless Serve runs
	out    *bufio.Writer // of Serve
	id     string        // of the command that is being executed
	opened bool          // the first line of its answer has been sent

	time     timekeeper
	received time.Time // when the command came that is being executed
	answered *position // the game in which genmove chose a move last; nil before that
	after    History   // that move played
}

// NewServer returns a Server at the start of a game of p.Game. It errs if there is no such game or
// the engine cannot play it.
func NewServer(engine Engine, p Params) (*Server, error) {
	if p.Lag < 0 || p.Lag > maxLag || p.MoveTime < 0 {
		return nil, fmt.Errorf("gtp: start: lag is %v and the time for a move %v, want 0 to %v and 0 or more", p.Lag, p.MoveTime, maxLag)
	}
	s := &Server{time: timekeeper{lag: p.Lag, moveTime: p.MoveTime}, engine: engine, params: p, log: p.Log, commands: handlers(), out: discard()}
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

// maxLag is the largest Params.Lag.
const maxLag = time.Minute

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
	s.input, s.out = &lineQueue{lines: lines}, bufio.NewWriter(w)
	defer func() { s.input, s.out = nil, discard() }()
	s.quitting = false
	var free time.Time // when the last command was answered: a line that waited until then counts from there
	for !s.quitting {
		stopPondering := s.ponder(ctx, s.input.waiting())
		l, ok, err := s.input.next(ctx)
		stopPondering()
		if !ok {
			return err
		}
		if l.err != nil && !errors.Is(l.err, errLongLine) {
			return fmt.Errorf("gtp: read commands: %w", l.err)
		}
		if s.received = l.read; s.received.Before(free) {
			s.received = free
		}
		s.out.WriteString(s.answer(ctx, l)) // its error is kept for Flush
		if err := s.out.Flush(); err != nil {
			return fmt.Errorf("gtp: write an answer: %w", err)
		}
		free = time.Now()
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
	s.id, s.opened = c.id, false
	result, err := h(s, ctx, c.args)
	if s.opened {
		return s.restOfAnswer(result, err)
	}
	return formatAnswer(c.id, result, err)
}
