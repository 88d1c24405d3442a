package solver

import (
	"context"
	"math/bits"
)

// search is one goroutine's.
type search struct {
	table   *table
	ctx     context.Context // asked now and then; passed to run, here for the recursion's sake
	nodes   int64
	stopped bool
}

// mirrored is the ply up to which a position and its mirror image are looked up as one: later ones hardly meet
// their image, and it takes time.
const mirrored = 14

// lookAhead is the ply from which on it costs more to look a move up before any is tried than it saves.
const lookAhead = 24

// tableKey is the key of p, of so many discs, in the table.
func tableKey(p Position, ply int) uint64 {
	if ply <= mirrored {
		p = p.canonical()
	}
	return p.key()
}

// centreFirst lists the columns: the more fours a cell is part of, the sooner it is tried.
var centreFirst = [Width]int{3, 2, 4, 1, 5, 0, 6}

// alphaBeta returns the score of p if it lies between alpha and beta, else a bound on that side of it. The
// player to move must not be able to win at once: callers look for that first, which saves the deepest ply.
func (s *search) alphaBeta(p Position, alpha, beta int) int {
	if s.nodes++; s.nodes&(1<<16-1) == 0 && s.ctx.Err() != nil {
		s.stopped = true
	}
	if s.stopped {
		return alpha // whatever: run throws it away
	}
	ply := p.Ply()
	safe := p.safe()
	if safe == 0 {
		return -(cells - ply) / 2 // the opponent's next disc wins
	}
	if ply >= cells-2 {
		return 0
	}
	// No win at once, no loss to the next disc.
	lower, upper := -(cells-2-ply)/2, (cells-1-ply)/2
	key := tableKey(p, ply)
	lower, upper = s.table.get(key, lower, upper)
	if alpha = max(alpha, lower); alpha >= beta {
		return alpha
	}
	if beta = min(beta, upper); alpha >= beta {
		return beta
	}
	moves := ordered(p, safe)
	for _, cell := range moves { // is a reply known that is good enough?
		if cell == 0 || ply >= lookAhead {
			break
		}
		if _, most := s.table.get(tableKey(p.play(cell), ply+1), -cells/2, cells/2); -most >= beta {
			return -most
		}
	}
	for _, cell := range moves {
		if cell == 0 {
			break
		}
		score := -s.alphaBeta(p.play(cell), -beta, -alpha)
		if s.stopped {
			return alpha
		}
		if score >= beta {
			s.table.put(key, ply, score, upper)
			return score
		}
		alpha = max(alpha, score)
	}
	s.table.put(key, ply, lower, alpha)
	return alpha
}

// ordered returns the cells of a set, those that make most threats first, then those in the centre; zeros
// follow.
func ordered(p Position, set uint64) (cells [Width]uint64) {
	var threats [Width]int
	n := 0
	for _, x := range centreFirst {
		cell := set & column(x)
		if cell == 0 {
			continue
		}
		t := bits.OnesCount64(wins(p.own|cell, p.taken|cell))
		at := n
		for ; at > 0 && threats[at-1] < t; at-- {
			cells[at], threats[at] = cells[at-1], threats[at-1]
		}
		cells[at], threats[at] = cell, t
		n++
	}
	return cells
}
