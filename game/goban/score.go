package goban

import (
	"fmt"

	"tengen/game"
)

// Score returns Black's points less White's less the komi and the compensation for handicap, as if the game ended
// here. All stones on the board count as alive (Tromp-Taylor rules 9 and 10), unless the game is over because all
// cells are decided: then each is its owner's.
func (s *State) Score() float32 { return float32(s.doubleScore()) / 2 }

// ScoreWith returns the score if the stones on the cells for which dead [H, W] is true are taken off, as players
// agree at the end of a game. With territory scoring they count as prisoners. What dead says of empty cells does
// not matter.
func (s *State) ScoreWith(dead []bool) float32 {
	var buffer [2 * maxWords]uint64
	stones := buffer[:copy(buffer[:], s.board.sets)]
	taken := s.board.taken
	for c, d := range dead {
		if p, ok := s.Stone(c); ok && d {
			stones[int(p)*s.game.words+c>>6] &^= 1 << (c & 63)
			taken[p.Opponent()]++
		}
	}
	return float32(s.doublePoints(stones, taken)) / 2
}

// Outcome returns the sign of the score for the player to move: +1 won, 0 drawn, -1 lost. It panics before
// the end.
func (s *State) Outcome() float32 {
	if !s.Terminal() {
		panic(fmt.Sprintf("goban: Outcome at ply %d, before the end of the game", s.ply))
	}
	score := s.doubleScore()
	if s.toPlay == White {
		score = -score
	}
	switch {
	case score > 0:
		return 1
	case score < 0:
		return -1
	}
	return 0
}

// doubleScore returns the score in half points.
func (s *State) doubleScore() int {
	if s.decided {
		black, white := s.Area()
		return s.balance(black, white)
	}
	return s.doublePoints(s.board.sets, s.board.taken)
}

// doublePoints returns the score in half points of the position with these stones [2][words] and prisoners.
func (s *State) doublePoints(stones []uint64, taken [2]uint32) int {
	var buffer [2 * maxWords]uint64
	ground := buffer[:len(stones)]
	s.game.surrounded(ground, stones)
	words := s.game.words
	points := [2]int{count(ground[:words]), count(ground[words:])}
	for p := range game.Player(2) {
		if s.game.rules.Scoring == ScoringArea {
			points[p] += count(stones[int(p)*words:][:words])
		} else {
			points[p] += int(taken[p])
		}
	}
	return s.balance(points[Black], points[White])
}

// balance returns the score in half points.
func (s *State) balance(black, white int) int {
	return 2*(black-white) - s.game.params.Komi - 2*s.compensation()
}

// Area returns how many cells each player has: stones, and empty cells that reach only that player's; or, if the
// game is over because all cells are decided, the owner's.
func (s *State) Area() (black, white int) {
	var buffer [2 * maxWords]uint64
	area := buffer[:2*s.game.words]
	s.area(area)
	return count(area[:s.game.words]), count(area[s.game.words:])
}

// Ownership writes to dst [H, W] whose area each cell is: 1 Black's, -1 White's, 0 nobody's.
func (s *State) Ownership(dst []int8) {
	var buffer [2 * maxWords]uint64
	area := buffer[:2*s.game.words]
	s.area(area)
	drawOwners(dst[:s.game.cells], area)
}

// area writes the cells of each player to dst [2][words].
func (s *State) area(dst []uint64) {
	if s.decided {
		s.passAlive(dst)
		return
	}
	s.game.surrounded(dst, s.board.sets)
	for i, stones := range s.board.sets {
		dst[i] |= stones
	}
}

// drawOwners writes 1 to dst where area [2][words] has Black's cells, -1 for White's and 0 elsewhere.
func drawOwners(dst []int8, area []uint64) {
	clear(dst)
	words := len(area) / 2
	forEach(area[:words], func(c int) { dst[c] = 1 })
	forEach(area[words:], func(c int) { dst[c] = -1 })
}

// surrounded writes to dst the empty cells that reach stones of only one player, dst and stones [2][words].
func (t *tables) surrounded(dst, stones []uint64) {
	var buffer [maxWords]uint64
	empties := buffer[:t.words]
	for i := range empties {
		empties[i] = t.all[i] &^ (stones[i] | stones[t.words+i])
	}
	t.flood(dst[:t.words], stones[:t.words], empties)
	t.flood(dst[t.words:], stones[t.words:], empties)
	for i := range empties {
		both := dst[i] & dst[t.words+i]
		dst[i] &^= both
		dst[t.words+i] &^= both
	}
}

// flood writes to dst the cells of through that are joined to a cell of start by cells of through.
func (t *tables) flood(dst, start, through []uint64) {
	var buffer [maxWords]uint64
	next := buffer[:t.words]
	clear(dst)
	for grows := true; grows; start = dst {
		t.spread(next, start)
		grows = false
		for i := range dst {
			more := next[i] & through[i] &^ dst[i]
			grows = grows || more != 0
			dst[i] |= more
		}
	}
}
