package gtp

import (
	"context"
	"errors"
	"fmt"

	"tengen/game"
	"tengen/game/goban"
)

var errNoAnalysis = errors.New("this engine cannot analyse")

// analysisCommands returns the commands that tell what the engine thinks while it does. Those that analyse end at the next
// line of input, whatever it is, which is then executed. Those that choose a move end with the line "play MOVE", and only
// cancellable ones end earlier than that.
func analysisCommands() map[string]handler {
	return map[string]handler{
		"analyze":                         sabakiDialect.analyze,
		"lz-analyze":                      leelaDialect.analyze,
		"kata-analyze":                    kataDialect.analyze,
		"genmove_analyze":                 sabakiDialect.choose(true, false),
		"lz-genmove_analyze":              leelaDialect.choose(true, false),
		"kata-genmove_analyze":            kataDialect.choose(true, false),
		"kata-search_analyze":             kataDialect.choose(false, false),
		"kata-search_analyze_cancellable": kataDialect.choose(false, true),
	}
}

// analyze thinks about the position, with the colour in args to move, until the next line of input.
func (d dialect) analyze(s *Server, ctx context.Context, args []string) (string, error) {
	analyzer, a, w, err := d.prepare(s, args)
	if err != nil {
		return "", err
	}
	if s.pos.state.Terminal() { // nothing to tell, but the form is kept
		s.openAnswer()
		s.untilInput(ctx, func(ctx context.Context) error { <-ctx.Done(); return nil })
		return "", nil
	}
	before := s.pos.state.ToPlay()
	if !s.pos.setToPlay(a.color) {
		return "", fmt.Errorf("it is %s's turn, and in this game nobody moves twice", colorName(before))
	}
	q := Question{State: s.pos.state, History: s.pos.history(), Restriction: a.restriction}
	s.openAnswer()
	err = s.untilInput(ctx, func(ctx context.Context) error {
		if err := analyzer.Analyze(ctx, q, w); err != nil {
			s.log.Warn("the analysis ended", "reason", err)
			<-ctx.Done() // the answer ends at the next line, as always
		}
		return nil
	})
	s.pos.restore(before)
	return "", err
}

// choose returns the handler of a command that chooses a move; if commit says so, it is played.
func (d dialect) choose(commit, cancellable bool) handler {
	return func(s *Server, ctx context.Context, args []string) (string, error) {
		analyzer, a, w, err := d.prepare(s, args)
		if err != nil {
			return "", err
		}
		cancelled := false
		name, err := s.chooseFor(ctx, a.color, commit, func(ctx context.Context, q Question) (action game.Action, resign bool, err error) {
			s.openAnswer()
			q.Restriction = a.restriction
			if !cancellable {
				return analyzer.GenmoveAnalyze(ctx, q, w)
			}
			err = s.untilInput(ctx, func(ctx context.Context) error {
				action, resign, err = analyzer.GenmoveAnalyze(ctx, q, w)
				cancelled = err != nil && ctx.Err() != nil
				return err
			})
			return action, resign, err
		})
		if cancelled {
			name, err = "cancelled", nil
		}
		if err != nil {
			return "", err
		}
		if !s.opened { // the game was over
			s.openAnswer()
		}
		return "play " + name, nil
	}
}

// prepare reads the arguments of an analysis, and makes what writes it.
func (d dialect) prepare(s *Server, args []string) (Analyzer, analysisArgs, Watch, error) {
	analyzer, ok := s.engine.(Analyzer)
	if !ok {
		return nil, analysisArgs{}, Watch{}, errNoAnalysis
	}
	a, err := parseAnalysisArgs(d, s.pos, args)
	if err != nil {
		return nil, a, Watch{}, err
	}
	if !a.colored {
		a.color = s.pos.state.ToPlay()
	}
	if err := a.leavesSome(s.pos); err != nil {
		return nil, a, Watch{}, err
	}
	if _, isGo := s.pos.state.(*goban.State); a.ownership && !isGo {
		return nil, a, Watch{}, fmt.Errorf("ownership: %w", errOnlyGo)
	}
	text := analysisText{dialect: d, args: a}
	w := Watch{Interval: a.interval, MaxMoves: a.maxMoves, Ownership: a.ownership, Report: func(f *Findings) error {
		s.out.Write(text.append(f)) // its error is kept for Flush
		return s.out.Flush()
	}}
	return analyzer, a, w, nil
}

// untilInput lets think do so until it is done, or until its ctx ends, which it does at the next line of input. It returns when
// think has.
func (s *Server) untilInput(ctx context.Context, think func(ctx context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var err error
	over := make(chan struct{})
	go func() {
		defer close(over)
		err = think(ctx)
	}()
	s.input.wait(over)
	stop()
	<-over
	return err
}

// openAnswer sends the first line of an answer whose rest follows bit by bit.
func (s *Server) openAnswer() {
	s.opened = true
	s.out.WriteString("=" + s.id + "\n")
	s.out.Flush() // an error is kept for the end of the answer
}

// restOfAnswer is what follows what has been sent. It is too late for an error to be an answer.
func (s *Server) restOfAnswer(result string, err error) string {
	if err != nil {
		s.log.Warn("no answer", "reason", err)
	}
	if result != "" {
		result += "\n"
	}
	return result + "\n"
}
