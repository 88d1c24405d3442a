package perfect

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/rating"
)

func newPlayer(t *testing.T, p game.Params) (game.Game, rating.Player) {
	t.Helper()
	g, err := games.New(p)
	if err != nil {
		t.Fatal(err)
	}
	make, err := New(g)
	if err != nil {
		t.Fatal(err)
	}
	player, err := make()
	if err != nil {
		t.Fatal(err)
	}
	return g, player
}

// TestTicTacToe plays against every reply: a perfect player never loses, and wins if it is let.
func TestTicTacToe(t *testing.T) {
	g, p := newPlayer(t, game.Params{Name: "tictactoe"})
	for _, side := range []game.Player{game.First, game.Second} {
		r, err := rating.EveryReply(t.Context(), g, p, side)
		if err != nil || r.Losses != 0 || r.Wins == 0 || r.Draws == 0 {
			t.Errorf("side %d: %+v, %v; want wins and draws and no losses", side, r, err)
		}
	}
}

// TestConnect4 plays late positions, where solving is quick, against a random player: what is won stays won, and
// what is drawn is not lost.
func TestConnect4(t *testing.T) {
	g, p := newPlayer(t, game.Params{Name: "connect4"})
	ctx, rng := context.Background(), rand.New(rand.NewPCG(1, 2))
	judge := newSolved()
	outcome := func(moves []game.Action) int {
		o, err := judge.solver.Outcome(ctx, positionOf(moves))
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	games := 0
	for games < 30 {
		s := g.New()
		if err := p.NewGame(ctx, g, uint64(games)); err != nil {
			t.Fatal(err)
		}
		var moves []game.Action
		play := func(a game.Action) {
			s.Play(a)
			moves = append(moves, a)
			if err := p.Play(ctx, a); err != nil {
				t.Fatal(err)
			}
		}
		for range 18 {
			if legal := s.LegalActions(nil); len(legal) > 0 {
				play(legal[rng.IntN(len(legal))])
			}
		}
		if s.Terminal() {
			continue
		}
		games++
		side, want := s.ToPlay(), outcome(moves)
		for !s.Terminal() {
			if s.ToPlay() != side {
				legal := s.LegalActions(nil)
				play(legal[rng.IntN(len(legal))])
				continue
			}
			a, resign, err := p.Genmove(ctx)
			if err != nil || resign || !s.Legal(a) {
				t.Fatalf("move %d, resigns %v, %v on\n%s", a, resign, err, s)
			}
			play(a)
		}
		if got := int(game.OutcomeFor(s, side)); got < want {
			t.Errorf("%v: got %d from a position of %d\n%s", moves, got, want, s)
		}
	}
}

func TestErrors(t *testing.T) {
	g, err := games.New(game.Params{Name: "hex"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(g); err == nil || !strings.Contains(err.Error(), "no perfect player of hex") {
		t.Errorf("hex: %v, want an error that says there is none", err)
	}
	ttt, p := newPlayer(t, game.Params{Name: "tictactoe"})
	if _, _, err := p.Genmove(t.Context()); err == nil {
		t.Error("a move without a game")
	}
	if err := p.Play(t.Context(), 0); err == nil {
		t.Error("a move was played without a game")
	}
	if err := p.NewGame(t.Context(), g, 1); err == nil {
		t.Error("a game of hex was begun by a player of tic-tac-toe")
	}
	if err := p.NewGame(t.Context(), ttt, 1); err != nil {
		t.Fatal(err)
	}
	for _, a := range []game.Action{-1, 9} {
		if err := p.Play(t.Context(), a); err == nil {
			t.Errorf("action %d was played", a)
		}
	}
}

func TestQuick(t *testing.T) {
	for _, tt := range []struct {
		name          string
		plies         int
		quick, exists bool
	}{{"tictactoe", 0, true, true}, {"connect4", 8, true, true}, {"connect4", 7, false, true}, {"hex", 9, false, false}} {
		g, err := games.New(game.Params{Name: tt.name})
		if err != nil {
			t.Fatal(err)
		}
		if quick, exists := Quick(g, tt.plies); quick != tt.quick || exists != tt.exists {
			t.Errorf("%s after %d plies: %v, %v; want %v, %v", tt.name, tt.plies, quick, exists, tt.quick, tt.exists)
		}
	}
}
