package goban

import (
	"testing"

	"tengen/game"
)

// TestSettledByBestPlay takes all settled positions of small boards, with either player to move, and proves by search
// that each player can secure what is theirs against everything the other may play. Their shares make up the whole
// board, so neither can get more, and the result is the one of perfect play.
func TestSettledByBestPlay(t *testing.T) {
	for _, size := range [][2]int{{3, 3}, {2, 4}, {1, 8}, {5, 2}} {
		for _, rules := range []string{"", "suicide=yes", "ko=situational"} {
			if size[0]*size[1] > 9 && !*long {
				continue
			}
			g := newGameOf(t, size[0], size[1], 0, rules+" maxply=300")
			positions, deepest := 0, 0
			eachSetUp(g.New().(*State), 0, func(s *State) {
				if s.settled() {
					positions++
					deepest = max(deepest, proveSettled(t, s))
				}
			})
			t.Logf("%v %q: %d settled positions, proved in %d plies", size, rules, positions, deepest)
			if positions == 0 {
				t.Errorf("%v %q: no position is settled", size, rules)
			}
		}
	}
}

// TestSettledForBoth proves positions that are shared.
func TestSettledForBoth(t *testing.T) {
	for _, rows := range [][]string{
		{".B.BWW.W", "BBBBW.WW"},
		{"W.B.BWW.W", "BBBBBW.WW"},
	} {
		for _, rules := range []string{"", "ko=situational"} {
			s := stateOf(t, 0, rules+" maxply=300", rows...)
			if !s.settled() {
				t.Fatalf("not settled:\n%s", s)
			}
			t.Logf("proved in %d plies:\n%s", proveSettled(t, s), s)
		}
	}
}

// proveSettled proves that each player can secure their share of s, and returns how many plies that took at most.
func proveSettled(t *testing.T, s *State) (plies int) {
	t.Helper()
	const maxDepth = 30
	states := make([]*State, maxDepth)
	for i := range states {
		states[i] = s.game.New().(*State)
	}
	owners := make([]int8, s.game.cells)
	s.PassAlive(owners)
	share := 0 // of Black's, less White's
	for _, o := range owners {
		share += int(o)
	}
	for toPlay := range game.Player(2) {
		for p, points := range [2]int{share, -share} {
			if points == -s.game.cells {
				continue // nothing is less
			}
			states[0].CopyFrom(s)
			states[0].SetToPlay(toPlay)
			depth := 0
			for !secures(states[:depth+1], game.Player(p), points) {
				if depth++; depth == maxDepth {
					t.Fatalf("player %d cannot secure %d points in %d plies with player %d to move\n%s", p, points, depth, toPlay, s)
				}
			}
			plies = max(plies, depth)
		}
	}
	return plies
}

// secures reports whether p can get a score of points or more from states[0], within as many plies as there are other
// states, which are scratch.
func secures(states []*State, p game.Player, points int) bool {
	s := states[0]
	if s.Terminal() {
		score := int(s.Score())
		return score >= points && p == Black || -score >= points && p == White
	}
	if len(states) == 1 {
		return false
	}
	legal := s.LegalActions(nil)
	pass := legal[len(legal)-1]
	try := func(a game.Action) bool {
		states[1].CopyFrom(s)
		states[1].Play(a)
		return secures(states[1:], p, points)
	}
	if s.ToPlay() != p { // the other may do anything; what ends the game shows a mistake soonest
		for _, a := range append([]game.Action{pass}, legal[:len(legal)-1]...) {
			if !try(a) {
				return false
			}
		}
		return true
	}
	for _, promising := range []func(a game.Action) bool{
		func(a game.Action) bool { return a != pass && s.board.captures(int(a), p) },
		func(a game.Action) bool { return a != pass && besideOpponent(s, a) },
		func(a game.Action) bool { return a == pass },
		func(a game.Action) bool { return true },
	} {
		for _, a := range legal {
			if promising(a) && try(a) {
				return true
			}
		}
	}
	return false
}

// besideOpponent reports whether the cell a has an opponent's stone beside it.
func besideOpponent(s *State, a game.Action) bool {
	for _, n := range s.board.neighbours[a] {
		if s.board.colors[n] == uint8(s.ToPlay().Opponent()) {
			return true
		}
	}
	return false
}
