package gtp

import (
	"fmt"
	"strconv"
	"strings"

	"tengen/game"
	"tengen/mcts"
)

// restrict reads what follows the key avoid or allow, PLAYER VERTEX,VERTEX,... UNTILDEPTH, and returns the arguments after it.
// As in KataGo, avoid leaves these moves of that player out in the first UNTILDEPTH plies that the search looks ahead, of which 1
// is the next move, and allow leaves out all others, passes too (which Leela Zero keeps). Both may be repeated, and
// add up as in Leela Zero: what is avoided is not allowed. Moves are named as in the position, and need not be legal there.
func (a *analysisArgs) restrict(pos *position, args []string) ([]string, error) {
	key := strings.ToLower(args[0])
	if len(args) < 4 {
		return nil, fmt.Errorf("%w: %s wants PLAYER VERTEX,VERTEX,... UNTILDEPTH, such as %s b a1,c2 1", errSyntax, key, key)
	}
	p, err := parseColor(args[1])
	if err != nil {
		return nil, fmt.Errorf("%w: %s is for %.20q, want a player, b or w", errSyntax, key, args[1])
	}
	plies, err := strconv.ParseInt(args[3], 10, 32)
	if err != nil || plies < 1 {
		return nil, fmt.Errorf("%w: %s has the depth %.20q, want plies, 1 (the next move alone) or more", errSyntax, key, args[3])
	}
	if a.restriction == nil {
		a.restriction = mcts.NewRestriction(pos.game)
	}
	say := a.restriction.Avoid
	if key == "allow" {
		say = a.restriction.Allow
	}
	for vertex := range strings.SplitSeq(args[2], ",") {
		action, err := parseAvoided(pos, vertex)
		if err != nil {
			return nil, fmt.Errorf("%w: %s wants moves with commas between them and no space: %w", errSyntax, key, err)
		}
		say(p, action, int(plies))
	}
	return args[4:], nil
}

// parseAvoided reads a move, and says what is wrong with it in few words.
func parseAvoided(pos *position, vertex string) (game.Action, error) {
	if len(vertex) > len("a1b2")+len("pass") { // longer than any move
		return 0, fmt.Errorf("%.20q is none", vertex)
	}
	return pos.state.ParseAction(vertex)
}

// leavesSome errs if avoid and allow leave no legal move to the player who is asked about.
func (a *analysisArgs) leavesSome(pos *position) error {
	if a.restriction == nil || pos.state.Terminal() {
		return nil
	}
	s := pos.turn(a.color)
	if s == nil || len(a.restriction.LegalActions(s, nil)) > 0 { // nil: it is not the player's turn, which is refused later
		return nil
	}
	return fmt.Errorf("avoid and allow leave %s no legal move here: allow one that is legal, or avoid fewer", colorName(a.color))
}
