package gtp

import (
	"slices"
	"testing"

	"tengen/game"
	"tengen/mcts"
)

// soleSearch is a Searcher of one goroutine.
type soleSearch struct{ *mcts.Search }

func (soleSearch) Close() error { return nil }

// The engine shows what its search finds: at Connect Four's last move the winning column, with the most visits, at once.
func TestObserve(t *testing.T) {
	e, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
		p := mcts.AlphaGoZero()
		p.Solve = true
		s, err := mcts.New(g, mcts.Uniform{}, p, 1)
		return soleSearch{s}, err
	}, SearchParams{Simulations: 100, Resign: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s := newServer(t, e, connect4)
	for _, line := range []string{"play b a", "play w b", "play b a", "play w b", "play b a", "play w b"} {
		ask(t, s, line)
	}
	o, spots, err := s.observe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	best := slices.MaxFunc(o.Moves, func(a, b mcts.Visit) int { return int(a.Visits - b.Visits) })
	if len(o.Moves) != 7 || best.Action != 0 || best.Q != 1 || !slices.Equal(o.PV, []game.Action{0}) || o.Visits == 0 || o.Value <= 0 {
		t.Errorf("got %+v", o)
	}
	const a4 = 3 * 7
	if spots[a4].visits != int(best.Visits) {
		t.Errorf("A4 is shown with %d visits, want %d", spots[a4].visits, best.Visits)
	}
	if got := ask(t, s, "gogui-pv"); got != "A4" {
		t.Errorf("the variation is %q, want A4", got)
	}
}

func TestObserveNothing(t *testing.T) {
	if got := session(t, &firstLegal{}, go5, "gogui-policy"); got != "? this engine does not show what it knows|" {
		t.Error(got)
	}
	if got := session(t, &observing{}, go5, "play b pass; play w pass; gogui-policy"); got != "=|=|? the game is over|" {
		t.Error(got)
	}
}
