package solver

import (
	"context"
	"errors"
)

// Solver answers what positions are worth. It is safe for concurrent use.
type Solver struct {
	table *table
	book  *Book
}

// New returns a Solver that remembers 2^logSlots positions of 8 bytes each and plays by book, the program's own if
// it is nil.
func New(logSlots int, book *Book) *Solver {
	if book == nil {
		book = embedded()
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

// atLeast reports whether the player to move reaches want, 0 or 1.
func (s *Solver) atLeast(ctx context.Context, p Position, want int) (bool, error) {
	if score, ok := atOnce(p); ok {
		return sign(score) >= want, nil
	}
	score, err := s.above(ctx, p, want-1)
	return err == nil && sign(score) >= want, err
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
	if x, known, _ := s.book.Move(p); known {
		return x, nil
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
