package rating

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"tengen/game"
)

// Referee watches games that others play: an engine that knows the rules from elsewhere. It is for one goroutine at a time.
type Referee interface {
	// Name is what disputes call it.
	Name() string
	// NewGame starts a game by the rules of g.
	NewGame(ctx context.Context, g game.Game, seed uint64) error
	// Play tells that a was played. An error with a Refusal in it says that a is against the rules as the referee has them;
	// any other says that the referee has failed.
	Play(ctx context.Context, a game.Action) error
	// FinalScore counts a finished game, with a Refusal if it cannot.
	FinalScorer
	// Close ends the referee.
	Close() error
}

// Refusal is an error of an engine that is well, and does not want what it was asked for. Refused returns its words.
type Refusal interface {
	error
	Refused() string
}

// verdict is what the referee said of a game.
type verdict struct {
	Moves int    `json:"moves"`           // that it confirmed
	Score bool   `json:"score"`           // whether it confirmed the score of the final position
	Notes string `json:"notes,omitempty"` // its own failures
}

// watcher has a referee follow the games of one worker. A referee that fails is started anew, and told the moves so far; if
// it fails at once again, the game goes on without. A nil watcher watches nothing.
type watcher struct {
	open     func() (Referee, error)
	referee  Referee // nil if it has to be started
	failures int     // games in a row that it did not follow to their end

	// The game under way.
	game    game.Game
	moves   []game.Action
	away    bool // it does not follow any more: it has failed twice, or refused a move
	failed  error
	verdict verdict
}

// newWatcher starts a referee; nil for none.
func newWatcher(open func() (Referee, error)) (*watcher, error) {
	if open == nil {
		return nil, nil
	}
	r, err := open()
	if err != nil {
		return nil, fmt.Errorf("referee: %w", err)
	}
	return &watcher{open: open, referee: r}, nil
}

// newGame begins a game.
func (w *watcher) newGame(ctx context.Context, g game.Game) {
	if w == nil {
		return
	}
	w.game, w.moves, w.away, w.failed, w.verdict = g, w.moves[:0], false, nil, verdict{}
	w.ask(ctx, func(r Referee) error { return r.NewGame(ctx, g, 1) })
}

// play tells the referee of move a in s, which the match is about to play, and returns its objection, "" if it has none.
func (w *watcher) play(ctx context.Context, s game.State, a game.Action) (dispute string) {
	if w == nil || w.away {
		return ""
	}
	refused := w.ask(ctx, func(r Referee) error { return r.Play(ctx, a) })
	switch {
	case refused != nil:
		w.away = true
		return fmt.Sprintf("%s answers %q to move %d, %s, on\n%s", w.referee.Name(), refused.Refused(), s.Ply()+1, s.FormatAction(a), s)
	case !w.away:
		w.verdict.Moves++
		w.moves = append(w.moves, a)
	}
	return ""
}

// finish has a finished game counted, and returns where the referee differs.
func (w *watcher) finish(ctx context.Context, s game.State, ours float32) (dispute string) {
	if w == nil || w.away {
		return ""
	}
	var theirs float32
	refused := w.ask(ctx, func(r Referee) (err error) {
		theirs, err = r.FinalScore(ctx)
		return err
	})
	switch {
	case refused != nil:
		return fmt.Sprintf("%s answers %q instead of a score of\n%s", w.referee.Name(), refused.Refused(), s)
	case w.away:
	case theirs != ours:
		return fmt.Sprintf("%s counts %+g, the rules %+g, on\n%s", w.referee.Name(), theirs, ours, s)
	default:
		w.verdict.Score = true
	}
	return ""
}

// ask puts a question to the referee and returns its refusal, nil if it has none. If it fails it is started anew and asked
// again, once; then the watcher is away.
func (w *watcher) ask(ctx context.Context, question func(Referee) error) Refusal {
	const tries = 2
	for range tries {
		err := w.ready(ctx)
		if err == nil {
			err = question(w.referee)
		}
		var refusal Refusal
		if err == nil || errors.As(err, &refusal) {
			return refusal
		}
		if ctx.Err() != nil { // who stops the match stops the referee, too
			break
		}
		w.note(err)
		w.stop()
	}
	w.away = true
	return nil
}

// ready starts the referee if there is none, and tells it the game so far.
func (w *watcher) ready(ctx context.Context) (err error) {
	if w.referee != nil {
		return nil
	}
	if w.referee, err = w.open(); err != nil {
		w.referee = nil
		return err
	}
	err = w.referee.NewGame(ctx, w.game, 1)
	for _, a := range w.moves {
		if err != nil {
			break
		}
		err = w.referee.Play(ctx, a)
	}
	if refusal := Refusal(nil); errors.As(err, &refusal) { // of what it took before
		return fmt.Errorf("started anew, it refuses the same game: %s", refusal.Refused())
	}
	return err
}

// note keeps a failure for the game's record.
func (w *watcher) note(err error) {
	w.failed = err
	text := fmt.Sprintf("the referee failed after %d moves: %v", len(w.moves), err)
	w.verdict.Notes = strings.TrimPrefix(w.verdict.Notes+"; "+text, "; ")
}

// over ends a game and returns what is to be stored of it.
func (w *watcher) over() *verdict {
	if w == nil {
		return nil
	}
	if w.away && w.failed != nil {
		w.failures++
	} else {
		w.failures = 0
	}
	v := w.verdict
	return &v
}

// broken errs if the referee cannot be kept alive.
func (w *watcher) broken() error {
	if w == nil || w.failures < maxFailures {
		return nil
	}
	return fmt.Errorf("the referee has failed in %d games in a row: mend it, or play without; the last time: %w", w.failures, w.failed)
}

// stop ends the referee; what it says to that is of no interest any more.
func (w *watcher) stop() {
	if w != nil && w.referee != nil {
		w.referee.Close()
		w.referee = nil
	}
}

// RefereeCount sums up what the referee said of the games that it was asked to watch.
type RefereeCount struct {
	Moves        int      `json:"moves"`         // that it confirmed
	AllMoves     int      `json:"all_moves"`     // that were played
	Positions    int      `json:"positions"`     // final ones whose score it confirmed
	AllPositions int      `json:"all_positions"` // of games that were played to their end
	Notes        []string `json:"notes"`         // its own failures
}

// countReferee adds a game to the count.
func (t *Table) countReferee(e *entry) {
	if e.Referee == nil {
		return
	}
	if t.Referee == nil {
		t.Referee = &RefereeCount{Notes: []string{}}
	}
	c := t.Referee
	c.Moves += e.Referee.Moves
	c.AllMoves += e.Plies
	if e.Score != nil {
		c.AllPositions++
	}
	if e.Referee.Score {
		c.Positions++
	}
	if e.Referee.Notes != "" {
		c.Notes = append(c.Notes, fmt.Sprintf("game %d: %s", e.Number, e.Referee.Notes))
	}
}

// lines says the count for people.
func (c *RefereeCount) lines() []string {
	if c == nil {
		return nil
	}
	return append([]string{fmt.Sprintf("The referee confirmed %d of %d moves and the scores of %d of %d final positions.",
		c.Moves, c.AllMoves, c.Positions, c.AllPositions)}, c.Notes...)
}
