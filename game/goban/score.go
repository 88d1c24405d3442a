package goban

import (
	"fmt"

	"tengen/game"
)

// Score returns Black's area less White's less the komi, in points, as if the game ended here: all stones
// on the board count as alive (Tromp-Taylor rules 9 and 10).
func (s *State) Score() float32 { return float32(s.doubleScore()) / 2 }

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
	black, white := s.Area()
	return 2*(black-white) - s.rules.komi
}

// Area returns how many cells each player has: stones, and empty cells that reach only that player's.
func (s *State) Area() (black, white int) {
	var owner [maxCells]int8
	s.Ownership(owner[:s.rules.cells()])
	for _, o := range owner[:s.rules.cells()] {
		switch o {
		case 1:
			black++
		case -1:
			white++
		}
	}
	return black, white
}

// Ownership writes to dst [H, W] whose area each cell is: 1 Black's, -1 White's, 0 nobody's.
func (s *State) Ownership(dst []int8) {
	const unknown = 2
	for c, color := range s.board.colors[:len(dst)] {
		dst[c] = [...]int8{game.First: 1, game.Second: -1, empty: unknown}[color]
	}
	var queue [maxCells]uint16
	for c := range dst {
		if dst[c] == unknown {
			s.fill(dst, c, &queue)
		}
	}
}

// fill gives the empty region around cell its owner. The queue is scratch.
func (s *State) fill(dst []int8, cell int, queue *[maxCells]uint16) {
	queue[0] = uint16(cell)
	dst[cell] = 0
	reached := [4]bool{} // by colour
	end := 1
	for i := 0; i < end; i++ {
		for _, n := range s.board.neighbours[queue[i]] {
			color := s.board.colors[n]
			reached[color] = true
			if color == empty && dst[n] != 0 {
				dst[n] = 0
				queue[end] = n
				end++
			}
		}
	}
	if reached[Black] == reached[White] {
		return
	}
	owner := int8(1)
	if reached[White] {
		owner = -1
	}
	for _, c := range queue[:end] {
		dst[c] = owner
	}
}
