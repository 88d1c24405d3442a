package gtp

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// Whatever is played, also twice by a colour and after the end, undo leads back through the same
// positions, and a move that is refused changes nothing.
func TestUndoLeadsBack(t *testing.T) {
	for _, params := range []game.Params{go5, connect4, tictac} {
		t.Run(params.Name, func(t *testing.T) {
			for seed := range uint64(20) {
				undoRandomGame(t, newPosition(newGame(t, params)), rand.New(rand.NewPCG(seed, 0)))
			}
		})
	}
}

func undoRandomGame(t *testing.T, p *position, rng *rand.Rand) {
	t.Helper()
	past := []string{describe(p)}
	for range 150 {
		before := describe(p)
		m := move{game.Player(rng.IntN(2)), game.Action(rng.IntN(p.game.Actions()))}
		if rng.IntN(3) == 0 {
			m.action = p.pass
		}
		if p.play(m) {
			past = append(past, describe(p))
		} else if got := describe(p); got != before {
			t.Fatalf("%v was refused and changed\n%s\nto\n%s", m, before, got)
		}
	}
	for i := len(past) - 2; i >= 0; i-- {
		if !p.undo() {
			t.Fatalf("cannot undo move %d", i+1)
		}
		if got := describe(p); got != past[i] {
			t.Fatalf("after undo of move %d\n got %s\nwant %s", i+1, got, past[i])
		}
	}
	if p.undo() {
		t.Fatal("undo before the first move")
	}
}

// describe shows what can be seen of a position: the board, whose turn it is, and what is legal.
func describe(p *position) string {
	s := p.state
	return fmt.Sprintf("%s%d to play, over %v, legal %v, %d moves", s, s.ToPlay(), s.Terminal(), s.LegalActions(nil), len(p.moves))
}
