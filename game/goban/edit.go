package goban

import (
	"fmt"

	"tengen/game"
)

// Place puts a stone of p on an empty cell as part of the set-up. It takes no turn and captures nothing. To
// superko and the planes it is as if the stone had been there from the start: it appears in every earlier
// position of the game where its cell was empty. It errs, and changes nothing, if there is no such cell, the
// cell is taken, or the stone would leave itself or another chain without a liberty.
func (s *State) Place(cell game.Action, p game.Player) error {
	if cell < 0 || cell >= s.rules.Pass() {
		return fmt.Errorf("goban: set-up stone on cell %d: the board has the cells 0 to %d", cell, s.rules.Pass()-1)
	}
	vertex := game.FormatVertex(int(cell), s.rules.width)
	if _, taken := s.Stone(int(cell)); taken {
		return fmt.Errorf("goban: set-up stone on %s: there is a stone already", vertex)
	}
	key, alive := s.board.after(int(cell), p)
	stone := s.board.keys[p][cell]
	switch {
	case !alive:
		return fmt.Errorf("goban: set-up stone on %s: it would have no liberty", vertex)
	case key != s.board.key^stone:
		return fmt.Errorf("goban: set-up stone on %s: it would take an opponent's last liberty; set-up stones do not capture", vertex)
	}
	s.placeInHistory(int(cell), p)
	s.board.play(int(cell), p)
	s.ko.change(stone)
	return nil
}

// placeInHistory puts the stone into the recent positions before this one.
func (s *State) placeInHistory(cell int, p game.Player) {
	word, bit := cell>>6, uint64(1)<<(cell&63)
	for i := 1; i < min(history, s.ply+1); i++ {
		position := s.position((s.newest - i + history) % history)
		black, white := position[:s.rules.words], position[s.rules.words:]
		if (black[word]|white[word])&bit == 0 {
			position[int(p)*s.rules.words+word] |= bit
		}
	}
}

// SetToPlay makes p the player to move. If that changes the player, passes before no longer count towards the
// end of the game: they were not in turn.
func (s *State) SetToPlay(p game.Player) {
	if p != s.toPlay {
		s.toPlay = p
		s.passes = 0
	}
}
