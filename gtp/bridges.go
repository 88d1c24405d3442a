package gtp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tengen/game"
	"tengen/game/goban"
)

// The commands by which the programs that connect engines to servers tell more than GTP does: kgsGtp (KGS), the client of
// CGOS, and gtp2ogs (OGS), which needs no others than these and the time settings.

// kgsRuleNames are the words of kgs-rules, and what they are called here.
var kgsRuleNames = map[string]string{"chinese": "chinese-kgs", "japanese": "japanese", "aga": "aga", "new_zealand": "new-zealand"}

// kgsRules sets the rules.
func (s *Server) kgsRules(ctx context.Context, args []string) (string, error) {
	if len(args) != 1 || kgsRuleNames[strings.ToLower(args[0])] == "" {
		return "", fmt.Errorf("%w: want chinese, japanese, aga or new_zealand, got %.40q", errSyntax, strings.Join(args, " "))
	}
	return s.setRules(ctx, []string{kgsRuleNames[strings.ToLower(args[0])]})
}

// kgsChat refuses to talk, upon which kgsGtp says what its own settings tell it to.
func (s *Server) kgsChat(_ context.Context, args []string) (string, error) {
	if len(args) < 3 || args[0] != "game" && args[0] != "private" {
		return "", fmt.Errorf("%w: want game or private, a name and a message", errSyntax)
	}
	return "", errors.New("this engine does not talk")
}

// gameOver ends pondering: the next command may be hours away.
func (s *Server) gameOver(context.Context, []string) (string, error) {
	s.answered = nil
	return "", nil
}

// noted is for what the engine is told and has no use for.
func (s *Server) noted(_ context.Context, args []string) (string, error) {
	if len(args) == 0 {
		return "", errSyntax
	}
	return "", nil
}

// undoMany is GNU Go's undo of so many moves, 1 if it is not said: all or none.
func (s *Server) undoMany(_ context.Context, args []string) (string, error) {
	n := 1
	if len(args) > 0 {
		v, err := integers(args, 1)
		if err != nil || v[0] < 0 {
			return "", errSyntax
		}
		n = v[0]
	}
	if n > len(s.pos.moves) {
		return "", errCannotUndo
	}
	s.pos.undoTo(len(s.pos.moves) - n)
	return "", nil
}

// genmoveCleanup is genmove for the end of a game whose players disagree about dead stones: it does not pass, nor resign, as
// long as there is a stone of the opponent's that is dead for certain (see finalStatusList) and can be attacked.
func (s *Server) genmoveCleanup(ctx context.Context, args []string) (string, error) {
	st, ok := s.pos.state.(*goban.State)
	switch {
	case !ok:
		return "", errOnlyGo
	case len(args) == 0:
		return "", errSyntax
	}
	c, err := parseColor(args[0])
	if err != nil {
		return "", err
	}
	if err := s.pos.full(); err != nil {
		return "", err
	}
	name, err := s.choose(ctx, args, false)
	if err != nil {
		return "", err
	}
	m := move{c, s.pos.pass}
	if name == "pass" || name == "resign" {
		if a, ok := s.attackDead(st, c); ok {
			m.action = a
		}
	} else if m.action, err = st.ParseAction(name); err != nil {
		return "", err
	}
	name = st.FormatAction(m.action)
	if !s.commit(m) {
		return "", fmt.Errorf("no move: %s is illegal here", name)
	}
	return name, nil
}

// attackDead returns a legal move of c's that takes a liberty from a dead chain of the opponent's: of that which has the fewest.
func (s *Server) attackDead(st *goban.State, c game.Player) (game.Action, bool) {
	dead := deadStones(st)
	var attacks [][]int // liberties of a chain
	for _, chain := range chains(st) {
		if p, _ := st.Stone(chain[0]); p != c && dead[chain[0]] {
			attacks = append(attacks, liberties(st, chain))
		}
	}
	slices.SortFunc(attacks, func(a, b []int) int { return cmp.Compare(len(a), len(b)) })
	for _, cells := range attacks {
		for _, cell := range cells {
			if a := game.Action(cell); s.pos.legal(move{c, a}) {
				return a, true
			}
		}
	}
	return 0, false
}

// liberties returns the empty cells beside a chain.
func liberties(st *goban.State, chain []int) []int {
	var cells []int
	for _, cell := range chain {
		for _, next := range neighbours(cell, st.Game().Shape()) {
			if _, stone := st.Stone(next); !stone && !slices.Contains(cells, next) {
				cells = append(cells, next)
			}
		}
	}
	return cells
}
