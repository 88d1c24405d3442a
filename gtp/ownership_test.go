package gtp

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/game/goban"
	"tengen/mcts"
)

// opinionated is a search with a network that wants moves with certain logits.
type opinionated struct {
	scripted
	logits func(s game.State, a game.Action) float32
	value  float32
	err    error
	asked  []int // leaves of each batch
	turned []int
	then   func() // after a batch
}

func (o *opinionated) EvaluateNetwork(leaves []*mcts.Leaf, symmetry int) error {
	o.asked, o.turned = append(o.asked, len(leaves)), append(o.turned, symmetry)
	for _, l := range leaves {
		for a := range l.Logits {
			l.Logits[a] = o.logits(l.State, game.Action(a))
		}
		l.Value = o.value
	}
	if o.then != nil {
		o.then()
	}
	return o.err
}

// walled is a 5x5 board on which Black owns the two columns on the left for good, White the two on the right, and nothing is
// to be won in between. It is White's turn.
const walled = "b1 d1 b2 d2 b3 d3 b4 d4 b5 d5 c1 c2 c3 c4 c5"

// Played by chance or by a network that passes, the owners are those of the board.
func TestOwnership(t *testing.T) {
	passes := func(s game.State, a game.Action) float32 {
		if int(a) == s.Game().Actions()-1 {
			return 1000
		}
		return 0
	}
	for _, tt := range []struct {
		name   string
		search Searcher
	}{
		{"by chance", &scripted{}},
		{"no network after all", &opinionated{logits: passes, err: ErrNoNetwork}},
		{"a network that passes", &opinionated{logits: passes}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			state := playedOut(t, go5, walled)
			switch s := tt.search.(type) {
			case *scripted:
				s.state = state
			case *opinionated:
				s.state = state
			}
			o := newOwnership(tt.search)
			if o.mean() != nil {
				t.Error("owners are known before a game has been played")
			}
			o.estimate(t.Context())
			if err := o.failure(); err != nil {
				t.Fatal(err)
			}
			end := state.(*goban.State)
			want := make([]int8, 25)
			end.Ownership(want)
			mean := o.mean()
			for c, owner := range want {
				if c%5 == 2 {
					continue // the wall in between
				}
				sure := mean[c]*float32(-owner) > 0.5 // for White; chance may kill either side
				if tt.name == "a network that passes" {
					sure = mean[c] == float32(-owner)
				}
				if !sure {
					t.Errorf("cell %d: %v for White, and by the board %d for Black", c, mean[c], owner)
				}
			}
			if o.games != ownedGames {
				t.Errorf("%d games, want %d", o.games, ownedGames)
			}
		})
	}
}

// Moves are drawn as the network wants them, among the legal ones.
func TestDraw(t *testing.T) {
	search := &opinionated{logits: func(_ game.State, a game.Action) float32 {
		return map[game.Action]float32{0: 1000, 1: 0, 2: float32(math.Log(3))}[a] - map[bool]float32{true: 100}[a > 2]
	}}
	search.state = playedOut(t, go5, "a1") // the favourite is taken
	o := newOwnership(search)
	l := o.newLeaf()
	if err := search.EvaluateNetwork([]*mcts.Leaf{&l.Leaf}, 0); err != nil {
		t.Fatal(err)
	}
	const n = 4000
	drawn := map[game.Action]int{}
	for range n {
		drawn[o.draw(l)]++
	}
	// Of 4,000 draws with probability 3/4, 3,000 are expected, with a standard deviation of 27.
	if drawn[1]+drawn[2] != n || math.Abs(float64(drawn[2]-3000)) > 5*27 {
		t.Errorf("drew %v of %d, want 1/4 of action 1 and 3/4 of action 2", drawn, n)
	}
}

func TestOwnershipEnds(t *testing.T) {
	random := func(game.State, game.Action) float32 { return 0 }
	search := &opinionated{logits: random}
	search.state = newGame(t, go5).New()
	ctx, stop := context.WithCancel(t.Context())
	search.then = func() {
		if len(search.asked) == 3 {
			stop()
		}
	}
	o := newOwnership(search)
	o.estimate(ctx)
	if err := o.failure(); err != nil || len(search.asked) != 3 {
		t.Errorf("%v after %d batches, want no error after the third", err, len(search.asked))
	}
	for _, n := range search.asked {
		if n < 1 || n > MaxNetworkLeaves {
			t.Errorf("a batch of %d, want 1 to %d", n, MaxNetworkLeaves)
		}
	}
	broken := &opinionated{logits: random, err: errors.New("broken")}
	broken.state = newGame(t, go5).New()
	o = newOwnership(broken)
	o.estimate(t.Context())
	if o.failure() == nil {
		t.Error("the network's error was lost")
	}
	o = newOwnership(&scripted{state: newGame(t, go5).New()})
	o.estimate(ctx)
	if err := o.failure(); err != nil || o.games != 0 {
		t.Errorf("%v and %d games after the end of ctx", err, o.games)
	}
}

// The analysis shows the owners when they are known.
func TestAnalysisWithOwnership(t *testing.T) {
	search := &opinionated{logits: func(s game.State, a game.Action) float32 { return float32(a) * 100 }}
	e := scriptedEngine(t, search, SearchParams{Simulations: 40, Resign: -1})
	if err := e.NewGame(newGame(t, go5)); err != nil {
		t.Fatal(err)
	}
	state := playedOut(t, go5, walled)
	known := false
	_, _, err := e.GenmoveAnalyze(t.Context(), Question{State: state}, Watch{Interval: leastInterval, Ownership: true, Report: func(f *Findings) error {
		known = known || len(f.Ownership) == 25 && f.Ownership[0] == -1 && f.Ownership[24] == 1
		return nil
	}})
	if err != nil || !known {
		t.Errorf("%v; the owners were told: %v", err, known)
	}
}

// An evaluation for ownership that takes long holds nothing up but the network itself.
func TestSlowOwnershipIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		search := &opinionated{logits: func(s game.State, a game.Action) float32 { return float32(a) * 100 }, then: func() { time.Sleep(10 * time.Second) }}
		e := scriptedEngine(t, search, SearchParams{Resign: -1})
		if err := e.NewGame(newGame(t, go5)); err != nil {
			t.Fatal(err)
		}
		state := playedOut(t, go5, walled)
		start := time.Now()
		for range 2 {
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			err := e.Analyze(ctx, Question{State: state}, Watch{Interval: leastInterval, Ownership: true, Report: func(*Findings) error { return nil }})
			stop()
			if err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("took %v", took)
		}
		if err := e.EvaluateRaw(&mcts.Leaf{State: state}, 0); err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		if got := len(search.asked); got != 2 {
			t.Errorf("%d batches, want one of the first analysis, and the last; the second had no time", got)
		}
	})
}
