package gtp

import "context"

// ponder lets the engine think in a goroutine of its own, if it is the opponent's turn after our own move. The
// function that it returns interrupts that and waits until the engine has heard it.
func (s *Server) ponder(ctx context.Context, busy bool) (stop func()) {
	p, ok := s.engine.(Ponderer)
	if !ok || !s.params.Ponder || busy || !s.ponders() {
		return func() {}
	}
	ctx, interrupt := context.WithCancel(ctx)
	q, ended := Question{State: s.pos.state, History: s.after}, make(chan error, 1)
	go func() { ended <- p.Ponder(ctx, q) }()
	return func() {
		interrupt()
		if err := <-ended; err != nil {
			s.log.Warn("pondering ended", "reason", err)
		}
	}
}

// ponders reports whether the position is the one after our last move.
func (s *Server) ponders() bool {
	if s.pos != s.answered || len(s.pos.moves) != len(s.after.moves) || s.pos.state.Terminal() {
		return false
	}
	_, same := s.pos.history().after(s.after)
	return same
}
