package mcts

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"tengen/game"
)

func TestHalving(t *testing.T) {
	for _, tt := range []struct {
		m, n int
		want []int32
	}{
		{1, 4, []int32{0, 1, 2, 3}},
		{2, 5, []int32{0, 0, 1, 1, 2}},
		// 16 simulations of 4 moves: two rounds, 2 visits each for 4 moves, 4 each for the better 2.
		{4, 16, []int32{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5}},
		// 16 moves and simulations: one visit each, and there is nothing left to halve for.
		{16, 16, []int32{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
		{3, 0, nil},
	} {
		if got := halving(nil, tt.m, tt.n); !slices.Equal(got, tt.want) {
			t.Errorf("%d moves, %d simulations: %v, want %v", tt.m, tt.n, got, tt.want)
		}
	}
	// The paper's setting: 200 simulations of 16 moves in 4 rounds of about 50.
	counts := map[int32]int{}
	for _, v := range halving(nil, 16, 200) {
		counts[v]++
	}
	for visits, want := range map[int32]int{0: 16, 2: 16, 3: 8, 8: 8, 9: 4, 20: 4, 21: 2, 45: 2} {
		if counts[visits] != want {
			t.Errorf("200 simulations of 16 moves: %d visits are exceeded by %d moves, want %d", visits, counts[visits], want)
		}
	}
}

// gumbelParams search with so many considered moves.
func gumbelParams(considered int) Params {
	p := testParams(1)
	p.Gumbel, p.GumbelActions, p.RootFPUReduction = true, considered, 0
	return p
}

// improvedByHand is the improved policy of a node by the paper's formulas, over all moves.
func improvedByHand(moves []Visit, own float64) map[game.Action]float64 {
	total, maxN, mass, weighted := 0.0, 0.0, 0.0, 0.0
	for _, v := range moves {
		if v.Visits > 0 {
			total += float64(v.Visits)
			maxN = math.Max(maxN, float64(v.Visits))
			mass += float64(v.Prior)
			weighted += float64(v.Prior) * float64(v.Q)
		}
	}
	mix := own
	if total > 0 {
		mix = (own + total*weighted/mass) / (1 + total)
	}
	policy, sum := map[game.Action]float64{}, 0.0
	for _, v := range moves {
		q := mix
		if v.Visits > 0 {
			q = float64(v.Q)
		}
		x := math.Exp(math.Log(float64(v.Prior)) + (50+maxN)*(q+1)/2 - 50)
		policy[v.Action] = x
		sum += x
	}
	for a := range policy {
		policy[a] /= sum
	}
	return policy
}

// nextByHand is the move that the next descent through n takes.
func nextByHand(s *Search, n *node) game.Action {
	slots, actions := s.tree.edgesOf(n)
	var moves []Visit
	total := 0.0
	for i, slot := range slots {
		v := Visit{Action: game.Action(actions[i]), Prior: math.Float32frombits(slot)}
		if i < n.load().opened() {
			c := s.tree.node(nodeID(slot))
			v.Prior, v.Visits, v.Q = c.prior, c.n(), c.q(n.toPlay)
		}
		total += float64(v.Visits)
		moves = append(moves, v)
	}
	policy := improvedByHand(moves, float64(n.own))
	best, bestScore := game.Action(0), math.Inf(-1)
	for _, v := range moves {
		if score := policy[v.Action] - float64(v.Visits)/(1+total); score > bestScore {
			best, bestScore = v.Action, score
		}
	}
	return best
}

func TestGumbelTargetIsTheImprovedPolicy(t *testing.T) {
	for name, g := range realGames(t) {
		for _, considered := range []int{1, 4, 16} {
			t.Run(fmt.Sprint(name, "/considered=", considered), func(t *testing.T) {
				s := makeSearch(t, g, hashEvaluator{5}, gumbelParams(considered), 1)
				run(t, s, 16, true)
				leaf := &Leaf{State: g.New(), Logits: make([]float32, g.Actions())}
				if err := (hashEvaluator{5}).Evaluate([]*Leaf{leaf}); err != nil {
					t.Fatal(err)
				}
				want, sum := improvedByHand(s.Visits(nil), float64(leaf.Value)), 0.0
				for _, got := range s.Target(nil) {
					if w := want[got.Action] * targetUnit; math.Abs(float64(got.Weight)-w) > 1+1e-3*w {
						t.Errorf("action %d has weight %d, want %g", got.Action, got.Weight, w)
					}
					sum += want[got.Action]
				}
				if sum < 0.99 {
					t.Errorf("the target's moves have %g of the policy", sum)
				}
			})
		}
	}
}

// Below the root a descent goes to the move with the greatest π'(a) - N(a)/(1+ΣN), over all moves.
func TestGumbelDescendsByTheImprovedPolicy(t *testing.T) {
	for name, g := range testGames(t) {
		s := makeSearch(t, g, hashEvaluator{6}, gumbelParams(1), 1) // one move considered: all visits go below it
		checked := 0
		for ply := 0; ply < 5 && !s.State().Terminal(); ply++ {
			for range 20 {
				run(t, s, 7, false)
				child := s.child(s.Best())
				if child.load().stage() != expanded || child.n() < 2 {
					continue
				}
				want := nextByHand(s, child)
				child.visits.Add(started)
				got, open := s.chooseImproved(child, child.load())
				child.visits.Add(cancelled)
				_, actions := s.tree.edgesOf(child)
				action := game.Action(actions[child.load().opened()%len(actions)])
				if !open {
					action = game.Action(got.action)
				}
				if action != want {
					t.Fatalf("%s: goes to %d, want %d", name, action, want)
				}
				checked++
			}
			s.Advance(s.Best())
		}
		if checked == 0 {
			t.Errorf("%s: nothing was checked", name)
		}
	}
}

// The candidates are drawn without replacement in proportion to the prior: the first one as often as its prior says.
func TestGumbelDrawsByThePrior(t *testing.T) {
	s := makeSearch(t, pebbles{pile: 30}, hashEvaluator{2}, gumbelParams(1), 1)
	run(t, s, 0, false)
	priors := map[game.Action]float64{}
	for _, v := range s.Visits(nil) {
		priors[v.Action] = float64(v.Prior)
	}
	const draws = 6000
	counts := map[game.Action]float64{}
	for range draws {
		run(t, s, 0, true)
		counts[s.Best()] += 1.0 / draws
	}
	for a, p := range priors {
		if math.Abs(counts[a]-p) > 5*math.Sqrt(p*(1-p)/draws) {
			t.Errorf("action %d was drawn in %g of all searches, its prior is %g", a, counts[a], p)
		}
	}
}

func TestGumbelFindsTheWin(t *testing.T) {
	for _, solve := range []bool{false, true} {
		p := gumbelParams(16)
		p.Solve = solve
		s := makeSearch(t, pebbles{pile: 4}, Uniform{}, p, 1)
		run(t, s, 64, true)
		if got := s.Best(); got != 1 {
			t.Errorf("solve=%v: chose to take %d of 4, want 2", solve, got+1)
		}
		if target := s.Target(nil); len(target) == 0 || slices.MaxFunc(target, func(a, b Target) int { return int(a.Weight - b.Weight) }).Action != 1 {
			t.Errorf("solve=%v: target %v, want most of it on taking 2", solve, target)
		}
	}
}

// Each candidate gets the visits that sequential halving gives it, and what was kept from the move before does not count.
func TestGumbelKeepsToItsPlan(t *testing.T) {
	g := realGame(t, game.Params{Name: "go", Width: 5, Height: 5, Komi: 15})
	s := makeSearch(t, g, hashEvaluator{7}, gumbelParams(4), 1)
	for range 5 {
		before := map[game.Action]int32{}
		for _, v := range s.Visits(nil) {
			before[v.Action] = v.Visits
		}
		run(t, s, 16, true)
		var visits []int32
		for _, v := range s.Visits(nil) {
			if n := v.Visits - before[v.Action]; n > 0 {
				visits = append(visits, n)
			}
		}
		slices.Sort(visits)
		if !slices.Equal(visits, []int32{2, 2, 6, 6}) {
			t.Fatalf("16 simulations of 4 moves: %v visits, want 2, 2, 6 and 6", visits)
		}
		checkTree(t, s)
		s.Advance(s.Best())
	}
}

// Moves are drawn by the improved policy, whatever visits halving gave them.
func TestGumbelDrawsMovesByTheImprovedPolicy(t *testing.T) {
	s := makeSearch(t, pebbles{pile: 30}, hashEvaluator{4}, gumbelParams(3), 1)
	run(t, s, 12, true)
	want, sum := map[game.Action]float64{}, 0.0
	for _, w := range s.Target(nil) {
		want[w.Action] = float64(w.Weight)
		sum += float64(w.Weight)
	}
	const draws = 5000
	counts := map[game.Action]float64{}
	for range draws {
		counts[s.Choose(1)]++
	}
	for a := range game.Action(3) {
		if got, p := counts[a]/draws, want[a]/sum; math.Abs(got-p) > 5*math.Sqrt(p*(1-p)/draws)+1e-9 {
			t.Errorf("action %d was drawn in %g of all cases, want %g", a, got, p)
		}
	}
}
