package gametest

import "tengen/game"

// checkStart checks what does not depend on a position, and the first one.
func checkStart(t tb, g game.Game) {
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
	start := g.New()
	if start.Game().Params() != p {
		t.Errorf("New().Game().Params(): got %+v, want %+v", start.Game().Params(), p)
	}
	if start.ToPlay() != game.First || start.Ply() != 0 || start.Terminal() {
		t.Errorf("New(): player %d at ply %d, over %v, want First at 0, not over", start.ToPlay(), start.Ply(), start.Terminal())
	}
}

// checkCounts checks that plies are counted, that MaxPly ends a game, and that Reset begins another.
func checkCounts(t tb, g game.Game) func(p *position) {
	start := look(g.New())
	return func(p *position) {
		if got := p.state.Ply(); got != len(p.played) {
			t.Fatalf("Ply: got %d after %d actions\n%s", got, len(p.played), p.state)
		}
		if len(p.played) >= g.MaxPly() && !p.state.Terminal() {
			t.Fatalf("MaxPly: a game goes on at ply %d, want the end at %d at the latest\n%s", len(p.played), g.MaxPly(), p.state)
		}
		if player := p.state.ToPlay(); player != game.First && player != game.Second {
			t.Fatalf("ToPlay: got %d, want First or Second\n%s", player, p.state)
		}
		s := p.copied()
		s.Reset()
		same(t, "Reset", look(s), start)
	}
}
