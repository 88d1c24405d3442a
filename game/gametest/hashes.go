package gametest

import (
	"fmt"
	"strings"

	"tengen/game"
)

// hashes remembers positions by what they must be told apart by, the cells and the player to move.
type hashes struct {
	byPlace map[string]uint64
	byHash  map[uint64]string
	stack   []game.State // one a level of orders
}

// checkHashes checks that equal positions have equal hashes, however they came about, and others do not. Random
// games rarely meet again, so at some positions a few actions are played in every order.
func checkHashes(t tb, g game.Game) func(p *position) {
	h := &hashes{byPlace: map[string]uint64{}, byHash: map[uint64]string{}}
	for range 3 { // as many as it takes for two actions of a player to change places
		h.stack = append(h.stack, g.New())
	}
	return func(p *position) {
		h.add(t, p.state)
		if !p.ended() && p.random.IntN(8) == 0 {
			h.orders(t, p.state, few(p), 0)
		}
	}
}

// add compares s with the positions before.
func (h *hashes) add(t tb, s game.State) {
	t.Helper()
	place := fmt.Sprintf("%s\nplayer %d", strings.Join(board(s), "\n"), s.ToPlay())
	hash := s.Hash()
	if old, ok := h.byPlace[place]; ok && old != hash {
		t.Fatalf("Hash: got %x and %x for the same cells and player, want one whatever the history\n%s", old, hash, place)
	}
	if old, ok := h.byHash[hash]; ok && old != place {
		t.Fatalf("Hash: got %x for two positions, want one for each\n%s\nand\n%s", hash, old, place)
	}
	h.byPlace[place], h.byHash[hash] = hash, place
}

// orders adds all that the actions lead to in any order, as far as they are legal and the stack goes.
func (h *hashes) orders(t tb, s game.State, actions []game.Action, depth int) {
	t.Helper()
	for _, a := range actions {
		if s.Legal(a) {
			next := h.stack[depth]
			next.CopyFrom(s)
			next.Play(a)
			h.add(t, next)
			if depth+1 < len(h.stack) {
				h.orders(t, next, actions, depth+1)
			}
		}
	}
}

// few returns three actions that are legal, the last one among them, which is the pass where there is one, and
// one that is legal for who comes next: in some games the players have different ones.
func few(p *position) []game.Action {
	actions := []game.Action{p.legal[len(p.legal)-1], p.pick(), p.pick()}
	next := p.copied()
	next.Play(p.pick())
	if legal := next.LegalActions(nil); len(legal) > 0 {
		actions = append(actions, legal[p.random.IntN(len(legal))])
	}
	return actions
}
