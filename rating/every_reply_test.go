package rating

import (
	"errors"
	"testing"

	"tengen/game"
)

// TestEveryReply holds the count to a slow one that replays every line from the start.
func TestEveryReply(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	for side, want := range map[game.Player]Replies{game.First: countReplies(g, game.First), game.Second: countReplies(g, game.Second)} {
		got, err := EveryReply(t.Context(), g, &fake{name: "p", fail: "first"}, side)
		if err != nil || got != want || got.Games != got.Wins+got.Draws+got.Losses || got.Games < 100 {
			t.Errorf("side %d: got %+v, %v, want %+v", side, got, err, want)
		}
	}
}

// countReplies is EveryReply of the player that takes the first legal move, without a player.
func countReplies(g game.Game, side game.Player) (r Replies) {
	var walk func(moves []game.Action)
	walk = func(moves []game.Action) {
		s := g.New()
		for _, a := range moves {
			s.Play(a)
		}
		if s.Terminal() {
			r.Games++
			switch game.OutcomeFor(s, side) {
			case 1:
				r.Wins++
			case 0:
				r.Draws++
			default:
				r.Losses++
			}
			return
		}
		for i, a := range s.LegalActions(nil) {
			if i == 0 || s.ToPlay() != side {
				walk(append(append([]game.Action(nil), moves...), a))
			}
		}
	}
	walk(nil)
	return r
}

func TestEveryReplyErrors(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	for _, fail := range []string{"start", "crash", "refuse", "illegal"} {
		if _, err := EveryReply(t.Context(), g, &fake{name: "p", fail: fail}, game.Second); err == nil {
			t.Errorf("%s: no error", fail)
		}
	}
	if _, err := EveryReply(t.Context(), g, &fake{name: "p", fail: "resign"}, game.First); !errors.Is(err, errResigned) {
		t.Errorf("resignation: %v, want that it is refused", err)
	}
}
