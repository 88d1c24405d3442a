package gomoku

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// hasFive is the rule as one would say it: somewhere on the board p has a row of the right length that goes
// on at neither end. Cells off the board are empty.
func hasFive(stones map[[2]int]game.Player, w, h int, p game.Player, exact bool) bool {
	is := func(x, y int) bool { q, ok := stones[[2]int{x, y}]; return ok && q == p }
	for x := range w {
		for y := range h {
			for _, d := range [][2]int{{1, 0}, {0, 1}, {1, 1}, {1, -1}} {
				n := 0
				for is(x+n*d[0], y+n*d[1]) {
					n++
				}
				if !is(x-d[0], y-d[1]) && (n == 5 || n > 5 && !exact) {
					return true
				}
			}
		}
	}
	return false
}

// FuzzPlay lets bytes choose the board, the rules and legal moves, and compares with hasFive.
func FuzzPlay(f *testing.F) {
	random := rand.New(rand.NewPCG(5, 5))
	for i := range 100 {
		moves := make([]byte, 81)
		for k := range moves {
			moves[k] = byte(random.Uint32())
		}
		f.Add(uint8(i), uint8(i/5), i%2 == 0, moves)
	}
	f.Fuzz(func(t *testing.T, width, height uint8, exact bool, moves []byte) {
		w, h := 5+int(width)%5, 5+int(height)%5
		rules := ""
		if exact {
			rules = exactFive
		}
		s := newGame(t, w, h, rules).New()
		stones := map[[2]int]game.Player{}
		for ply, m := range moves {
			legal := s.LegalActions(nil)
			if len(legal) == 0 {
				break
			}
			a, p := legal[int(m)%len(legal)], game.Player(ply%2)
			if s.ToPlay() != p {
				t.Fatalf("ply %d: player %d is to play\n%s", ply, s.ToPlay(), s)
			}
			s.Play(a)
			stones[[2]int{int(a) % w, int(a) / w}] = p

			won := hasFive(stones, w, h, p, exact)
			over := won || len(stones) == w*h
			if s.Terminal() != over || over && (s.Outcome() == -1) != won {
				t.Fatalf("rules %q, ply %d: terminal %v, want %v, won %v\n%s", rules, ply, s.Terminal(), over, won, s)
			}
			var free []game.Action
			for a := range game.Action(w * h) {
				if _, taken := stones[[2]int{int(a) % w, int(a) / w}]; !taken && !over {
					free = append(free, a)
				}
			}
			if got := s.LegalActions(nil); !slices.Equal(got, free) {
				t.Fatalf("rules %q, ply %d: legal actions %v, want %v\n%s", rules, ply, got, free, s)
			}
		}
	})
}

func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"A1", "h8", "J15", "", "pass", "P15"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newGame(t, 15, 15, "").New()
		if a, err := s.ParseAction(text); err == nil && !strings.EqualFold(s.FormatAction(a), text) {
			t.Errorf("ParseAction(%q) is %d, which is %q", text, a, s.FormatAction(a))
		}
	})
}
