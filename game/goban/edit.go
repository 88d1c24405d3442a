package goban

import (
	"fmt"

	"tengen/game"
)

// Place puts a stone of p on an empty cell as part of the set-up. It takes no turn and captures nothing. To
// the ko rule and the planes it is as if the stone had been there from the start, unless its cell has had a stone
// before in the game: then the planes show it where its cell was empty, and the ko rule begins anew. It errs, and
// changes nothing, if there is no such cell, the cell is taken, or the stone would leave itself or another chain
// without a liberty.
func (s *State) Place(cell game.Action, p game.Player) error {
	vertex, err := s.vertex("set-up stone", cell)
	if err != nil {
		return err
	}
	c := int(cell)
	switch {
	case s.board.colors[c] != empty:
		return fmt.Errorf("goban: set-up stone on %s: there is a stone already", vertex)
	case s.board.captures(c, p):
		return fmt.Errorf("goban: set-up stone on %s: it would take an opponent's last liberty; set-up stones do not capture", vertex)
	case !s.board.alive(c, p):
		return fmt.Errorf("goban: set-up stone on %s: it would have no liberty", vertex)
	}
	s.placeInPast(c, p)
	s.board.play(c, p)
	if word, bit := c>>6, uint64(1)<<(c&63); (s.board.goneSet(Black)[word]|s.board.goneSet(White)[word])&bit == 0 {
		s.changeHistory(s.board.keys[p][c])
	} else {
		s.forgetHistory()
	}
	if s.ply == 0 {
		s.setup[p]++
	}
	s.decide()
	return nil
}

// Remove takes the stone off cell as part of the set-up; nobody has captured it. To the planes it is as if it had
// never been there; the ko rule begins anew. It errs, and changes nothing, if there is no stone.
func (s *State) Remove(cell game.Action) error {
	vertex, err := s.vertex("removal of the stone", cell)
	if err != nil {
		return err
	}
	p, ok := s.Stone(int(cell))
	if !ok {
		return fmt.Errorf("goban: removal of the stone on %s: there is none", vertex)
	}
	bit := uint64(1) << (cell & 63)
	for i := range history {
		position := s.position(i)
		position[cell>>6] &^= bit
		position[s.game.words+int(cell>>6)] &^= bit
	}
	s.board.rebuild()
	s.forgetHistory()
	if s.ply == 0 {
		s.setup[p]--
	}
	s.decide()
	return nil
}

// SetToPlay makes p the player to move. If that changes the player, passes before no longer count towards the
// end of the game: they were not in turn. At the start it is the situation at the start that changes, as
// situational superko sees it; later on, what has been stays.
func (s *State) SetToPlay(p game.Player) {
	if p == s.toPlay {
		return
	}
	s.toPlay = p
	s.passes = 0
	if s.ply == 0 {
		s.startHistory()
	}
}

// vertex names cell, or errs if there is no such cell.
func (s *State) vertex(what string, cell game.Action) (string, error) {
	if cell < 0 || cell >= s.game.Pass() {
		return "", fmt.Errorf("goban: %s on cell %d: the board has the cells 0 to %d", what, cell, s.game.Pass()-1)
	}
	return game.FormatVertex(int(cell), s.game.width), nil
}

// placeInPast puts the stone into the past positions.
func (s *State) placeInPast(cell int, p game.Player) {
	word, bit := cell>>6, uint64(1)<<(cell&63)
	for i := 1; i < min(history, s.ply+1); i++ {
		position := s.position(i)
		black, white := position[:s.game.words], position[s.game.words:]
		if (black[word]|white[word])&bit == 0 {
			position[int(p)*s.game.words+word] |= bit
		}
	}
}
