package goban

import (
	"fmt"

	"tengen/game"
)

// Reason is why an action is illegal.
type Reason uint8

// The reasons, in the order in which they are looked for.
const (
	GameOver Reason = iota + 1
	OffBoard        // there is no such cell
	Occupied
	Suicide // the stone would have no liberty
	SimpleKo
	Superko
)

var reasons = [...]string{GameOver: "the game is over", OffBoard: "off the board", Occupied: "occupied", Suicide: "suicide", SimpleKo: "ko", Superko: "superko"}

// String returns the reason in a word or two: "occupied", "ko".
func (r Reason) String() string { return reasons[r] }

// IllegalError says why an action is illegal. State.Explain returns it.
type IllegalError struct {
	Action  game.Action
	Reason  Reason
	Repeats int // Superko: the ply after which the position was that the action would repeat; 0 is the start
}

// Error returns the reason, and for superko which position would be repeated.
func (e *IllegalError) Error() string {
	switch {
	case e.Reason != Superko:
		return e.Reason.String()
	case e.Repeats == 0:
		return "superko: it repeats the position at the start"
	}
	return fmt.Sprintf("superko: it repeats the position after move %d", e.Repeats)
}

// Explain returns nil if a is legal, and otherwise an *IllegalError.
func (s *State) Explain(a game.Action) error {
	if s.Legal(a) {
		return nil
	}
	e := &IllegalError{Action: a}
	switch {
	case s.Terminal():
		e.Reason = GameOver
	case a < 0 || a >= s.game.Pass():
		e.Reason = OffBoard
	case s.board.colors[a] != empty:
		e.Reason = Occupied
	case !s.board.alive(int(a), s.toPlay) && !s.game.rules.Suicide:
		e.Reason = Suicide
	case s.game.rules.Ko == KoSimple:
		e.Reason = SimpleKo
	default:
		e.Reason = Superko
		e.Repeats, _ = s.ko.find(s.situation(s.board.keyAfter(int(a), s.toPlay), s.toPlay.Opponent()))
	}
	return e
}
