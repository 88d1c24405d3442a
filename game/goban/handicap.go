package goban

import (
	"fmt"

	"tengen/game"
)

// FixedHandicap returns the cells of n handicap stones as the Go Text Protocol has them (version 2, section 4.1.1):
// on the third line of sides up to 12, on the fourth of longer ones, corners first. Sides of 7 or 8, and even ones,
// have room for 4; a board whose sides are odd and at least 9 has room for 9. The protocol knows square boards only;
// rectangles follow by taking each side for itself.
func FixedHandicap(width, height, n int) ([]game.Action, error) {
	most := 4
	switch {
	case min(width, height) < 7 || max(width, height) > MaxSide:
		return nil, fmt.Errorf("goban: no fixed handicap on a board of %dx%d: each side must be 7 to %d", width, height, MaxSide)
	case width >= 9 && height >= 9 && width%2 == 1 && height%2 == 1:
		most = 9
	}
	if n < 2 || n > most {
		return nil, fmt.Errorf("goban: fixed handicap of %d stones on a board of %dx%d: want 2 to %d", n, width, height, most)
	}
	xs, ys := handicapLines(width), handicapLines(height)
	at := func(x, y int) game.Action { return game.Action(ys[y]*width + xs[x]) }
	const low, middle, high = 0, 1, 2
	stones := []game.Action{
		at(low, low), at(high, high), at(low, high), at(high, low), // the corners
		at(low, middle), at(high, middle), at(middle, low), at(middle, high), // the sides
	}[:n&^1]
	switch {
	case n == 3:
		stones = append(stones, at(low, high))
	case n%2 == 1:
		stones = append(stones, at(middle, middle))
	}
	return stones, nil
}

// handicapLines returns the lines of handicap stones along a side, from 0.
func handicapLines(side int) [3]int {
	line := 2
	if side > 12 {
		line = 3
	}
	return [3]int{line, side / 2, side - 1 - line}
}

// CheckHandicap returns nil if stones may be the free handicap on a board of that size: at least 2, one cell at
// least left empty, and no cell twice.
func CheckHandicap(width, height int, stones []game.Action) error {
	cells := width * height
	if n := len(stones); n < 2 || n > cells-1 {
		return fmt.Errorf("goban: handicap of %d stones on a board of %dx%d: want 2 to %d", n, width, height, cells-1)
	}
	taken := map[game.Action]bool{}
	for _, c := range stones {
		switch {
		case c < 0 || int(c) >= cells:
			return fmt.Errorf("goban: handicap stone on cell %d: the board has the cells 0 to %d", c, cells-1)
		case taken[c]:
			return fmt.Errorf("goban: two handicap stones on %s", game.FormatVertex(int(c), width))
		}
		taken[c] = true
	}
	return nil
}

// PlaceHandicap sets up stones of Black's, which CheckHandicap accepts, on an empty board before the first move, and
// gives White the turn. It changes nothing if it errs.
func (s *State) PlaceHandicap(stones []game.Action) error {
	if s.ply > 0 || count(s.board.sets) > 0 {
		return fmt.Errorf("goban: handicap at ply %d with %d stones on the board: want an empty board at the start", s.ply, count(s.board.sets))
	}
	if err := CheckHandicap(s.game.width, s.game.height, stones); err != nil {
		return err
	}
	for _, c := range stones {
		if err := s.Place(c, Black); err != nil {
			return err // cannot be: a cell is left empty
		}
	}
	s.SetToPlay(White)
	return nil
}

// Handicap returns the number of handicap stones, for which the rules may compensate White: those that Black has
// set up before the first move, if they are two or more and White has none. Otherwise it is 0: a position with
// stones of both is a problem to solve, and one stone is what Black has by moving first.
func (s *State) Handicap() int {
	if s.setup[White] > 0 || s.setup[Black] < 2 {
		return 0
	}
	return s.setup[Black]
}

// compensation returns White's points for the handicap.
func (s *State) compensation() int {
	n := s.Handicap()
	switch s.game.rules.Handicap {
	case HandicapN:
		return n
	case HandicapNMinusOne:
		return max(n-1, 0)
	}
	return 0
}
