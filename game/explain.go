package game

import (
	"errors"
	"fmt"
)

// Explainer is a State that knows why an action is illegal.
type Explainer interface {
	// Explain returns nil if a is legal, and otherwise an error whose text is the reason: "occupied",
	// "superko: it repeats the position after move 12". The State stays as it is.
	Explain(a Action) error
}

// Explain returns nil if a is legal in s, and otherwise the reason, in the words of s if it has some.
func Explain(s State, a Action) error {
	switch {
	case s.Legal(a):
		return nil
	case a < 0 || int(a) >= s.Game().Actions():
		return fmt.Errorf("off the board: action %d, want 0 to %d", a, s.Game().Actions()-1)
	case s.Terminal():
		return errors.New("the game is over")
	}
	if e, ok := s.(Explainer); ok {
		return e.Explain(a)
	}
	return errors.New("not a legal move here")
}
