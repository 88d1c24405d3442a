package mcts

import (
	"maps"
	"testing"

	"tengen/game"
	"tengen/game/games"
)

// testGames returns games of all kinds: the real ones, and small ones with moves in a row by one player, with
// draws, and with passes.
func testGames(t testing.TB) map[string]game.Game {
	t.Helper()
	all := realGames(t)
	all["pebbles"], all["claim"] = pebbles{30, 4}, claim{3}
	return all
}

// realGames returns the games that people play, Go on two boards.
func realGames(t testing.TB) map[string]game.Game {
	t.Helper()
	return map[string]game.Game{
		"tictactoe": realGame(t, game.Params{Name: "tictactoe"}),
		"connect4":  realGame(t, game.Params{Name: "connect4"}),
		"go5":       realGame(t, game.Params{Name: "go", Width: 5, Height: 5, Komi: 15}),
		"go9":       realGame(t, game.Params{Name: "go", Width: 9, Height: 9, Komi: 15}),
	}
}

func realGame(t testing.TB, p game.Params) game.Game {
	t.Helper()
	g, err := games.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// hashEvaluator answers at random, and the same each time for the same position and ply.
type hashEvaluator struct{ seed uint64 }

func (e hashEvaluator) Evaluate(leaves []*Leaf) error {
	for _, l := range leaves {
		h := mix(e.seed ^ mix(l.State.Hash()+uint64(l.State.Ply())))
		l.Value = unit(h)
		for a := range l.Logits {
			l.Logits[a] = 2 * unit(mix(h+uint64(a)+1))
		}
	}
	return nil
}

// unit returns a number in [-1, 1) made of h's upper bits.
func unit(h uint64) float32 { return float32(h>>40)/(1<<23) - 1 }

func makeSearch(t testing.TB, g game.Game, e Evaluator, p Params, seed uint64) *Search {
	t.Helper()
	s, err := New(g, e, p, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t testing.TB, s *Search, simulations int, noise bool) {
	t.Helper()
	if err := s.Run(t.Context(), simulations, noise); err != nil {
		t.Fatal(err)
	}
}

// benchGames returns the games whose simulations are timed.
func benchGames(t testing.TB) map[string]game.Game {
	t.Helper()
	all := realGames(t)
	maps.Copy(all, map[string]game.Game{"pebbles": pebbles{200, 0}, "claim9": claim{9}})
	return all
}

// testParams are AlphaGo Zero's with few leaves, for small games.
func testParams(leaves int) Params {
	p := AlphaGoZero()
	p.Simulations, p.Leaves = 100, leaves
	return p
}
