package rating

import (
	"context"
	"errors"
	"fmt"
)

// worker plays games with players of its own.
type worker struct {
	*tournament
	players map[int]Player          // by entrant, made when first needed
	watch   *watcher                // nil without a referee
	stop    context.CancelCauseFunc // of all workers
}

// run plays games until there are none left, or ctx ends and gives its cause.
func (w *worker) run(ctx context.Context) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		f, ok := w.take()
		if !ok {
			return nil
		}
		if err := w.play(ctx, f); err != nil {
			return err
		}
		if err := w.report(); err != nil {
			return err
		}
		if w.decided() {
			w.stop(errDecided)
		}
	}
}

// play plays a game and stores it. As long as it repeats another game it is played again.
func (w *worker) play(ctx context.Context, f fixture) error {
	for attempt := range attempts {
		players, err := w.both(f)
		if err != nil {
			return err
		}
		opening := w.openings[(f.pair+attempt)%len(w.openings)]
		p, err := playGame(ctx, w.game, players, w.watch, opening, f.seeds(w.options.Seed, attempt))
		if err != nil {
			return err
		}
		if p.forfeit != "" {
			w.replace(f)
		}
		var broken error // to be told once the game is stored
		if p.referee, broken = w.watch.over(); broken == nil {
			broken = w.judge(f, p)
		}
		e := newEntry(f.number, w.entrants[f.first].Name, w.entrants[f.second].Name, len(opening), p)
		stored, err := w.log.add(w.game, e, attempt == attempts-1)
		if stored || err != nil || broken != nil {
			return errors.Join(err, broken)
		}
	}
	return nil
}

// both returns the players of a game, first and second.
func (w *worker) both(f fixture) (players [2]Player, err error) {
	for side, i := range []int{f.first, f.second} {
		if players[side], err = w.player(i); err != nil {
			return players, err
		}
	}
	return players, nil
}

func (w *worker) player(i int) (Player, error) {
	if p, ok := w.players[i]; ok {
		return p, nil
	}
	p, err := w.entrants[i].New()
	if err != nil {
		return nil, fmt.Errorf("player %s: %w", w.entrants[i].Name, err)
	}
	w.players[i] = p
	return p, nil
}

// replace closes the players of a forfeited game: the next one starts with new ones.
func (w *worker) replace(f fixture) {
	for _, i := range []int{f.first, f.second} {
		w.players[i].Close() // it has lost the game already; there is nothing more to say about it
		delete(w.players, i)
	}
}

func (w *worker) close() error {
	w.watch.stop()
	var errs []error
	for _, p := range w.players {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}
