package goban

import (
	"errors"
	"testing"

	"tengen/game"
)

func TestExplain(t *testing.T) {
	ko := []string{".....", ".BW..", "B..W.", ".BW..", "....."} // Black's C3, White takes it with B3
	tests := []struct {
		name, rules string
		rows        []string
		moves       []string
		action      game.Action
		want        IllegalError
		text        string
	}{
		{"legal", "", ko, nil, 0, IllegalError{}, ""},
		{"pass", "", ko, nil, 25, IllegalError{}, ""},
		{"occupied", "", ko, nil, 6, IllegalError{6, Occupied, 0}, "occupied"},
		{"off the board", "", ko, nil, 26, IllegalError{26, OffBoard, 0}, "off the board"},
		{"negative", "", ko, nil, -1, IllegalError{-1, OffBoard, 0}, "off the board"},
		{"over", "", ko, []string{"pass", "pass"}, 0, IllegalError{0, GameOver, 0}, "the game is over"},
		{"suicide", "", []string{"...", "W..", ".W."}, nil, 0, IllegalError{0, Suicide, 0}, "suicide"},
		{"suicide that repeats", "suicide=yes", []string{"...", "W..", ".W."}, nil, 0, IllegalError{0, Superko, 0}, "superko: it repeats the position at the start"},
		{"suicide that does not", "suicide=yes ko=situational", []string{"...", "W..", ".W."}, nil, 0, IllegalError{}, ""},
		{"simple ko", "ko=simple", ko, []string{"C3", "B3"}, 12, IllegalError{12, SimpleKo, 0}, "ko"},
		{"superko", "", ko, []string{"C3", "B3"}, 12, IllegalError{12, Superko, 1}, "superko: it repeats the position after move 1"},
		{"superko later", "", ko, []string{"A1", "E1", "C3", "B3"}, 12, IllegalError{12, Superko, 3}, "superko: it repeats the position after move 3"},
		{"situational superko", "ko=situational", ko, []string{"C3", "B3"}, 12, IllegalError{12, Superko, 1}, "superko: it repeats the position after move 1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := stateOf(t, 0, test.rules, test.rows...)
			playAll(t, s, test.moves...)
			before := s.String()
			err := s.Explain(test.action)
			if s.String() != before {
				t.Errorf("Explain changed the position to\n%s", s)
			}
			if test.text == "" {
				if err != nil || game.Explain(s, test.action) != nil {
					t.Errorf("got %v, want nil\n%s", err, s)
				}
				return
			}
			illegal, ok := errors.AsType[*IllegalError](err)
			if !ok || *illegal != test.want || err.Error() != test.text {
				t.Errorf("got %v, %+v, want %q, %+v\n%s", err, illegal, test.text, test.want, s)
			}
			if game.Explain(s, test.action) == nil {
				t.Error("game.Explain finds it legal")
			}
		})
	}
}
