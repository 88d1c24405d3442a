package gtp

import (
	"strings"
	"testing"

	"tengen/game"
	"tengen/mcts"
)

// found are findings on a position of p after some moves. Each line names a variation: its first move has the values in what,
// those that follow have fewer visits each.
func found(t *testing.T, p game.Params, moves string, what []mcts.Move, lines ...string) *Findings {
	t.Helper()
	s := playedOut(t, p, moves)
	f := &Findings{State: s, Visits: 300, Value: 0.25}
	for i, line := range lines {
		along := s.Game().New()
		along.CopyFrom(s)
		var v Variation
		for j, name := range strings.Fields(line) {
			a, err := along.ParseAction(name)
			if err != nil {
				t.Fatal(err)
			}
			m := mcts.Move{Visits: what[i].Visits - 10*j}
			if j == 0 {
				m = what[i]
			}
			m.Action = a
			v = append(v, m)
			along.Play(a)
		}
		f.Moves = append(f.Moves, v)
	}
	return f
}

// playedOut is a position of p after some moves.
func playedOut(t *testing.T, p game.Params, moves string) game.State {
	t.Helper()
	s := newGame(t, p).New()
	for _, name := range strings.Fields(moves) {
		a, err := s.ParseAction(name)
		if err != nil {
			t.Fatal(err)
		}
		s.Play(a)
	}
	return s
}

func TestAnalysisText(t *testing.T) {
	plain := mcts.Move{Visits: 200, Prior: 0.31415, Q: -0.5, LCB: -0.6}
	scored := mcts.Move{Visits: 200, Prior: 0.25, Q: 0.5, LCB: 0.25, Score: -1.5, HasScore: true}
	won := mcts.Move{Visits: 9, Prior: 0.1, Q: 1, LCB: 1, IsProven: true}
	lost := mcts.Move{Visits: 3, Prior: 0, Q: -1, LCB: -1, IsProven: true}
	wide := mcts.Move{Visits: 1, Prior: 1, Q: -0.5, LCB: -3}
	go3 := game.Params{Name: "go", Width: 3, Height: 2, Komi: 1}
	owned := found(t, go3, "a1", []mcts.Move{plain}, "b2")
	owned.Ownership = []float32{-1, 0.125, 0, 1, 0.5, -0.25}
	for _, tt := range []struct {
		name string
		d    dialect
		args string
		f    *Findings
		want string
	}{
		{"Leela Zero's", leelaDialect, "", found(t, go5, "c3", []mcts.Move{plain}, "d4 pass b2"),
			"info move D4 visits 200 winrate 2500 prior 3142 lcb 2000 order 0 pv D4 pass B2"},
		{"no points in it", leelaDialect, "", found(t, go5, "", []mcts.Move{scored}, "pass"),
			"info move pass visits 200 winrate 7500 prior 2500 lcb 6250 order 0 pv pass"},
		{"points for Sabaki", sabakiDialect, "", found(t, go5, "", []mcts.Move{scored, plain}, "a1", "b1 a1"),
			"info move A1 visits 200 winrate 7500 scoreLead -1.500000 prior 2500 lcb 6250 order 0 pv A1 " +
				"info move B1 visits 200 winrate 2500 prior 3142 lcb 2000 order 1 pv B1 A1"},
		{"KataGo's", kataDialect, "", found(t, go5, "", []mcts.Move{plain}, "a1 b1"),
			"info move A1 visits 200 utility -0.500000 winrate 0.250000 prior 0.314150 lcb 0.200000 utilityLcb -0.600000 order 0 pv A1 B1"},
		{"points for KataGo's", kataDialect, "", found(t, go5, "", []mcts.Move{scored}, "a1"),
			"info move A1 visits 200 utility 0.500000 winrate 0.750000 scoreMean -1.500000 scoreLead -1.500000 prior 0.250000 lcb 0.625000 utilityLcb 0.250000 order 0 pv A1"},
		{"proven", leelaDialect, "", found(t, tictac, "b2 a1", []mcts.Move{won, lost}, "a2", "c3"),
			"info move A2 visits 9 winrate 10000 prior 1000 lcb 10000 order 0 pv A2 info move C3 visits 3 winrate 0 prior 0 lcb 0 order 1 pv C3"},
		{"a bound below nothing", kataDialect, "", found(t, go5, "", []mcts.Move{wide}, "a1"),
			"info move A1 visits 1 utility -0.500000 winrate 0.250000 prior 1.000000 lcb 0.000000 utilityLcb -1.000000 order 0 pv A1"},
		{"names that depend on the position", leelaDialect, "", found(t, connect4, "d", []mcts.Move{plain}, "d d d"),
			"info move D2 visits 200 winrate 2500 prior 3142 lcb 2000 order 0 pv D2 D3 D4"},
		{"visits of the variation", kataDialect, "pvVisits true", found(t, go5, "", []mcts.Move{wide}, "a1"),
			"info move A1 visits 1 utility -0.500000 winrate 0.250000 prior 1.000000 lcb 0.000000 utilityLcb -1.000000 order 0 pv A1 pvVisits 1"},
		{"root", kataDialect, "rootInfo true pvVisits true", found(t, go5, "", []mcts.Move{plain}, "a1 b1 c1"),
			"info move A1 visits 200 utility -0.500000 winrate 0.250000 prior 0.314150 lcb 0.200000 utilityLcb -0.600000 order 0 pv A1 B1 C1 pvVisits 200 190 180 rootInfo visits 300 utility 0.250000 winrate 0.625000"},
		{"owners, the top row first", kataDialect, "ownership true", owned,
			"info move B2 visits 200 utility -0.500000 winrate 0.250000 prior 0.314150 lcb 0.200000 utilityLcb -0.600000 order 0 pv B2 ownership 1.000 0.500 -0.250 -1.000 0.125 0.000"},
		{"owners nobody asked for", kataDialect, "", owned,
			"info move B2 visits 200 utility -0.500000 winrate 0.250000 prior 0.314150 lcb 0.200000 utilityLcb -0.600000 order 0 pv B2"},
		{"a long variation", leelaDialect, "", found(t, go5, "", []mcts.Move{plain}, "a1 b1 c1 d1 e1 a2 b2 c2 d2 e2 a3 b3 c3 d3 e3 a4 b4 c4"),
			"info move A1 visits 200 winrate 2500 prior 3142 lcb 2000 order 0 pv A1 B1 C1 D1 E1 A2 B2 C2 D2 E2 A3 B3 C3 D3 E3"},
		{"nothing known", kataDialect, "rootInfo true", found(t, go5, "", nil), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			args, err := parseAnalysisArgs(tt.d, newPosition(newGame(t, go5)), strings.Fields(tt.args))
			if err != nil {
				t.Fatal(err)
			}
			text := analysisText{dialect: tt.d, args: args}
			for range 2 { // the memory is used again
				if got := strings.TrimSuffix(string(text.append(tt.f)), "\n"); got != tt.want {
					t.Errorf("\n got %s\nwant %s", got, tt.want)
				}
			}
		})
	}
}

// Writing a line takes no memory but for the names of moves.
func TestAnalysisTextAllocates(t *testing.T) {
	f := found(t, go5, "", []mcts.Move{{Visits: 3}, {Visits: 2}}, "a1 b1 c1", "pass")
	f.Ownership = make([]float32, 25)
	text := analysisText{dialect: kataDialect, args: analysisArgs{ownership: true, rootInfo: true, pvVisits: true}}
	var name string
	names := testing.AllocsPerRun(100, func() {
		for _, a := range []game.Action{0, 0, 1, 2} {
			name = f.State.FormatAction(a)
		}
	})
	if got := testing.AllocsPerRun(100, func() { text.append(f) }); got > names {
		t.Errorf("%v allocations, want %v, for %s and the other names", got, names, name)
	}
}
