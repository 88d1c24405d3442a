package solver

import (
	"context"
	"errors"
)

// Solver answers what positions are worth. It is safe for concurrent use.
type Solver struct {
	table *table
	book  *Book // also of what it finds out
}

// New returns a Solver that remembers 2^logSlots positions of 8 bytes each. It begins with a copy of the book in
// the program if book is nil, and else adds to book what it finds out.
func New(logSlots int, book *Book) *Solver {
	if book == nil {
		own := &Book{keys: embedded().keys, bounds: embedded().Bytes()}
		book = own
	}
	return &Solver{newTable(logSlots), book}
}

// Outcome returns -1, 0 or 1 for the player to move in p, in which nobody has four in a row. It takes far less
// time than Score. It errs only if ctx ends.
func (s *Solver) Outcome(ctx context.Context, p Position) (int, error) {
	for _, want := range []int{1, 0} {
		if ok, err := s.atLeast(ctx, p, want); ok || err != nil {
			return want, err
		}
	}
	return -1, nil
}

// atLeast reports whether the player to move reaches want, 0 or 1. Before the book it searches without a table,
// so that it needs the same positions of the book whatever went before.
func (s *Solver) atLeast(ctx context.Context, p Position, want int) (bool, error) {
	if score, ok := atOnce(p); ok {
		return sign(score) >= want, nil
	}
	switch ply := p.Ply(); {
	case ply > BookPly:
		score, err := s.above(ctx, p, want-1)
		return sign(score) >= want, err
	case ply == BookPly:
		return s.fromBook(ctx, p, want)
	}
	for _, cell := range ordered(p, p.safe()) {
		if cell == 0 {
			break
		}
		stopped, err := s.atLeast(ctx, p.play(cell), 1-want)
		if err != nil || !stopped {
			return err == nil, err
		}
	}
	return false, nil
}

// fromBook is atLeast of a position of the book. It enters what is not there yet.
func (s *Solver) fromBook(ctx context.Context, p Position, want int) (bool, error) {
	lower, upper := s.book.get(p)
	switch {
	case lower >= want:
		return true, nil
	case upper < want:
		return false, nil
	}
	score, err := s.above(ctx, p, want-1)
	if err != nil {
		return false, err
	}
	if sign(score) >= want {
		lower = want
	} else {
		upper = want - 1
	}
	s.book.set(p, lower, upper)
	return lower >= want, nil
}

// Score returns the exact score of p, in which nobody has four in a row. It errs only if ctx ends.
func (s *Solver) Score(ctx context.Context, p Position) (int, error) {
	if score, ok := atOnce(p); ok {
		return score, nil
	}
	lower, upper := -(cells-p.Ply())/2, (cells+1-p.Ply())/2
	for lower < upper {
		// A window without width asks whether the score is above one number. Those near 0 are answered soonest.
		middle := lower + (upper-lower)/2
		if middle <= 0 && lower/2 < middle {
			middle = lower / 2
		} else if middle >= 0 && upper/2 > middle {
			middle = upper / 2
		}
		score, err := s.above(ctx, p, middle)
		if err != nil {
			return 0, err
		}
		if score > middle {
			lower = score
		} else {
			upper = score
		}
	}
	return lower, nil
}

// exactPly is the ply from which on a move's exact score is known within tenths of a second.
const exactPly = 16

// Best returns a column that keeps the outcome of p, which must not be over. From ply 16 on it is the one that
// wins soonest or loses latest.
func (s *Solver) Best(ctx context.Context, p Position) (int, error) {
	for _, x := range centreFirst {
		if p.Wins(x) {
			return x, nil
		}
	}
	moves := ordered(p, p.safe())
	if moves[0] == 0 { // lost; there is a disc at least to stop one threat with
		moves = ordered(p, p.blocks())
	}
	if p.Ply() < exactPly {
		return s.keep(ctx, p, moves)
	}
	best, bestScore := moves[0], -cells
	for _, cell := range moves {
		if cell == 0 {
			break
		}
		score, err := s.Score(ctx, p.play(cell))
		if err != nil {
			return 0, err
		}
		if -score > bestScore {
			best, bestScore = cell, -score
		}
	}
	return columnOf(best), nil
}

// keep returns the first of the moves that keeps the outcome of p.
func (s *Solver) keep(ctx context.Context, p Position, moves [Width]uint64) (int, error) {
	outcome, err := s.Outcome(ctx, p)
	if err != nil || outcome == -1 {
		return columnOf(moves[0]), err
	}
	for _, cell := range moves {
		if cell == 0 {
			break
		}
		if spoils, err := s.atLeast(ctx, p.play(cell), 1-outcome); err != nil || !spoils {
			return columnOf(cell), err
		}
	}
	return 0, errors.New("connect four solver: the outcome of a position is not that of its best move")
}

// above returns a lower bound of p's score above limit, or an upper bound at or below it.
func (s *Solver) above(ctx context.Context, p Position, limit int) (int, error) {
	run := search{table: s.table, ctx: ctx}
	score := run.alphaBeta(p, limit, limit+1)
	if run.stopped {
		return 0, context.Cause(ctx)
	}
	return score, nil
}

// atOnce scores what needs no search.
func atOnce(p Position) (score int, ok bool) {
	switch {
	case p.Full():
		return 0, true
	case p.canWin():
		return (cells + 1 - p.Ply()) / 2, true
	}
	return 0, false
}

func sign(x int) int { return min(1, max(-1, x)) }
