package perfect

import (
	"context"
	"math/rand/v2"
	"sync"

	"tengen/game"
)

// table remembers the outcomes of all positions of a game of a few thousand.
type table struct {
	mu       sync.Mutex
	outcomes map[uint64]int8 // by hash, for the player to move
}

// choose draws one of the best moves.
func (t *table) choose(_ context.Context, s game.State, _ []game.Action, rng *rand.Rand) (game.Action, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	want := t.outcome(s)
	var best []game.Action
	for _, a := range s.LegalActions(nil) {
		if -t.outcome(after(s, a)) == want {
			best = append(best, a)
		}
	}
	return best[rng.IntN(len(best))], nil
}

// outcome returns -1, 0 or 1 for the player to move with best play, by trying everything.
func (t *table) outcome(s game.State) int8 {
	if s.Terminal() {
		return int8(s.Outcome())
	}
	if known, ok := t.outcomes[s.Hash()]; ok {
		return known
	}
	best := int8(-1)
	for _, a := range s.LegalActions(nil) {
		best = max(best, -t.outcome(after(s, a)))
	}
	t.outcomes[s.Hash()] = best
	return best
}

func after(s game.State, a game.Action) game.State {
	next := s.Game().New()
	next.CopyFrom(s)
	next.Play(a)
	return next
}
