package gametest

import (
	"fmt"
	"testing"

	"tengen/game"
)

// tb is what a check needs of *testing.T, so that the tests of this package can watch checks fail.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// promise is a part of what package game says, and how it is checked.
type promise struct {
	name       string
	ofGame     func(t tb, g game.Game)                   // asked once; nil: nothing is
	ofPosition func(t tb, g game.Game) func(p *position) // makes a check for the positions of games, one after the other; nil: none
}

// promises are all that is asked of a game, each a subtest of Check.
var promises = []promise{
	{"rules", checkStart, checkCounts},
	{"legality", nil, checkLegality},
	{"outcome", nil, checkOutcome},
	{"copies", nil, checkCopies},
	{"hashes", nil, checkHashes},
	{"symmetries", checkGroup, checkTurned},
	{"planes", nil, checkPlanes},
	{"text", nil, checkText},
	{"explain", nil, checkExplain},
	{"editor", nil, checkEditor},
	{"allocations", checkAllocations, nil},
}

// Check runs the conformance tests of g as subtests of t.
func Check(t *testing.T, g game.Game) {
	t.Helper()
	p := g.Params()
	name := fmt.Sprintf("%s/size=%dx%d", p.Name, p.Width, p.Height)
	if p.Rules != "" {
		name += "/rules=" + p.Rules
	}
	t.Run(name, func(t *testing.T) {
		for _, promise := range promises {
			t.Run(promise.name, func(t *testing.T) { promise.check(t, g) })
		}
	})
}

// check holds g to p.
func (p promise) check(t tb, g game.Game) {
	if p.ofGame != nil {
		p.ofGame(t, g)
	}
	if p.ofPosition != nil {
		walk(g, p.ofPosition(t, g))
	}
}
