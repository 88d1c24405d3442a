package mcts

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"tengen/game"
	"tengen/net"
)

// Leaf is one position to evaluate.
type Leaf struct {
	State    game.State // in: read-only, and only during Evaluate; not terminal
	Logits   []float32  // out: policy logits [A], finite; those of illegal actions are ignored
	Value    float32    // out: in [-1, 1], for the player to move
	Score    float32    // out: expected points of game.First less game.Second's, where HasScore
	HasScore bool       // out
	Model    *net.Model // out: the model that made them; nil if none did
}

// Evaluator judges positions. It is called by one goroutine at a time.
type Evaluator interface {
	// Evaluate fills in the leaves' outputs.
	Evaluate(leaves []*Leaf) error
}

// Search is one tree on one State. Make it with New, give it a position with Reset, then alternate Run,
// Best or Choose, and Advance.
type Search struct {
	game    game.Game
	params  Params
	source  *rand.PCG
	rng     *rand.Rand
	state   game.State // of the root
	tree    tree
	workers []*worker
	epoch   uint64      // counts the times that the root was changed other than by descents
	noisy   bool        // root noise is in the root's priors
	scored  atomic.Bool // an evaluation had a score
	plan    gumbelPlan
	edges   []rootEdge
	shares  []Target
	noise   []float64
	within  *Restriction // of the moves considered; nil: all
	rootMu  sync.RWMutex // held for writing while Run changes the root's priors and plan, and for reading by those who look on
}

// New returns a Search of g at the start of a game. The seed decides noise and sampled moves.
func New(g game.Game, e Evaluator, p Params, seed uint64) (*Search, error) {
	return newSearch(g, []Evaluator{e}, p, seed)
}

func newSearch(g game.Game, evaluators []Evaluator, p Params, seed uint64) (*Search, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if len(evaluators) == 0 || slices.Contains(evaluators, nil) {
		return nil, errors.New("a search needs an evaluator for each of its workers, and one worker or more; one is missing")
	}
	if n := g.Actions(); n > maxActions {
		return nil, fmt.Errorf("%s has %d actions, a search takes at most %d", g.Params().Name, n, maxActions)
	}
	source := rand.NewPCG(0, 0)
	s := &Search{
		game: g, params: p, source: source, rng: rand.New(source), state: g.New(), tree: newTree(len(evaluators)),
		noise: make([]float64, 0, g.Actions()),
	}
	for i, e := range evaluators {
		s.workers = append(s.workers, newWorker(s, i, e))
	}
	s.Seed(seed)
	s.tree.reset(s.state.ToPlay())
	return s, nil
}

// Reset makes a copy of state the root of an empty tree, where all moves are considered. The memory is kept.
func (s *Search) Reset(state game.State) {
	s.state.CopyFrom(state)
	s.clear()
}

// clear empties the tree, and lifts the restriction that it was good for.
func (s *Search) clear() {
	s.within = nil
	s.tree.reset(s.state.ToPlay())
	s.epoch++
	s.noisy = false
	s.scored.Store(false)
	s.plan.end()
}

// Seed restarts the random source, so that one Search can serve many games.
func (s *Search) Seed(seed uint64) { s.source.Seed(seed, 0x6d637473) }

// State returns the root's state, to be read until the next Reset or Advance.
func (s *Search) State() game.State { return s.state }

// Run adds simulations descents to the tree; evaluating the root itself, if that is still to do, is not
// counted. It ends sooner when there is nothing more to find out: when the root's outcome is proven, with StopDecided
// when the move is decided, or when the tree fills its memory.
//
// With noise, as self-play has it, the root's priors are first flattened by its temperature and mixed with Dirichlet
// noise, once for each root: that stays until Reset or Advance. With Gumbel, noise draws the moves to consider.
//
// It errs, with a tree that can be searched on, if the root is terminal, the evaluator fails or answers with
// something other than numbers, or ctx ends, which is looked at before every batch of leaves.
func (s *Search) Run(ctx context.Context, simulations int, noise bool) error {
	if err := s.check(ctx, simulations); err != nil {
		return err
	}
	if s.unevaluated() {
		if err := s.simulate(ctx, 1); err != nil {
			return err
		}
	}
	s.prepareRoot(simulations, noise)
	return s.simulate(ctx, simulations)
}

// check says why a search cannot be run.
func (s *Search) check(ctx context.Context, simulations int) error {
	if simulations < 0 {
		return fmt.Errorf("search of %d simulations, want 0 or more", simulations)
	}
	if s.state.Terminal() {
		return errors.New("the game is over: there is nothing to search")
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

// unevaluated reports whether the root has yet to be evaluated.
func (s *Search) unevaluated() bool { return s.tree.root().load().stage() != expanded }

// simulate makes so many descents on the caller's goroutine.
func (s *Search) simulate(ctx context.Context, simulations int) error {
	for left := simulations; left > 0 && !s.done(left); {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n, err := s.workers[0].simulate(min(s.params.Leaves, left))
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// prepareRoot makes an evaluated root ready for so many descents.
func (s *Search) prepareRoot(simulations int, noise bool) {
	s.rootMu.Lock()
	defer s.rootMu.Unlock()
	s.epoch++
	switch {
	case s.params.Gumbel:
		s.planGumbel(simulations, noise)
	case noise:
		s.addNoise()
	}
}

// done reports whether there is no use in the descents that are left.
func (s *Search) done(left int) bool {
	n := s.tree.root()
	if _, ok := n.load().proven(); ok {
		return true
	}
	visits := n.n()
	decided := s.params.StopDecided && !s.params.Gumbel && int(visits) > left && s.decided(left)
	return decided || visits > maxVisits || s.tree.bytes() > maxTreeBytes
}

// These end searches that would take the machine's memory, such as one that ponders overnight, or that would overflow
// sums. 4 GiB are eight million nodes of 9x9 Go, and two of 19x19.
const (
	maxTreeBytes = 4 << 30
	maxVisits    = 1 << 30
)

// decided reports whether the most visited move stays so whatever the descents that are left do.
func (s *Search) decided(left int) bool {
	first, second := int32(0), int32(0)
	for _, id := range s.tree.children(s.tree.root()) {
		c := s.tree.node(nodeID(id))
		n := c.n()
		if s.class(c) == lost {
			continue
		}
		if n > first {
			first, second = n, first
		} else if n > second {
			second = n
		}
	}
	return int(first-second) > left
}

// Value returns the root's value estimate for the player to move: the outcome if it is proven, else the mean of the
// root's own evaluation and all backups. 0 if the root has not been evaluated.
func (s *Search) Value() float32 {
	n := s.tree.root()
	if n.n() == 0 {
		return 0
	}
	return n.q(s.state.ToPlay())
}

// Proven returns the root's outcome for the player to move, if the solver has proven it.
func (s *Search) Proven() (outcome float32, ok bool) {
	outcome, ok = s.tree.root().load().proven()
	if !ok {
		return 0, false
	}
	return sign(s.state.ToPlay()) * outcome, true
}

// RootModel returns the model that evaluated the root; nil if none did.
func (s *Search) RootModel() *net.Model {
	n := s.tree.root()
	if n.edgeCount == 0 {
		return nil
	}
	return (*s.tree.models.Load())[n.model]
}

// RootVisits returns the number of descents in the tree, those kept from before included.
func (s *Search) RootVisits() int { return max(0, int(s.tree.root().n())-1) }
