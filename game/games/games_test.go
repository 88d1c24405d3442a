package games

import (
	"fmt"
	"strings"
	"testing"

	"tengen/game"
)

func TestNew(t *testing.T) {
	tests := []struct {
		in, want game.Params
	}{
		{game.Params{Name: "go"}, game.Params{Name: "go", Width: 19, Height: 19}},
		{game.Params{Name: "go", Width: 9, Komi: 15}, game.Params{Name: "go", Width: 9, Height: 9, Komi: 15}},
		{game.Params{Name: "go", Height: 7, Komi: -1}, game.Params{Name: "go", Width: 7, Height: 7, Komi: -1}},
		{game.Params{Name: "go", Width: 5, Height: 25}, game.Params{Name: "go", Width: 5, Height: 25}},
		{game.Params{Name: "go", Width: 9, Rules: "japanese"}, game.Params{Name: "go", Width: 9, Height: 9, Rules: "ko=simple scoring=territory"}},
		{game.Params{Name: "go", Width: 9, Rules: "suicide=yes ko=positional"}, game.Params{Name: "go", Width: 9, Height: 9, Rules: "suicide=yes"}},
		{game.Params{Name: "othello"}, game.Params{Name: "othello", Width: 8, Height: 8}},
		{game.Params{Name: "othello", Width: 6}, game.Params{Name: "othello", Width: 6, Height: 6}},
		{game.Params{Name: "othello", Width: 4, Height: 8}, game.Params{Name: "othello", Width: 4, Height: 8}},
		{game.Params{Name: "breakthrough"}, game.Params{Name: "breakthrough", Width: 8, Height: 8}},
		{game.Params{Name: "breakthrough", Height: 5}, game.Params{Name: "breakthrough", Width: 5, Height: 5}},
		{game.Params{Name: "breakthrough", Width: 3, Height: 8}, game.Params{Name: "breakthrough", Width: 3, Height: 8}},
		{game.Params{Name: "connect4"}, game.Params{Name: "connect4", Width: 7, Height: 6}},
		{game.Params{Name: "connect4", Width: 7, Height: 6}, game.Params{Name: "connect4", Width: 7, Height: 6}},
		{game.Params{Name: "tictactoe", Height: 3}, game.Params{Name: "tictactoe", Width: 3, Height: 3}},
		{game.Params{Name: "gomoku"}, game.Params{Name: "gomoku", Width: 15, Height: 15}},
		{game.Params{Name: "gomoku", Width: 9, Rules: "five=exact"}, game.Params{Name: "gomoku", Width: 9, Height: 9, Rules: "five=exact"}},
		{game.Params{Name: "gomoku", Width: 5, Height: 25, Rules: " five=free "}, game.Params{Name: "gomoku", Width: 5, Height: 25}},
		{game.Params{Name: "hex"}, game.Params{Name: "hex", Width: 11, Height: 11}},
		{game.Params{Name: "hex", Height: 7, Rules: "swap=yes"}, game.Params{Name: "hex", Width: 7, Height: 7}},
		{game.Params{Name: "hex", Width: 7, Height: 5, Rules: "swap=no"}, game.Params{Name: "hex", Width: 7, Height: 5, Rules: "swap=no"}},
	}
	for _, test := range tests {
		g, err := New(test.in)
		if err != nil || g.Params() != test.want {
			t.Errorf("New(%+v): got %+v, %v, want %+v", test.in, g, err, test.want)
		}
	}
}

func TestNewErrors(t *testing.T) {
	tests := []struct {
		in  game.Params
		err string // part of it
	}{
		{game.Params{Name: "conect4"}, `did you mean "connect4"`},
		{game.Params{Name: "TicTacToe"}, `did you mean "tictactoe"`},
		{game.Params{Name: "GO"}, `did you mean "go"`},
		{game.Params{Name: "chess"}, "one of " + strings.Join(Names(), ", ")},
		{game.Params{}, "one of " + strings.Join(Names(), ", ")},
		{game.Params{Name: "gomuku"}, `did you mean "gomoku"`},
		{game.Params{Name: "go", Width: 26}, "1 to 25"},
		{game.Params{Name: "go", Width: -1, Height: 9}, "1 to 25"},
		{game.Params{Name: "go", Rules: "ko=simpel"}, `did you mean "simple"`},
		{game.Params{Name: "go", Rules: "passalive=yes scoring=territory"}, "scoring=area only"},
		{game.Params{Name: "connect4", Width: 8}, "only 7x6"},
		{game.Params{Name: "connect4", Komi: 1}, "komi"},
		{game.Params{Name: "tictactoe", Height: 4}, "only 3x3"},
		{game.Params{Name: "gomoku", Width: 4}, "5 to 25"},
		{game.Params{Name: "gomoku", Width: 15, Height: 26}, "5 to 25"},
		{game.Params{Name: "gomoku", Komi: 1}, "komi"},
		{game.Params{Name: "gomoku", Rules: "five=six"}, `"five=six" is unknown; known: five=free (the usual), five=exact`},
		{game.Params{Name: "gomoku", Rules: "five=exact swap=no"}, `"swap=no" is unknown; known: five=free`},
		{game.Params{Name: "gomoku", Rules: "five=exact five=free"}, "five is set twice"},
		{game.Params{Name: "hex", Width: -1, Height: 5}, "1 to 25"},
		{game.Params{Name: "hex", Width: 26}, "1 to 25"},
		{game.Params{Name: "hex", Width: 5, Height: 4}, `rectangles are played with rules "swap=no"`},
		{game.Params{Name: "hex", Komi: 1}, "komi"},
		{game.Params{Name: "hex", Rules: "swap=maybe"}, `"swap=maybe" is unknown; known: swap=yes (the usual), swap=no`},
		{game.Params{Name: "hex", Rules: "swap=no swap=no"}, "swap is set twice"},
		{game.Params{Name: "tictactoe", Rules: "misere"}, "no options"},
		{game.Params{Name: "othelo"}, `did you mean "othello"`},
		{game.Params{Name: "othello", Width: 7}, "even and 4 to 8"},
		{game.Params{Name: "othello", Height: 10}, "even and 4 to 8"},
		{game.Params{Name: "othello", Komi: 1}, "komi"},
		{game.Params{Name: "othello", Rules: "reversi"}, "no options"},
		{game.Params{Name: "breakthrough", Width: 9, Height: 8}, "width must be 3 to 8"},
		{game.Params{Name: "breakthrough", Height: 3}, "height 4 to 8"},
		{game.Params{Name: "breakthrough", Komi: -1}, "komi"},
		{game.Params{Name: "breakthrough", Rules: "one row"}, "no options"},
	}
	for _, test := range tests {
		if g, err := New(test.in); err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("New(%+v): got %v, %v, want an error with %q", test.in, g, err, test.err)
		}
	}
}

// TestNames checks that every game is found by its name and calls itself so.
func TestNames(t *testing.T) {
	for _, name := range Names() {
		if g, err := New(game.Params{Name: name}); err != nil || g.Params().Name != name {
			t.Errorf("New(%q): got %v, %v", name, g, err)
		}
	}
}

func ExampleNew() {
	g, err := New(game.Params{Name: "tictactoe"})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := g.New()
	a, err := s.ParseAction("B2")
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Play(a)
	fmt.Print(s)
	// Output:
	// 3 . . .
	// 2 . X .
	// 1 . . .
	//   A B C
}
