package mcts

import (
	"testing"

	"tengen/game"
)

// bruteForce looks ahead: plain minimax, on a state for each ply.
type bruteForce []game.State

// newBruteForce returns a bruteForce that looks so many plies ahead.
func newBruteForce(g game.Game, plies int) bruteForce {
	b := bruteForce{g.New()}
	for range plies {
		b = append(b, g.New())
	}
	return b
}

// solve returns +1 if the player to move in b[i] has a forced win within so many plies, -1 if the opponent has, or else 0.
func (b bruteForce) solve(i, plies int) int {
	s := b[i]
	if s.Terminal() {
		return int(s.Outcome())
	}
	if plies == 0 {
		return 0
	}
	best := -1
	for a := range game.Action(s.Game().Actions()) {
		if !s.Legal(a) {
			continue
		}
		b[i+1].CopyFrom(s)
		b[i+1].Play(a)
		v := b.solve(i+1, plies-1)
		if b[i+1].ToPlay() != s.ToPlay() {
			v = -v
		}
		if best = max(best, v); best > 0 {
			break
		}
	}
	return best
}

// outcome returns what a game comes to from s with perfect play, for p.
func (b bruteForce) outcome(s game.State, p game.Player) float32 {
	b[0].CopyFrom(s)
	v := float32(b.solve(0, len(b)-1))
	if s.ToPlay() != p {
		v = -v
	}
	return v
}

// TestProven searches every position of small games until the solver has proven it: the outcome, and that of the move
// chosen, must be those of minimax. Tic-tac-toe has draws; in pebbles, players move twice in a row, and the number of
// moves counts.
func TestProven(t *testing.T) {
	for name, tt := range map[string]struct {
		g         game.Game
		positions int // that are not terminal
	}{
		"tictactoe": {realGame(t, game.Params{Name: "tictactoe"}), 5478 - 958},
		"pebbles":   {pebbles{20, 4}, 140},
	} {
		t.Run(name, func(t *testing.T) {
			p := Strong()
			p.StopDecided = false
			s := makeSearch(t, tt.g, Uniform{}, p, 1)
			b := newBruteForce(tt.g, tt.g.MaxPly())
			positions := positionsBelow(tt.g.New())
			if len(positions) != tt.positions {
				t.Errorf("%d positions, want %d", len(positions), tt.positions)
			}
			next := tt.g.New()
			for _, state := range sample(positions, 10) {
				if state.Ply() < 2 && !*long {
					continue // takes up to 3.6 million visits
				}
				s.Reset(state)
				run(t, s, 4_000_000, false)
				want := b.outcome(state, state.ToPlay())
				if got, ok := s.Proven(); !ok || got != want {
					t.Errorf("after %d visits, proven %v, outcome %g, want %g:\n%s", s.RootVisits(), ok, got, want, state)
				}
				next.CopyFrom(state)
				next.Play(s.Best())
				if got := b.outcome(next, state.ToPlay()); got != want {
					t.Errorf("chose %s, outcome %g, want %g:\n%s", state.FormatAction(s.Best()), got, want, state)
				}
			}
		})
	}
}

// positionsBelow returns start and all positions that can come after it and are not terminal, each once at a ply.
func positionsBelow(start game.State) []game.State {
	type key struct {
		hash uint64
		ply  int
	}
	seen := map[key]bool{}
	var positions []game.State
	var walk func(s game.State)
	walk = func(s game.State) {
		k := key{s.Hash(), s.Ply()}
		if s.Terminal() || seen[k] {
			return
		}
		seen[k] = true
		positions = append(positions, s)
		for _, a := range s.LegalActions(nil) {
			next := s.Game().New()
			next.CopyFrom(s)
			next.Play(a)
			walk(next)
		}
	}
	walk(start)
	return positions
}
