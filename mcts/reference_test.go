package mcts

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tengen/game"
)

// reference is the search as the paper tells it: one descent at a time, recursion, maps. A node's key is
// the actions that lead to it from the start of the game.
type reference struct {
	params Params
	eval   Evaluator
	rng    *rand.Rand
	nodes  map[string]*refNode
	state  game.State
	key    string
}

type refNode struct {
	toPlay game.Player
	value  float64
	noisy  bool
	legal  []game.Action
	prior  map[game.Action]float32
	n      map[game.Action]int32
	w      map[game.Action]float64
}

func (r *reference) run(simulations int, noise bool) {
	if r.nodes[r.key] == nil {
		r.simulate(r.key, r.state)
	}
	if n := r.nodes[r.key]; noise && !n.noisy {
		n.noisy = true
		shares := slices.Repeat([]float64{float64(r.params.NoiseTotal) / float64(len(n.legal))}, len(n.legal))
		dirichlet(r.rng, shares)
		for i, share := range shares {
			a := n.legal[i]
			n.prior[a] = (1-r.params.NoiseFraction)*n.prior[a] + r.params.NoiseFraction*float32(share)
		}
	}
	for range simulations {
		r.simulate(r.key, r.state)
	}
}

// simulate makes one descent from state, and returns its value for the player to move there.
func (r *reference) simulate(key string, state game.State) float64 {
	if state.Terminal() {
		return float64(state.Outcome())
	}
	n := r.nodes[key]
	if n == nil {
		n = r.expand(state)
		r.nodes[key] = n
		return n.value
	}
	a := r.pick(n)
	next := state.Game().New()
	next.CopyFrom(state)
	next.Play(a)
	v := r.simulate(childKey(key, a), next)
	if next.ToPlay() != n.toPlay {
		v = -v
	}
	n.n[a]++
	n.w[a] += v
	return v
}

func (r *reference) pick(n *refNode) game.Action {
	var total int32
	mass, sum := float32(0), n.value
	for _, a := range n.legal {
		total += n.n[a]
		sum += n.w[a]
		if n.n[a] > 0 {
			mass += n.prior[a]
		}
	}
	unvisited := float32(sum/float64(total+1)) - r.params.FPUReduction*sqrt(mass)
	best, bestScore := n.legal[0], float32(math.Inf(-1))
	for _, a := range n.legal {
		q := unvisited
		if n.n[a] > 0 {
			q = float32(n.w[a] / float64(n.n[a]))
		}
		score := q + r.params.CPuct*n.prior[a]*sqrt(float32(total))/(1+float32(n.n[a]))
		if score > bestScore || score == bestScore && n.prior[a] > n.prior[best] {
			best, bestScore = a, score
		}
	}
	return best
}

func (r *reference) expand(state game.State) *refNode {
	l := &Leaf{State: state, Logits: make([]float32, state.Game().Actions())}
	if err := r.eval.Evaluate([]*Leaf{l}); err != nil {
		panic(err)
	}
	n := &refNode{toPlay: state.ToPlay(), value: float64(l.Value), legal: state.LegalActions(nil),
		prior: map[game.Action]float32{}, n: map[game.Action]int32{}, w: map[game.Action]float64{}}
	sum := 0.0
	for _, a := range n.legal {
		sum += math.Exp(float64(l.Logits[a]))
	}
	for _, a := range n.legal {
		n.prior[a] = float32(math.Exp(float64(l.Logits[a])) / sum)
	}
	return n
}

func (r *reference) advance(a game.Action) {
	r.key = childKey(r.key, a)
	r.state.Play(a)
}

func childKey(key string, a game.Action) string { return fmt.Sprintf("%s %d", key, a) }

// compare holds every node of the fast tree to the reference's.
func compare(t *testing.T, s *Search, r *reference) {
	t.Helper()
	nodes := 0
	var walk func(n *node, key string)
	walk = func(n *node, key string) {
		nodes++
		if n.load().stage() == terminal {
			return
		}
		ref := r.nodes[key]
		slots, actions := s.tree.edgesOf(n)
		if ref == nil || len(slots) != len(ref.legal) {
			t.Fatalf("node%s has %d edges, the reference has %+v", key, len(slots), ref)
		}
		for i, slot := range slots {
			a, visits, prior, value := game.Action(actions[i]), int32(0), math.Float32frombits(slot), 0.0
			var child *node
			if i < n.load().opened() {
				child = s.tree.node(nodeID(slot))
				visits, prior = child.n(), child.prior
				value = float64(sign(n.toPlay)) * float64(child.value.Load()) / valueUnit
			}
			if visits != ref.n[a] || math.Abs(float64(prior-ref.prior[a])) > 1e-6 || math.Abs(value-ref.w[a]) > 1e-6 {
				t.Fatalf("node%s action %d:\n got %d visits, prior %g, value sum %g\nwant %d visits, prior %g, value sum %g",
					key, a, visits, prior, value, ref.n[a], ref.prior[a], ref.w[a])
			}
			if child != nil {
				walk(child, childKey(key, a))
			}
		}
	}
	walk(s.tree.node(root), r.key)
	if end := int(s.tree.nodes.next.Load()); nodes != end {
		t.Fatalf("%d nodes reached from the root, the arena holds %d", nodes, end)
	}
}

func TestSearchMatchesReference(t *testing.T) {
	for name, g := range testGames(t) {
		for _, noise := range []bool{false, true} {
			for _, p := range []Params{
				{Simulations: 60, CPuct: 1.25, FPUReduction: 0.25, RootFPUReduction: 0.25, NoiseFraction: 0.25, NoiseTotal: 10, RootTemperature: 1, EarlyRootTemperature: 1, Leaves: 1, VirtualLoss: 3},
				{Simulations: 25, CPuct: 4, NoiseFraction: 0.5, NoiseTotal: 0.3, RootTemperature: 1, EarlyRootTemperature: 1, Leaves: 1},
			} {
				t.Run(fmt.Sprintf("%s/noise=%v/cpuct=%g", name, noise, p.CPuct), func(t *testing.T) {
					for seed := range uint64(4) {
						playAgainstReference(t, g, p, noise, seed)
					}
				})
			}
		}
	}
}

// lateStart returns a position of a random game of which the given share has been played, but not its end.
func lateStart(g game.Game, share float64, seed uint64) game.State {
	rng, moves := rand.New(rand.NewPCG(seed, 3)), []game.Action(nil)
	s := g.New()
	for !s.Terminal() {
		legal := s.LegalActions(nil)
		a := legal[rng.IntN(len(legal))]
		moves = append(moves, a)
		s.Play(a)
	}
	s.Reset()
	for _, a := range moves[:int(share*float64(len(moves)))] {
		s.Play(a)
	}
	return s
}

// playAgainstReference plays up to 12 moves of a game, some of them ones that the search has hardly looked
// at, and compares the trees before and after each. It starts the later in a game, the higher the seed.
func playAgainstReference(t *testing.T, g game.Game, p Params, noise bool, seed uint64) {
	s, err := New(g, hashEvaluator{seed}, p, seed)
	if err != nil {
		t.Fatal(err)
	}
	start := lateStart(g, float64(seed)/4, seed)
	s.Reset(start)
	twin := rand.NewPCG(0, 0)
	twin.Seed(seed, 0x6d637473)
	r := &reference{params: p, eval: hashEvaluator{seed}, rng: rand.New(twin), nodes: map[string]*refNode{}, state: start}
	moves := rand.New(rand.NewPCG(seed, 7))
	for ply := 0; ply < 12 && !s.State().Terminal(); ply++ {
		for range 2 { // in two goes, the second with the noise that is there
			if err := s.Run(t.Context(), p.Simulations/2, noise); err != nil {
				t.Fatal(err)
			}
			r.run(p.Simulations/2, noise)
			compare(t, s, r)
		}
		a := s.Choose(0)
		if moves.IntN(3) == 0 {
			legal := s.State().LegalActions(nil)
			a = legal[moves.IntN(len(legal))]
		}
		s.Advance(a)
		r.advance(a)
		if !s.unevaluated() {
			compare(t, s, r)
		}
	}
}
