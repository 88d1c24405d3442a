package main

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/gtp"
	"tengen/mcts"
	"tengen/net"
	"tengen/net/cpu"
)

// A position shown in a symmetry is judged as the turned position is as it stands, and the policy is turned back.
func TestNetworkSymmetries(t *testing.T) {
	g, err := games.New(game.Params{Name: "go", Width: 5, Height: 5, Komi: 15})
	if err != nil {
		t.Fatal(err)
	}
	n := network{game: g, prepared: randomModel(t, g), open: cpu.New().NewEvaluator}
	defer func() {
		if err := n.close(); err != nil {
			t.Error(err)
		}
	}()
	moves := []game.Action{1, 7, 13, 20, 9}
	for i, sym := range g.Symmetries() {
		state, turned := g.New(), g.New()
		for _, a := range moves {
			state.Play(a)
			turned.Play(g.MapAction(sym, a))
		}
		got := mcts.Leaf{State: state, Logits: make([]float32, g.Actions())}
		want := mcts.Leaf{State: turned, Logits: make([]float32, g.Actions())}
		if err := errors.Join(n.EvaluateNetwork([]*mcts.Leaf{&got}, i), n.EvaluateNetwork([]*mcts.Leaf{&want}, 0)); err != nil {
			t.Fatal(err)
		}
		if !near(got.Value, want.Value) {
			t.Errorf("symmetry %d: value %v, turned %v", i, got.Value, want.Value)
		}
		for a := range got.Logits {
			if to := g.MapAction(sym, game.Action(a)); !near(got.Logits[a], want.Logits[to]) {
				t.Errorf("symmetry %d: action %d has logit %v, turned %d has %v", i, a, got.Logits[a], to, want.Logits[to])
			}
		}
	}
}

// A batch is judged as its positions are one by one, and what cannot be judged is refused.
func TestNetworkBatches(t *testing.T) {
	g, err := games.New(game.Params{Name: "go", Width: 5, Height: 5, Komi: 15})
	if err != nil {
		t.Fatal(err)
	}
	if err := (&network{game: g}).EvaluateNetwork(nil, 0); !errors.Is(err, gtp.ErrNoNetwork) {
		t.Errorf("without a model: %v", err)
	}
	n := network{game: g, prepared: randomModel(t, g), open: cpu.New().NewEvaluator}
	defer n.close()
	var batch, single []*mcts.Leaf
	state := g.New()
	for a := range game.Action(gtp.MaxNetworkLeaves) {
		state.Play(a)
		for _, leaves := range []*[]*mcts.Leaf{&batch, &single} {
			s := g.New()
			s.CopyFrom(state)
			*leaves = append(*leaves, &mcts.Leaf{State: s, Logits: make([]float32, g.Actions())})
		}
	}
	if err := n.EvaluateNetwork(batch, 3); err != nil {
		t.Fatal(err)
	}
	for i, l := range single {
		if err := n.EvaluateNetwork([]*mcts.Leaf{l}, 3); err != nil {
			t.Fatal(err)
		}
		if !near(l.Value, batch[i].Value) || !near(l.Logits[9], batch[i].Logits[9]) || l.Model != batch[i].Model || l.Model == nil {
			t.Errorf("position %d: alone %v, %v; in a batch %v, %v", i, l.Value, l.Logits[9], batch[i].Value, batch[i].Logits[9])
		}
	}
	for _, symmetry := range []int{-1, 8} {
		if err := n.EvaluateNetwork(single[:1], symmetry); err == nil {
			t.Errorf("symmetry %d was taken", symmetry)
		}
	}
	if err := n.EvaluateNetwork(append(batch, single...), 0); err == nil {
		t.Error("too many positions were taken")
	}
}

func near(a, b float32) bool { return math.Abs(float64(a-b)) < 1e-4 }

// randomModel is a small network with random weights.
func randomModel(t *testing.T, g game.Game) net.Prepared {
	t.Helper()
	p, err := cpu.New().Prepare(&net.Model{Game: g.Params(), Weights: net.RandomWeights(net.PaperSpec(g, 1, 8), rand.New(rand.NewPCG(1, 1)))})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
