package gametest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"tengen/game"
)

// Check runs the conformance tests of g as subtests of t.
func Check(t *testing.T, g game.Game) {
	t.Helper()
	p := g.Params()
	t.Run(fmt.Sprintf("%s/size=%dx%d", p.Name, p.Width, p.Height), func(t *testing.T) {
		t.Run("rules", func(t *testing.T) { checkRules(t, g) })
		t.Run("playouts", func(t *testing.T) { checkPlayouts(t, g) })
		t.Run("symmetries", func(t *testing.T) { checkSymmetries(t, g) })
		t.Run("allocations", func(t *testing.T) { checkAllocations(t, g) })
	})
}

// checkRules checks what does not depend on a position.
func checkRules(t *testing.T, g game.Game) {
	p, sh := g.Params(), g.Shape()
	if p.Name == "" || p.Width <= 0 || p.Height <= 0 {
		t.Errorf("Params: got %+v, want a name and both sizes filled in", p)
	}
	if sh.Planes <= 0 || sh.Width != p.Width || sh.Height != p.Height {
		t.Errorf("Shape: got %+v, want planes on the board of %+v", sh, p)
	}
	if g.Actions() <= 0 || g.MaxPly() <= 0 {
		t.Errorf("Actions %d and MaxPly %d: want both positive", g.Actions(), g.MaxPly())
	}
	syms := g.Symmetries()
	if len(syms) == 0 || syms[0] != game.Identity {
		t.Fatalf("Symmetries: got %v, want Identity first", syms)
	}
	for _, s := range syms {
		checkPermutation(t, g, s)
	}
	start := g.New()
	if start.Game().Params() != p {
		t.Errorf("New().Game().Params(): got %+v, want %+v", start.Game().Params(), p)
	}
	if start.ToPlay() != game.First || start.Ply() != 0 {
		t.Errorf("New(): player %d at ply %d, want First at 0", start.ToPlay(), start.Ply())
	}
}

// checkPermutation checks that s moves every action to another place.
func checkPermutation(t *testing.T, g game.Game, s game.Symmetry) {
	taken := make([]bool, g.Actions())
	for a := range game.Action(g.Actions()) {
		to := g.MapAction(s, a)
		if to < 0 || int(to) >= g.Actions() || taken[to] {
			t.Errorf("MapAction(%d, %d): got %d, which is out of range or taken", s, a, to)
			return
		}
		taken[to] = true
		if s == game.Identity && to != a {
			t.Errorf("MapAction(Identity, %d): got %d", a, to)
		}
	}
}

// playouts returns how many random games fit a budget of about 1500 plies, and a source for them.
func playouts(g game.Game) (games int, random *rand.Rand) {
	return max(2, min(50, 1500/g.MaxPly())), rand.New(rand.NewPCG(uint64(g.Actions()), 1))
}

// pick draws one of the legal actions.
func pick(random *rand.Rand, legal []game.Action) game.Action {
	return legal[random.IntN(len(legal))]
}
