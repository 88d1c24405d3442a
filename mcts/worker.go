package mcts

import (
	"fmt"
	"sync/atomic"

	"tengen/game"
)

// worker makes descents in a search's tree, for one goroutine. Several may work in one tree: all that they share
// is atomic.
type worker struct {
	_         cacheLine // workers lie side by side in memory, and each writes to its own all the time
	search    *Search
	index     int // among the search's workers
	evaluator Evaluator
	descents  []descent // Params.Leaves of them
	pending   []*Leaf   // leaves of the descents under way, the first of descents
	ahead     game.State
	legal     []game.Action
	weights   []float32
	view      rootView
	phase     atomic.Int32 // see parallel.go
	_         cacheLine
}

// cacheLine keeps what is beside it from being in one cache line: cores that write to different parts of a line wait for
// each other.
type cacheLine [64]byte

// descent is one way down the tree, with the state at its end.
type descent struct {
	leaf   Leaf
	path   []*node // from the root to the leaf
	place  int     // in the worker's view, of the root's child on the way; -1: it is not by the view that it was chosen
	marked int     // the place in path from which on nodes count the descent as under way
	ending ending
}

// ending says what a descent has come to.
type ending int

const (
	atLeaf   ending = iota // a node that this descent has to evaluate
	atProven               // a node whose outcome is known
	atOthers               // a node that others evaluate or open just now
)

func newWorker(s *Search, index int, e Evaluator) *worker {
	n := s.game.Actions()
	w := &worker{
		search: s, index: index, evaluator: e, descents: make([]descent, s.params.Leaves), pending: make([]*Leaf, 0, s.params.Leaves),
		legal: apart[game.Action](n)[:0], weights: apart[float32](n), ahead: s.game.New(),
	}
	for i := range w.descents {
		w.descents[i].leaf.State = s.game.New()
		w.descents[i].leaf.Logits = apart[float32](n)
	}
	return w
}

// apart returns a slice of n elements that shares no cache line with others.
func apart[T any](n int) []T {
	const line = 64
	return make([]T, n+2*line)[line:][:n:n]
}

// simulate makes up to n descents, evaluates their leaves together, and returns how many it made. It
// stops early at a node that is being evaluated: with one worker, the first descent always counts.
func (w *worker) simulate(n int) (int, error) {
	w.pending = w.pending[:0]
	w.look()
	made := 0
	for ; made < n; made++ {
		d := &w.descents[len(w.pending)]
		d.ending = w.descend(d)
		if d.ending == atOthers {
			w.cancel(d)
			break
		}
		if d.ending == atProven {
			w.backupProven(d)
			continue
		}
		w.pending = append(w.pending, &d.leaf)
	}
	if len(w.pending) == 0 {
		return made, nil
	}
	if err := w.evaluate(); err != nil {
		return 0, err
	}
	for i := range w.pending {
		d := &w.descents[i]
		word := w.expand(d)
		w.backup(d)
		d.node().edges.Store(uint64(word))
	}
	return made, nil
}

// descend goes from the root to a node that is not expanded, or proven, and marks the way as under way. The first choice is
// marked in the worker's view, if it was made by it, and else in the nodes.
func (w *worker) descend(d *descent) ending {
	t, state := &w.search.tree, d.leaf.State
	state.CopyFrom(w.search.state)
	n := t.root()
	d.path, d.place, d.marked = d.path[:0], -1, 0
	if !w.search.params.Gumbel {
		d.marked = 2
	}
	for {
		d.path = append(d.path, n)
		if len(d.path) > d.marked {
			n.visits.Add(started)
		}
		word := n.load()
		if _, ok := word.proven(); ok {
			return atProven
		}
		switch word.stage() {
		case pending:
			return atOthers
		case fresh: // given up by a descent that was interrupted: this one takes over
			if !n.swap(word, word.withStage(pending)) {
				return atOthers
			}
			return w.arrive(d, n)
		}
		child, opened := w.choose(d, n)
		if child == nil {
			return atOthers
		}
		if len(d.path) == 1 && d.place >= 0 {
			w.view.underWay++
			w.view.children[d.place].underWay++
		}
		state.Play(game.Action(child.action))
		if opened {
			d.path = append(d.path, child)
			if len(d.path) > d.marked {
				child.visits.Add(started)
			}
			return w.arrive(d, child)
		}
		n = child
	}
}

// arrive completes a node that this descent has to evaluate: the outcome of a terminal one is known at once.
func (w *worker) arrive(d *descent, n *node) ending {
	state := d.leaf.State
	n.toPlay = state.ToPlay()
	switch {
	case state.Terminal():
		n.edges.Store(uint64(terminal.withProven(game.OutcomeFor(state, game.First))))
	case w.search.params.Solve && w.search.params.SolveAhead && len(d.path) > 1 && w.winsAtOnce(d):
		n.edges.Store(uint64(terminal.withProven(sign(n.toPlay))))
	default:
		return atLeaf
	}
	if w.search.params.Solve {
		w.prove(d.path)
	}
	return atProven
}

// moves returns the actions that the search considers where the descent has ended. The next call overwrites them.
func (w *worker) moves(d *descent) []game.Action {
	state := d.leaf.State
	w.legal = state.LegalActions(w.legal[:0])
	if r := w.search.within; r != nil {
		w.legal = r.narrow(w.legal, state.ToPlay(), len(d.path)-1)
	}
	return w.legal
}

// winsAtOnce reports whether the player to move has a move that ends the game and wins it.
func (w *worker) winsAtOnce(d *descent) bool {
	state := d.leaf.State
	for _, a := range w.moves(d) {
		w.ahead.CopyFrom(state)
		w.ahead.Play(a)
		if w.ahead.Terminal() && game.OutcomeFor(w.ahead, state.ToPlay()) == 1 {
			return true
		}
	}
	return false
}

// backupProven backs up the outcome of the node where the descent has ended.
func (w *worker) backupProven(d *descent) {
	n := d.node()
	outcome, _ := n.load().proven()
	score := float32(0)
	if w.search.scored.Load() {
		if s, ok := d.leaf.State.(game.Scorer); ok && d.leaf.State.Terminal() {
			score = s.Score()
		} else if visits := n.n(); visits > 0 {
			score = float32(n.score.Load()) / scoreUnit / float32(visits)
		}
	}
	w.land(d, outcome, score)
}

// backup backs up the leaf's evaluation.
func (w *worker) backup(d *descent) {
	score := float32(0)
	if d.leaf.HasScore {
		score = d.leaf.Score
		w.search.scored.Store(true)
	}
	w.land(d, sign(d.leaf.State.ToPlay())*d.leaf.Value, score)
}

// land adds a value and a score for First to every node of the way, which ends the descent.
func (w *worker) land(d *descent, value, score float32) {
	v := int64(value * valueUnit)
	v2 := int64(value * value * valueUnit)
	sc := int64(score * scoreUnit)
	for i, n := range d.path {
		n.add(v, v2, sc)
		if i < d.marked {
			n.visits.Add(1)
		} else {
			n.visits.Add(landed)
		}
	}
	if d.place >= 0 {
		w.view.underWay--
		c := &w.view.children[d.place]
		c.underWay--
		c.visits++
		c.value += v
		c.outcome, c.proven = c.node.load().proven()
	}
}

// cancel takes a descent back.
func (w *worker) cancel(d *descent) {
	for _, n := range d.path[min(d.marked, len(d.path)):] {
		n.visits.Add(cancelled)
	}
	if d.place >= 0 {
		w.view.underWay--
		w.view.children[d.place].underWay--
	}
}

// abandon takes back the descents whose leaves are under evaluation, and leaves their nodes to others.
func (w *worker) abandon() {
	for i := range w.pending {
		d := &w.descents[i]
		w.cancel(d)
		d.node().update(func(e edgesWord) edgesWord { return e.withStage(fresh) })
	}
}

// evaluate has the pending leaves judged, and refuses answers that would spoil the tree. On an error the descents are
// taken back.
func (w *worker) evaluate() error {
	for _, l := range w.pending {
		l.HasScore = false
	}
	w.phase.Store(evaluating)
	err := w.evaluator.Evaluate(w.pending)
	if !w.phase.CompareAndSwap(evaluating, busy) {
		return errAbandoned
	}
	if err != nil {
		err = fmt.Errorf("evaluate %d leaves: %w", len(w.pending), err)
	} else {
		err = w.checkLeaves()
	}
	if err != nil {
		w.abandon()
	}
	return err
}
