package main

import (
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/replay"
	"tengen/sgf"
)

// The comments speak of both players, and Sabaki's property of Black in the position before the move.
func TestRecordTree(t *testing.T) {
	p := game.Params{Name: "go", Width: 3, Height: 3, Komi: 1}
	g, err := games.New(p)
	if err != nil {
		t.Fatal(err)
	}
	r := &replay.Record{ID: replay.NewID(), Game: p, Program: "v1", Result: replay.Result{Outcome: -1, Score: -0.5, HasScore: true, Ending: replay.Terminal}}
	r.AddPly(replay.Ply{Move: 4, Model: "m", RootValue: 0.5, Simulations: 10, Policy: []replay.ActionVisits{{Action: 0, Visits: 1}, {Action: 1, Visits: 2}, {Action: 4, Visits: 15}, {Action: 9, Visits: 2}}})
	r.AddPly(replay.Ply{Move: 9, Model: "m", RootValue: -0.9, Simulations: 4})
	r.AddPly(replay.Ply{Move: 9, Model: "m"})
	root, err := recordTree(g, r)
	if err != nil {
		t.Fatal(err)
	}
	root.Set("DT", "2026-03-04")
	var got strings.Builder
	if err := (sgf.Collection{root}).Write(&got); err != nil {
		t.Fatal(err)
	}
	want := `(;FF[4]GM[1]CA[UTF-8]AP[tengen:v1]SZ[3]KM[0.5]PB[tengen]PW[tengen]DT[2026-03-04]RE[W+0.5]SBKV[75.00]
;B[bb]C[Win rate before the move: 75.0 % for Black, who moves; 25.0 % for White.
10 simulations; policy: B2 75 %, B1 10 %, pass 10 %.]SBKV[95.00]
;W[]C[Win rate before the move: 5.0 % for White, who moves; 95.0 % for Black.
4 simulations.]
;B[]
)
`
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", &got, want)
	}
}
