package mcts

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tengen/game"
)

// limit is a call of Avoid or Allow.
type limit struct {
	allow  bool
	player game.Player
	action game.Action
	plies  int
}

// restriction returns what the limits say together.
func restriction(g game.Game, limits []limit) *Restriction {
	r := NewRestriction(g)
	for _, l := range limits {
		if l.allow {
			r.Allow(l.player, l.action, l.plies)
		} else {
			r.Avoid(l.player, l.action, l.plies)
		}
	}
	return r
}

// ruled is a game by whose rules the limits hold from a ply on, in obvious code: a search of it has to be what a restricted
// search of the game is.
type ruled struct {
	game.Game
	limits []limit
	from   int
}

func (g *ruled) New() game.State { return &ruledState{g.Game.New(), g} }

type ruledState struct {
	game.State
	g *ruled
}

func (s *ruledState) Game() game.Game         { return s.g }
func (s *ruledState) CopyFrom(src game.State) { s.State.CopyFrom(src.(*ruledState).State) }

func (s *ruledState) LegalActions(dst []game.Action) []game.Action {
	var left []game.Action
	depth := s.Ply() - s.g.from
	for _, a := range s.State.LegalActions(nil) {
		avoided, restricted, allowed := false, false, false
		for _, l := range s.g.limits {
			if l.player != s.ToPlay() || l.plies <= depth {
				continue
			}
			avoided = avoided || !l.allow && l.action == a
			restricted = restricted || l.allow
			allowed = allowed || l.allow && l.action == a
		}
		if !avoided && (allowed || !restricted) {
			left = append(left, a)
		}
	}
	if len(left) == 0 && depth > 0 {
		left = s.State.LegalActions(nil)
	}
	return append(dst, left...)
}

// someLimits returns up to 8 limits, of which some may be of moves that are illegal.
func someLimits(rng *rand.Rand, g game.Game) (limits []limit) {
	for range 1 + rng.IntN(8) {
		limits = append(limits, limit{rng.IntN(2) == 0, game.Player(rng.IntN(2)), game.Action(rng.IntN(g.Actions())), 1 + rng.IntN(4)})
	}
	return limits
}

// A restricted search is the search of a game in which what it leaves out is illegal: in trees, choices, targets and proofs.
func TestRestrictionIsLikeARule(t *testing.T) {
	full, gumbel := Strong(), testParams(4)
	full.NoiseShape, full.ForcedPlayouts, full.RootTemperature, full.SolveAhead = 0.5, 2, 1.1, true
	gumbel.Gumbel, gumbel.Solve = true, true
	for name, g := range testGames(t) {
		for kind, p := range map[string]Params{"paper": testParams(4), "full": full, "gumbel": gumbel} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(4, 2))
				compared := 0
				for seed := range uint64(20 / fewer) {
					start := lateStart(g, float64(seed%4)/4, seed)
					limits := someLimits(rng, g)
					by := &ruled{g, limits, start.Ply()}
					same := by.New().(*ruledState)
					same.State.CopyFrom(start)
					a, b := makeSearch(t, g, hashEvaluator{seed}, p, seed), makeSearch(t, by, hashEvaluator{seed}, p, seed)
					a.Reset(start)
					b.Reset(same)
					run(t, a, 20, false) // what was known before must not matter
					left := same.LegalActions(nil)
					if got := restriction(g, limits).LegalActions(start, nil); !slices.Equal(got, left) {
						t.Fatalf("%+v leaves %v, want %v", limits, got, left)
					}
					if err := a.Restrict(restriction(g, limits)); (err == nil) != (len(left) > 0) {
						t.Fatalf("%d moves left: %v", len(left), err)
					}
					if len(left) == 0 {
						continue
					}
					for range 2 {
						run(t, a, 60, true)
						run(t, b, 60, true)
						if !slices.Equal(view(a), view(b)) {
							t.Fatalf("the tree within %+v is another than by a rule", limits)
						}
						got := fmt.Sprint(a.Visits(nil), a.Choose(1), a.Best(), a.Target(nil), a.PV(nil), a.Value())
						if want := fmt.Sprint(b.Visits(nil), b.Choose(1), b.Best(), b.Target(nil), b.PV(nil), b.Value()); got != want {
							t.Fatalf("within %+v\n got %s\nwant %s", limits, got, want)
						}
					}
					compared++
				}
				if compared < 5/fewer {
					t.Errorf("only %d searches compared", compared)
				}
			})
		}
	}
}

// What was restricted leaves no trace: the next search without it is a first one.
func TestRestrictionIsLifted(t *testing.T) {
	for name, g := range testGames(t) {
		for _, plies := range []int{1, 3} {
			t.Run(fmt.Sprintf("%s/plies=%d", name, plies), func(t *testing.T) {
				p := Strong()
				p.SolveAhead = true
				s, fresh := makeSearch(t, g, hashEvaluator{1}, p, 1), makeSearch(t, g, hashEvaluator{1}, p, 1)
				run(t, fresh, 100, false)
				within := restriction(g, []limit{{false, game.First, 0, plies}, {true, game.Second, 1, plies}})
				restrict := func() {
					if err := s.Restrict(within); err != nil {
						t.Fatal(err)
					}
				}
				for how, lift := range map[string]func(){
					"Restrict": func() {
						if err := s.Restrict(nil); err != nil {
							t.Fatal(err)
						}
					},
					"Reset": func() { s.Reset(g.New()) },
				} {
					restrict()
					run(t, s, 100, false)
					if visits := s.Visits(nil); len(visits) != len(g.New().LegalActions(nil))-1 || visits[0].Action == 0 {
						t.Fatalf("moves considered: %+v", visits)
					}
					before := s.RootVisits()
					restrict() // again, which changes nothing
					if s.RootVisits() != before {
						t.Errorf("the same restriction once more: %d visits, before %d", s.RootVisits(), before)
					}
					lift()
					run(t, s, 100, false)
					if !slices.Equal(view(s), view(fresh)) {
						t.Errorf("another tree after %s", how)
					}
				}
			})
		}
	}
}

// Advance keeps what is below the move if the restriction was on the root alone: all is considered there. The search that goes
// on in it is as good as a first one.
func TestAdvanceLiftsARestriction(t *testing.T) {
	for name, g := range testGames(t) {
		for _, plies := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s/plies=%d", name, plies), func(t *testing.T) {
				s := makeSearch(t, g, hashEvaluator{1}, testParams(1), 1)
				if err := s.Restrict(restriction(g, []limit{{true, game.First, 0, plies}})); err != nil {
					t.Fatal(err)
				}
				run(t, s, 100, false)
				s.Advance(0)
				if kept := s.RootVisits(); kept != map[int]int{1: 99, 2: 0}[plies] {
					t.Errorf("%d of 100 visits kept", kept)
				}
				after := g.New()
				after.Play(0)
				fresh := makeSearch(t, g, hashEvaluator{1}, testParams(1), 1)
				fresh.Reset(after)
				run(t, fresh, 150, false)
				run(t, s, 150-s.RootVisits(), false)
				if got, want := fmt.Sprint(s.Moves(nil), s.Visits(nil)), fmt.Sprint(fresh.Moves(nil), fresh.Visits(nil)); got != want || len(view(s)) != len(view(fresh)) {
					t.Errorf("after more visits\n got %s\nwant %s", got, want)
				}
			})
		}
	}
}

// The solver proves what holds among the moves considered, and that is forgotten with the restriction. With 4 pebbles, only
// 2 wins: it keeps the turn, and 2 again. After 1 or 3, the opponent takes the rest.
func TestProofsWithinARestriction(t *testing.T) {
	g := pebbles{pile: 4}
	for _, tt := range []struct {
		name   string
		limits []limit
		want   float32
	}{
		{"the winning move is avoided", []limit{{false, game.First, 1, 1}}, -1},
		{"all but a losing one are", []limit{{true, game.First, 2, 1}}, -1},
		{"the winning move is allowed", []limit{{true, game.First, 1, 1}, {true, game.First, 0, 1}}, 1},
		{"the second move of the win is avoided", []limit{{false, game.First, 1, 2}}, -1},
		{"the answer to a losing one is avoided", []limit{{true, game.First, 2, 1}, {false, game.Second, 0, 2}}, -1}, // it is all that is left
		{"the only good answer to a losing one is avoided", []limit{{true, game.First, 0, 1}, {false, game.Second, 2, 2}, {false, game.Second, 1, 2}}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := makeSearch(t, g, Uniform{}, Strong(), 1)
			run(t, s, 1000, false)
			if v, ok := s.Proven(); !ok || v != 1 {
				t.Fatalf("before: proven %v, %g", ok, v)
			}
			if err := s.Restrict(restriction(g, tt.limits)); err != nil {
				t.Fatal(err)
			}
			run(t, s, 1000, false)
			if v, ok := s.Proven(); !ok || v != tt.want {
				t.Errorf("within it: proven %v, %g, want %g", ok, v, tt.want)
			}
			if err := s.Restrict(nil); err != nil {
				t.Fatal(err)
			}
			run(t, s, 1000, false)
			if v, ok := s.Proven(); !ok || v != 1 || s.Best() != 1 {
				t.Errorf("after it: proven %v, %g, best %d", ok, v, s.Best())
			}
		})
	}
}

func TestRestrictionErrors(t *testing.T) {
	g := realGame(t, game.Params{Name: "tictactoe"})
	s := makeSearch(t, g, Uniform{}, testParams(1), 1)
	s.Advance(0)
	run(t, s, 50, false)
	for _, tt := range []struct {
		name string
		r    *Restriction
		want string
	}{
		{"only a move that is illegal", restriction(g, []limit{{true, game.Second, 0, 1}}), "the restriction leaves no legal move: allow one that is legal, or avoid fewer"},
		{"what is allowed is avoided, too", restriction(g, []limit{{true, game.Second, 4, 5}, {false, game.Second, 4, 1}}), "the restriction leaves no legal move: allow one that is legal, or avoid fewer"},
		{"another game", NewRestriction(pebbles{4, 0}), "the restriction is for a game of 3 actions, want one for tictactoe, which has 9"},
	} {
		if err := s.Restrict(tt.r); err == nil || err.Error() != tt.want || s.RootVisits() != 50 {
			t.Errorf("%s: %v, %d visits", tt.name, err, s.RootVisits())
		}
	}
	if err := s.Restrict(restriction(g, []limit{{true, game.First, 0, 9}})); err != nil { // says nothing of the root
		t.Error(err)
	}
}

// Several workers keep to a restriction, whether they are interrupted or not, and to none after it.
func TestParallelRestriction(t *testing.T) {
	g := realGame(t, game.Params{Name: "go", Width: 5, Height: 5, Komi: 15})
	for _, gumbel := range []bool{false, true} {
		p := testParams(2)
		p.Gumbel, p.Solve = gumbel, true
		s := newParallel(t, g, p, 3, hashed)
		rng := rand.New(rand.NewPCG(1, 1))
		for round := range 20 {
			limits := []limit{{round%2 == 0, game.First, game.Action(rng.IntN(25)), 1 + rng.IntN(3)}, {false, game.Second, 3, 4}, {true, game.First, 25, 1 + round%2}}
			if err := s.Restrict(restriction(g, limits)); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Duration(rng.IntN(2000))*time.Microsecond)
			err := s.Run(ctx, 1<<20, true)
			stop()
			if err != nil && !errors.Is(err, context.DeadlineExceeded) { // nil: the outcome is proven
				t.Fatal(err)
			}
			checkWithin(t, s.Search, limits)
			for _, r := range []*Restriction{restriction(g, limits), nil} {
				if err := errors.Join(s.Restrict(r), s.Run(t.Context(), 50, true)); err != nil {
					t.Fatal(err)
				}
				if r != nil {
					checkWithin(t, s.Search, limits)
				} else if n := len(s.Visits(nil)); n != 26 || s.RootVisits() != 50 {
					t.Fatalf("after it: %d moves, %d visits", n, s.RootVisits())
				}
			}
		}
	}
}

// checkWithin holds the edges of all nodes of a tree to what a rule would leave.
func checkWithin(t *testing.T, s *Search, limits []limit) {
	t.Helper()
	by := &ruled{s.game, limits, s.state.Ply()}
	var walk func(n *node, state game.State)
	walk = func(n *node, state game.State) {
		if n.load().stage() != expanded {
			return
		}
		_, actions := s.tree.edgesOf(n)
		got, want := slices.Sorted(slices.Values(actions)), (&ruledState{state, by}).LegalActions(nil)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("within %+v\n got %v\nwant %v", limits, got, want)
		}
		for _, id := range s.tree.children(n) {
			c, next := s.tree.node(nodeID(id)), s.game.New()
			next.CopyFrom(state)
			next.Play(game.Action(c.action))
			walk(c, next)
		}
	}
	walk(s.tree.root(), s.state)
}

func TestRestrictedRunAllocatesNothing(t *testing.T) {
	p := Strong()
	p.SolveAhead, p.StopDecided = true, false
	for name, g := range testGames(t) {
		t.Run(name, func(t *testing.T) {
			s := makeSearch(t, g, hashEvaluator{1}, p, 1)
			some := restriction(g, []limit{{false, game.First, 0, 3}, {true, game.Second, 1, 4}})
			if err := s.Restrict(some); err != nil {
				t.Fatal(err)
			}
			run(t, s, 2000, false)
			if n := testing.AllocsPerRun(5, func() {
				s.clear() // as Restrict does
				s.within = some
				run(t, s, 300, true)
			}); n != 0 {
				t.Errorf("300 simulations allocate %g times", n)
			}
		})
	}
}
