package mcts

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"tengen/game"
	"tengen/net"
)

// Leaf is one position to evaluate.
type Leaf struct {
	State  game.State // in: read-only, and only during Evaluate; not terminal
	Logits []float32  // out: policy logits [A], finite; those of illegal actions are ignored
	Value  float32    // out: in [-1, 1], for the player to move
	Model  *net.Model // out: the model that made them; nil if none did
}

// Evaluator judges positions. A Search calls it from the goroutine that Run was called on.
type Evaluator interface {
	// Evaluate fills in the leaves' outputs.
	Evaluate(leaves []*Leaf) error
}

// Search is one tree on one State. Make it with New, give it a position with Reset, then alternate Run,
// Choose and Advance.
type Search struct {
	game      game.Game
	evaluator Evaluator
	params    Params
	source    *rand.PCG
	rng       *rand.Rand
	state     game.State // of the root
	tree      tree
	descents  []descent // Params.Leaves of them
	pending   []*Leaf   // leaves of the descents under way
	legal     []game.Action
	noise     []float64
}

// descent is one way down the tree, with the state at its end.
type descent struct {
	leaf Leaf
	node nodeID
	path []step
}

// step is a node and the edge that was chosen there.
type step struct {
	node nodeID
	edge uint32
}

// New returns a Search of g at the start of a game. The seed decides noise and sampled moves.
func New(g game.Game, e Evaluator, p Params, seed uint64) (*Search, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if e == nil {
		return nil, errors.New("a search needs an evaluator, got nil")
	}
	if n := g.Actions(); n > maxActions {
		return nil, fmt.Errorf("%s has %d actions, a search takes at most %d", g.Params().Name, n, maxActions)
	}
	source := rand.NewPCG(0, 0)
	s := &Search{
		game: g, evaluator: e, params: p, source: source, rng: rand.New(source), state: g.New(),
		descents: make([]descent, p.Leaves), pending: make([]*Leaf, 0, p.Leaves),
		legal: make([]game.Action, 0, g.Actions()), noise: make([]float64, 0, g.Actions()),
	}
	for i := range s.descents {
		s.descents[i].leaf.State = g.New()
		s.descents[i].leaf.Logits = make([]float32, g.Actions())
	}
	s.Seed(seed)
	s.tree.reset(s.state.ToPlay())
	return s, nil
}

// Reset makes a copy of state the root of an empty tree. The memory is kept.
func (s *Search) Reset(state game.State) {
	s.state.CopyFrom(state)
	s.tree.reset(s.state.ToPlay())
}

// Seed restarts the random source, so that one Search can serve many games.
func (s *Search) Seed(seed uint64) { s.source.Seed(seed, 0x6d637473) }

// State returns the root's state, to be read until the next Reset or Advance.
func (s *Search) State() game.State { return s.state }

// Run adds simulations descents to the tree; evaluating the root itself, if that is still to do, is not
// counted. With noise, Dirichlet noise is first mixed into the root's priors, once for each root: it stays
// until Reset or Advance. It errs, with a tree that can be searched on, if the root is terminal, the
// evaluator fails or answers with something other than numbers, or ctx ends, which is looked at
// before every batch of leaves.
func (s *Search) Run(ctx context.Context, simulations int, noise bool) error {
	if simulations < 0 {
		return fmt.Errorf("search of %d simulations, want 0 or more", simulations)
	}
	if s.state.Terminal() {
		return errors.New("the game is over: there is nothing to search")
	}
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if err := s.evaluateRoot(); err != nil {
		return err
	}
	if noise {
		s.addNoise()
	}
	for done := 0; done < simulations; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n, err := s.simulate(min(s.params.Leaves, simulations-done))
		if err != nil {
			return err
		}
		done += n
	}
	return nil
}

// evaluateRoot gives the root its edges if it has none.
func (s *Search) evaluateRoot() error {
	if s.tree.nodes[root].evaluated() {
		return nil
	}
	d := &s.descents[0]
	d.node, d.path = root, d.path[:0]
	d.leaf.State.CopyFrom(s.state)
	s.pending = append(s.pending[:0], &d.leaf)
	if err := s.evaluate(); err != nil {
		return err
	}
	s.expand(d)
	return nil
}

// simulate makes up to n descents, evaluates their leaves together, and returns how many it made. It
// stops early at a leaf whose evaluation is already under way: the first descent always counts.
func (s *Search) simulate(n int) (int, error) {
	s.pending = s.pending[:0]
	made := 0
	for ; made < n; made++ {
		d := &s.descents[len(s.pending)]
		if !s.descend(d) {
			s.cancel(d)
			break
		}
		if leaf := &s.tree.nodes[d.node]; leaf.terminal {
			s.backup(d, float32(leaf.valueSum))
			continue
		}
		s.pending = append(s.pending, &d.leaf)
	}
	if len(s.pending) == 0 {
		return made, nil
	}
	if err := s.evaluate(); err != nil {
		for i := range s.pending {
			d := &s.descents[i]
			s.cancel(d)
			s.tree.edges[d.path[len(d.path)-1].edge].child = noChild
		}
		return 0, err
	}
	for i := range s.pending {
		d := &s.descents[i]
		s.expand(d)
		s.backup(d, d.leaf.Value)
	}
	return made, nil
}

// descend goes from the root to a node without edges, new or terminal, and marks the way as under way. It
// returns false if it meets a node whose evaluation is under way.
func (s *Search) descend(d *descent) bool {
	t := &s.tree
	state := d.leaf.State
	state.CopyFrom(s.state)
	d.path = d.path[:0]
	for id := root; ; {
		n := &t.nodes[id]
		if n.terminal {
			d.node = id
			return true
		}
		if !n.evaluated() {
			return false
		}
		edge := t.selectEdge(n, &s.params)
		e := &t.edges[edge]
		d.path = append(d.path, step{id, edge})
		n.inFlight++
		e.inFlight++
		state.Play(game.Action(e.action))
		if e.child == noChild {
			e.child = s.addNode(state)
			d.node = e.child
			return true
		}
		id = e.child
	}
}

// addNode adds a node for state; a terminal one knows its value at once.
func (s *Search) addNode(state game.State) nodeID {
	id := s.tree.add(state.ToPlay())
	if state.Terminal() {
		n := &s.tree.nodes[id]
		n.terminal = true
		n.valueSum = float64(state.Outcome())
	}
	return id
}

// cancel takes a descent back.
func (s *Search) cancel(d *descent) {
	for _, st := range d.path {
		s.tree.nodes[st.node].inFlight--
		s.tree.edges[st.edge].inFlight--
	}
}

// backup adds a leaf's value, for the player to move in the leaf, to every edge of the way to it. Each
// edge keeps it for the player who chose the edge.
func (s *Search) backup(d *descent, value float32) {
	t := &s.tree
	leafPlayer := t.nodes[d.node].toPlay
	for _, st := range d.path {
		n, e := &t.nodes[st.node], &t.edges[st.edge]
		v := float64(value)
		if n.toPlay != leafPlayer {
			v = -v
		}
		if e.visits == 0 {
			n.visitedPrior += e.prior
		}
		e.visits++
		e.inFlight--
		e.valueSum += v
		n.visits++
		n.inFlight--
		n.valueSum += v
	}
}

// Value returns the root's value estimate for the player to move: the mean of the root's own
// evaluation and all backups. 0 if the root has not been evaluated.
func (s *Search) Value() float32 { return s.tree.nodes[root].value() }

// RootModel returns the model that evaluated the root; nil if none did.
func (s *Search) RootModel() *net.Model {
	n := &s.tree.nodes[root]
	if n.edgeCount == 0 {
		return nil
	}
	return s.tree.models[n.model]
}

// RootVisits returns the number of descents in the tree, those kept from before included.
func (s *Search) RootVisits() int { return int(s.tree.nodes[root].visits) }
