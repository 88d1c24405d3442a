package rating

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/mcts"
)

func TestForfeits(t *testing.T) {
	for _, tt := range []struct {
		name          string
		first, second string
		result        string
		outcome       int8
		forfeit       string
	}{
		{"no action", "", "illegal", "B+F", 1, "second: illegal move 99 (actions are 0 to 8)"},
		{"taken cell", "", "taken", "B+F", 1, "second: illegal move "},
		{"crash of the first", "crash", "", "W+F", -1, "first: it crashed"},
		{"crash of the second", "", "crash", "B+F", 1, "second: it crashed"},
		{"no start", "start", "", "W+F", -1, "first: it does not start"},
		{"refused move", "", "refuse", "B+F", 1, "second: it refuses a legal move"},
		{"resignation", "resign", "", "W+R", -1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			players := [2]Player{&fake{name: "first", fail: tt.first}, &fake{name: "second", fail: tt.second}}
			p, err := playGame(t.Context(), newGame(t, game.Params{Name: "tictactoe"}), players, nil, nil, [2]uint64{1, 2})
			if err != nil {
				t.Fatal(err)
			}
			if p.result != tt.result || p.outcome != tt.outcome || !strings.HasPrefix(p.forfeit, tt.forfeit) || (p.forfeit == "") != (tt.forfeit == "") {
				t.Errorf("got %s, outcome %d, forfeit %q, want %s, %d, %q", p.result, p.outcome, p.forfeit, tt.result, tt.outcome, tt.forfeit)
			}
			if p.score != nil {
				t.Errorf("a game that was not played to its end has a score of %g", *p.score)
			}
		})
	}
}

func TestGameToItsEnd(t *testing.T) {
	g := newGame(t, game.Params{Name: "go", Width: 3, Height: 3, Komi: 1})
	opening := []game.Action{4, 9, 9} // the centre, two passes
	players := [2]Player{&fake{name: "first"}, &counter{fake: fake{name: "second"}}}
	p, err := playGame(t.Context(), g, players, nil, opening, [2]uint64{1, 2})
	if err != nil {
		t.Fatal(err)
	}
	if p.result != "B+8.5" || p.outcome != 1 || p.score == nil || *p.score != 8.5 || p.disputed != "" || len(p.moves) != 3 {
		t.Errorf("got %+v, want B+8.5 in 3 plies", p)
	}
}

func TestDisputes(t *testing.T) {
	g := newGame(t, game.Params{Name: "go", Width: 3, Height: 3, Komi: 1})
	for _, tt := range []struct {
		name string
		off  float32
		err  error
		want string
	}{
		{"agrees", 0, nil, ""},
		{"differs", 2, nil, "b counts +10.5, the rules +8.5"},
		{"fails", 0, errors.New("no idea"), "b: no idea"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			players := [2]Player{&fake{name: "a"}, &counter{fake: fake{name: "b"}, off: tt.off, err: tt.err}}
			p, err := playGame(t.Context(), g, players, nil, []game.Action{4, 9, 9}, [2]uint64{1, 2})
			if err != nil {
				t.Fatal(err)
			}
			if p.disputed != tt.want {
				t.Errorf("got dispute %q, want %q", p.disputed, tt.want)
			}
		})
	}
}

// TestHang: a player that does not answer is no loss when the match is stopped.
func TestHang(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stopped := errors.New("stopped by the user")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Hour, stopped)
		defer cancel()
		players := [2]Player{&fake{name: "a"}, &fake{name: "b", fail: "hang"}}
		p, err := playGame(ctx, newGame(t, game.Params{Name: "tictactoe"}), players, nil, nil, [2]uint64{1, 2})
		if p != nil || !errors.Is(err, stopped) {
			t.Errorf("got %+v, %v, want the cause of the stop", p, err)
		}
	})
}

func TestSearchPlayer(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	search := mcts.AlphaGoZero()
	search.Simulations = 100
	closed := 0
	p := NewSearchPlayer("search", mcts.NewRollout(g, 1), SearchParams{Search: search, Resign: -1}, func() error { closed++; return nil })
	if _, _, err := p.Genmove(t.Context()); err == nil {
		t.Error("a move was chosen before the first game")
	}
	var s Score
	for seed := range uint64(10) {
		out, err := playGame(t.Context(), g, [2]Player{p, &RandomPlayer{}}, nil, nil, [2]uint64{seed, seed})
		if err != nil || out.forfeit != "" {
			t.Fatal(err, out.forfeit)
		}
		s.add(int(out.outcome))
	}
	if s.Wins < 7 {
		t.Errorf("100 simulations against random moves: %+v, want at least 7 wins of 10", s)
	}
	if _, _, err := p.Genmove(t.Context()); err == nil {
		t.Error("a move was chosen after the game's end")
	}
	if err := p.Play(t.Context(), 0); err == nil {
		t.Error("a move was played after the game's end")
	}
	if err := p.Close(); err != nil || closed != 1 {
		t.Errorf("Close: %v, %d calls", err, closed)
	}
}

func TestSearchPlayerResigns(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	search := mcts.AlphaGoZero()
	search.Simulations = 400
	p := NewSearchPlayer("search", mcts.NewRollout(g, 1), SearchParams{Search: search, Resign: -0.8}, nil)
	if err := p.NewGame(t.Context(), g, 1); err != nil {
		t.Fatal(err)
	}
	// X has two ways to win: A1 A2 A3 and A1 B1 C1, with C1 and A3 open; O to move cannot stop both.
	for _, a := range []game.Action{0, 4, 3, 5, 1} {
		if err := p.Play(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if _, resign, err := p.Genmove(t.Context()); err != nil || !resign {
		t.Errorf("a lost position: resign %v, %v, want true", resign, err)
	}
}
