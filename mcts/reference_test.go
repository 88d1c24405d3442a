package mcts

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// reference is the search as the papers tell it: one descent at a time, recursion, maps. A node's key is
// the actions that lead to it from the start of the game.
type reference struct {
	params Params
	eval   Evaluator
	rng    *rand.Rand
	nodes  map[string]*refNode
	proven map[string]float64 // outcome for First
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
		r.addNoise(n)
	}
	for range simulations {
		if _, ok := r.proven[r.key]; ok {
			return
		}
		r.simulate(r.key, r.state)
	}
}

// simulate makes one descent from state, and returns its value for First.
func (r *reference) simulate(key string, state game.State) float64 {
	if state.Terminal() {
		r.proven[key] = float64(game.OutcomeFor(state, game.First))
	}
	if outcome, ok := r.proven[key]; ok {
		return outcome
	}
	n := r.nodes[key]
	if n == nil {
		n = r.expand(state)
		r.nodes[key] = n
		return forFirst(n, n.value)
	}
	a := r.pick(n, key)
	next := state.Game().New()
	next.CopyFrom(state)
	next.Play(a)
	v := r.simulate(childKey(key, a), next)
	n.n[a]++
	n.w[a] += forFirst(n, v)
	if r.params.Solve {
		r.solve(n, key)
	}
	return v
}

// forFirst turns a value for First into one for n's player, and back.
func forFirst(n *refNode, v float64) float64 {
	if n.toPlay == game.Second {
		return -v
	}
	return v
}

// solve proves n by its children: one that wins is enough, else all are needed.
func (r *reference) solve(n *refNode, key string) {
	best, all := -1.0, true
	for _, a := range n.legal {
		if o, ok := r.proven[childKey(key, a)]; ok {
			best = max(best, forFirst(n, o))
		} else {
			all = false
		}
	}
	if all || best == 1 {
		r.proven[key] = forFirst(n, best)
	}
}

func (r *reference) pick(n *refNode, key string) game.Action {
	p := &r.params
	var total int32
	mass, sum := float32(0), n.value
	for _, a := range n.legal {
		total += n.n[a]
		sum += n.w[a]
		if n.n[a] > 0 {
			mass += n.prior[a]
		}
	}
	reduction, forced := p.FPUReduction, float32(0)
	if key == r.key {
		reduction = p.RootFPUReduction
		if n.noisy {
			forced = p.ForcedPlayouts
		}
	}
	c := p.CPuct
	if p.CPuctGrowth > 0 {
		c += p.CPuctGrowth * float32(math.Log((1+float64(total)+float64(p.CPuctBase))/float64(p.CPuctBase)))
	}
	explore := c * sqrt(float32(total))
	unvisited := float32(sum/float64(total+1)) - reduction*sqrt(mass)
	best, bestScore := game.Action(-1), float32(math.Inf(-1))
	for _, a := range n.legal {
		visits, q := float32(n.n[a]), unvisited
		if visits > 0 {
			q = float32(n.w[a] / float64(visits))
		}
		if o, ok := r.proven[childKey(key, a)]; ok {
			if q = float32(forFirst(n, o)); q == -1 && p.Solve {
				continue
			}
		}
		score := q + explore*n.prior[a]/(1+visits)
		if visits > 0 && visits*visits < forced*n.prior[a]*float32(total) {
			score = math.MaxFloat32
		}
		if score > bestScore || score == bestScore && n.prior[a] > n.prior[best] {
			best, bestScore = a, score
		}
	}
	return best
}

// addNoise changes the root's priors for self-play.
func (r *reference) addNoise(n *refNode) {
	p := &r.params
	n.noisy = true
	if t := float64(p.rootTemperature(r.state.Ply())); t != 1 {
		sum := 0.0
		for _, a := range n.legal {
			sum += math.Pow(float64(n.prior[a]), 1/t)
		}
		for _, a := range n.legal {
			n.prior[a] = float32(math.Pow(float64(n.prior[a]), 1/t) / sum)
		}
	}
	moves := float64(len(n.legal))
	mean, above := 0.0, 0.0
	logOf := func(a game.Action) float64 { return math.Log(math.Min(0.01, float64(n.prior[a])) + 1e-20) }
	for _, a := range n.legal {
		mean += logOf(a) / moves
	}
	for _, a := range n.legal {
		above += math.Max(0, logOf(a)-mean)
	}
	var shares []float64
	for _, a := range n.legal {
		share := 1 / moves
		if above > 0 {
			share += float64(p.NoiseShape) * (math.Max(0, logOf(a)-mean)/above - 1/moves)
		}
		shares = append(shares, share*float64(p.NoiseTotal))
	}
	dirichlet(r.rng, shares)
	for i, a := range n.legal {
		n.prior[a] = (1-p.NoiseFraction)*n.prior[a] + p.NoiseFraction*float32(shares[i])
	}
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
		outcome, proven := n.load().proven()
		if want, ok := r.proven[key]; ok != proven || ok && want != float64(outcome) {
			t.Fatalf("node%s: proven %v, outcome %g; want %v, %g", key, proven, outcome, ok, want)
		}
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
	walk(s.tree.root(), r.key)
	if end := int(s.tree.nodes.ends[0].next); nodes != end {
		t.Fatalf("%d nodes reached from the root, the arena holds %d", nodes, end)
	}
}

func TestSearchMatchesReference(t *testing.T) {
	paper := Params{
		Simulations: 60, CPuct: 1.25, FPUReduction: 0.25, RootFPUReduction: 0.25, NoiseFraction: 0.25, NoiseTotal: 10,
		RootTemperature: 1, EarlyRootTemperature: 1, Leaves: 1, VirtualLoss: 3,
	}
	wide := paper
	wide.Simulations, wide.CPuct, wide.FPUReduction, wide.RootFPUReduction, wide.NoiseFraction, wide.NoiseTotal = 25, 4, 0, 0, 0.5, 0.3
	all := paper
	all.Simulations, all.CPuctGrowth, all.CPuctBase, all.RootFPUReduction = 80, 1.5, 40, 0
	all.NoiseShape, all.RootTemperature, all.EarlyRootTemperature, all.RootTemperatureHalflife = 0.5, 1.1, 1.25, 5
	all.ForcedPlayouts, all.Solve = 2, true
	for name, g := range testGames(t) {
		for _, noise := range []bool{false, true} {
			for kind, p := range map[string]Params{"paper": paper, "wide": wide, "all": all} {
				t.Run(fmt.Sprintf("%s/noise=%v/%s", name, noise, kind), func(t *testing.T) {
					for seed := range uint64(4 / fewer) {
						playAgainstReference(t, g, hashEvaluator{seed}, p, noise, seed)
					}
					playAgainstReference(t, g, Uniform{}, p, noise, 0) // where everything is a tie
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

// playAgainstReference plays up to 12 moves of a game, fewer under the race detector, some of them ones that the search has hardly looked
// at, and compares the trees before and after each. It starts the later in a game, the higher the seed.
func playAgainstReference(t *testing.T, g game.Game, e Evaluator, p Params, noise bool, seed uint64) {
	s, err := New(g, e, p, seed)
	if err != nil {
		t.Fatal(err)
	}
	start := lateStart(g, float64(seed)/4, seed)
	s.Reset(start)
	twin := rand.NewPCG(0, 0)
	twin.Seed(seed, 0x6d637473)
	r := &reference{params: p, eval: e, rng: rand.New(twin), nodes: map[string]*refNode{}, proven: map[string]float64{}, state: start}
	moves := rand.New(rand.NewPCG(seed, 7))
	for ply := 0; ply < 12/fewer && !s.State().Terminal(); ply++ {
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
