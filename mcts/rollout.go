package mcts

import (
	"math/rand/v2"

	"tengen/game"
)

// Uniform takes all moves to be equally likely and every position to be even: the search then sees only
// what the rules say. For playing without a model.
type Uniform struct{}

// Evaluate implements Evaluator.
func (Uniform) Evaluate(leaves []*Leaf) error {
	for _, l := range leaves {
		clear(l.Logits)
		l.Value, l.Model = 0, nil
	}
	return nil
}

// Rollout takes all moves to be equally likely and a position to be worth the outcome of one playout of
// uniformly random legal moves: the plain Monte-Carlo tree search that a network has to beat. It is
// for one goroutine at a time.
type Rollout struct {
	state  game.State
	source *rand.PCG
	rng    *rand.Rand
	legal  []game.Action
}

// NewRollout returns a Rollout of g's positions.
func NewRollout(g game.Game, seed uint64) *Rollout {
	source := rand.NewPCG(0, 0)
	r := &Rollout{state: g.New(), source: source, rng: rand.New(source)}
	r.Seed(seed)
	return r
}

// Seed restarts the random source.
func (r *Rollout) Seed(seed uint64) { r.source.Seed(seed, 0x726f6c6c) }

// Evaluate implements Evaluator.
func (r *Rollout) Evaluate(leaves []*Leaf) error {
	for _, l := range leaves {
		clear(l.Logits)
		l.Value, l.Model = r.playout(l.State), nil
		var s game.Scorer
		if s, l.HasScore = r.state.(game.Scorer); l.HasScore {
			l.Score = s.Score()
		}
	}
	return nil
}

// playout plays on from start to the end, which stays in r.state, and returns the outcome for start's player to move.
func (r *Rollout) playout(start game.State) float32 {
	r.state.CopyFrom(start)
	for !r.state.Terminal() {
		r.legal = r.state.LegalActions(r.legal[:0])
		r.state.Play(r.legal[r.rng.IntN(len(r.legal))])
	}
	return game.OutcomeFor(r.state, start.ToPlay())
}
