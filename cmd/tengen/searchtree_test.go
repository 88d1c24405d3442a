package main

import (
	"encoding/json"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
)

// A tree with all that a line can say.
func TestSearchTreeText(t *testing.T) {
	tree := &searchTree{
		Player: "O", Visits: 120, WinRate: 0.625, Proven: new(1), PV: []string{"D4", "pass"},
		Moves: []treeMove{
			{Player: "O", Move: "D4", Visits: 100, WinRate: 0.75, LCB: 0.5, Prior: 0.125, Score: new(float32(3.5)), Proven: new(1), Moves: []treeMove{
				{Player: "X", Move: "pass", Visits: 60, WinRate: 0.25, Prior: 1, Score: new(float32(-3.5)), Proven: new(-1)},
			}, hidden: hidden{3, 39}},
			{Player: "O", Move: "K10", Visits: 8, WinRate: 1, Prior: 0, Proven: new(0), Moves: []treeMove{
				{Player: "X", Move: "A1", Visits: 7, WinRate: 0},
			}},
			{Player: "O", Move: "C3", Visits: 2, WinRate: 0.5, Prior: 0.001, hidden: hidden{1, 1}},
		},
	}
	const want = `O to move, 120 visits, win rate 62.5 %, proven won
best line: D4 pass

  visits  win %  LCB %  prior %  score  proven  move
     100   75.0   50.0     12.5   +3.5     won  ├─ O D4
      60   25.0    0.0    100.0   -3.5    lost  │  ├─ X pass
      39                                        │  └─ 3 more
       8  100.0    0.0      0.0          drawn  ├─ O K10
       7    0.0    0.0      0.0                 │  └─ X A1
       2   50.0    0.0      0.1                 └─ O C3
`
	if got := tree.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What is drawn is what the search says, move by move, in a position in which O has to block at A3.
func TestNewSearchTree(t *testing.T) {
	g, err := games.New(game.Params{Name: "tictactoe"})
	if err != nil {
		t.Fatal(err)
	}
	state := g.New()
	for _, a := range []game.Action{0, 4, 3} { // A1 B2 A2
		state.Play(a)
	}
	s, err := mcts.New(g, mcts.Uniform{}, mcts.Strong(), 1)
	if err != nil {
		t.Fatal(err)
	}
	s.Reset(state)
	if err := s.Run(t.Context(), 500, false); err != nil {
		t.Fatal(err)
	}
	const depth, minVisits = 3, 5
	tree := newSearchTree(s, treeLimits{depth, minVisits})
	if tree.Player != "O" || tree.Visits != s.RootVisits() || tree.PV[0] != "A3" || tree.Moves[0].Move != "A3" {
		t.Errorf("got player %s, %d visits, best line %v, first move %s; want O, %d visits and A3", tree.Player, tree.Visits, tree.PV, tree.Moves[0].Move, s.RootVisits())
	}
	drawn, hiddenOnes := 0, 0
	var walk func(moves []treeMove, rest hidden, above, ply int)
	walk = func(moves []treeMove, rest hidden, above, ply int) {
		sum := rest.HiddenVisits
		hiddenOnes += rest.HiddenMoves
		for _, m := range moves {
			drawn++
			sum += m.Visits
			if m.Visits < minVisits || ply > depth || m.Player != []string{"X", "O"}[ply%2] {
				t.Errorf("ply %d: %+v is drawn", ply, m)
			}
			walk(m.Moves, m.hidden, m.Visits, ply+1)
		}
		if sum > above {
			t.Errorf("ply %d: moves with %d visits follow a move with %d", ply, sum, above)
		}
	}
	walk(tree.Moves, tree.hidden, tree.Visits, 1)
	wantDrawn, wantHidden := 0, 0
	s.Tree(func(path []game.Action, m mcts.Move) bool {
		if m.Visits < minVisits {
			wantHidden++
			return false
		}
		wantDrawn++
		return len(path) < depth
	})
	if drawn != wantDrawn || hiddenOnes != wantHidden || drawn == 0 || hiddenOnes == 0 {
		t.Errorf("%d moves are drawn and %d are not, want %d and %d", drawn, hiddenOnes, wantDrawn, wantHidden)
	}
	if _, err := json.Marshal(tree); err != nil {
		t.Error(err)
	}
}
