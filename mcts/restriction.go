package mcts

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"tengen/game"
)

// Restriction says which moves a search considers, for people who ask what else there is to play, or about a part of the
// board. Depths are plies below the root, whose own moves have depth 0. A nil Restriction leaves all moves. It must not change
// any more once a search has it.
//
// It is no rule of the game: below the root, where it would leave a player nothing, it leaves all legal moves.
type Restriction struct {
	players [2]reach
}

// reach is what is said of the moves of one player, each up to a depth.
type reach struct {
	avoided []int // [A]: not considered at depths below it
	only    int   // at depths below it, only those are considered
	allowed []int // [A]: whose own is above the depth
}

// NewRestriction returns a Restriction that leaves all moves of g.
func NewRestriction(g game.Game) *Restriction {
	r := &Restriction{}
	for p := range r.players {
		r.players[p] = reach{avoided: make([]int, g.Actions()), allowed: make([]int, g.Actions())}
	}
	return r
}

// Avoid leaves out p's action a in the first so many plies, of either player, that a search looks ahead: 1 is the root's own
// move, 2 also the answers to it.
func (r *Restriction) Avoid(p game.Player, a game.Action, plies int) {
	r.players[p].avoided[a] = max(r.players[p].avoided[a], plies)
}

// Allow leaves out all of p's actions in the first so many plies but those that Allow names for as many plies or more; so a
// player may have several. What Avoid leaves out stays so.
func (r *Restriction) Allow(p game.Player, a game.Action, plies int) {
	r.players[p].only = max(r.players[p].only, plies)
	r.players[p].allowed[a] = max(r.players[p].allowed[a], plies)
}

// LegalActions appends those legal actions of a root s to dst that are considered: none if the restriction leaves none.
func (r *Restriction) LegalActions(s game.State, dst []game.Action) []game.Action {
	from := len(dst)
	dst = s.LegalActions(dst)
	if r == nil {
		return dst
	}
	left := slices.DeleteFunc(dst[from:], func(a game.Action) bool { return r.players[s.ToPlay()].leavesOut(a, 0) })
	return dst[:from+len(left)]
}

// narrow takes what is not considered out of legal, p's legal actions at a depth, unless nothing else is there.
func (r *Restriction) narrow(legal []game.Action, p game.Player, depth int) []game.Action {
	leavesOut := func(a game.Action) bool { return r.players[p].leavesOut(a, depth) }
	if !slices.ContainsFunc(legal, func(a game.Action) bool { return !leavesOut(a) }) {
		return legal
	}
	return slices.DeleteFunc(legal, leavesOut)
}

func (r *reach) leavesOut(a game.Action, depth int) bool {
	return depth < r.avoided[a] || depth < r.only && depth >= r.allowed[a]
}

// reachesBelow reports whether it may leave out moves below the root.
func (r *Restriction) reachesBelow() bool {
	return r != nil && slices.ContainsFunc(r.players[:], func(p reach) bool { return p.only > 1 || slices.Max(p.avoided) > 1 })
}

// Restrict lets the search consider only the moves that r leaves, or all if r is nil, until the next Restrict, Reset or
// Advance. The priors of those moves sum to 1, and the rest of the search does as if there were no others.
//
// So a tree is good for one restriction: its statistics are those of the moves considered, and what the solver has proven holds
// only among them. A change empties the tree; nothing happens if the restriction is the same as before. Advance keeps
// what is below a move if the restriction did not reach there.
//
// It errs, and changes nothing, if r leaves no legal move, or is one for another number of actions.
func (s *Search) Restrict(r *Restriction) error {
	if reflect.DeepEqual(s.within, r) {
		return nil
	}
	if r != nil {
		if got, want := len(r.players[0].avoided), s.game.Actions(); got != want {
			return fmt.Errorf("the restriction is for a game of %d actions, want one for %s, which has %d", got, s.game.Params().Name, want)
		}
		if len(r.LegalActions(s.state, nil)) == 0 {
			return errors.New("the restriction leaves no legal move: allow one that is legal, or avoid fewer")
		}
	}
	s.clear()
	s.within = r
	return nil
}
