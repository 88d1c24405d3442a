package hex

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// FuzzPlay lets bytes choose the board, the rules and legal moves, and compares with a map of stones, its
// flooding and the swap as one would do it by hand.
func FuzzPlay(f *testing.F) {
	random := rand.New(rand.NewPCG(7, 7))
	for i := range 100 {
		moves := make([]byte, 50)
		for k := range moves {
			moves[k] = byte(random.Uint32())
		}
		if i%3 == 0 {
			moves[1] = 255 // often the last action, a swap
		}
		f.Add(uint8(i), uint8(i/7), i%2 == 0, moves)
	}
	f.Fuzz(func(t *testing.T, width, height uint8, swaps bool, moves []byte) {
		w, h, rules := 1+int(width)%7, 1+int(height)%7, noSwap
		if swaps {
			h, rules = w, ""
		}
		swap := game.Action(w * h)
		s := newGame(t, w, h, rules).New()
		stones := map[[2]int]game.Player{}
		over := false
		for ply, m := range moves {
			legal := s.LegalActions(nil)
			checkLegal(t, s, stones, swaps && ply == 1 && !over, over)
			if len(legal) == 0 {
				break
			}
			a, p := legal[min(int(m)*len(legal)/255, len(legal)-1)], game.Player(ply%2)
			if s.ToPlay() != p || s.Ply() != ply {
				t.Fatalf("ply %d: player %d at ply %d\n%s", ply, s.ToPlay(), s.Ply(), s)
			}
			s.Play(a)
			if a == swap {
				for at := range stones { // the only one
					stones = map[[2]int]game.Player{{at[1], at[0]}: game.Second}
				}
			} else {
				stones[[2]int{int(a) % w, int(a) / w}] = p
			}
			is := func(x, y int) bool { q, ok := stones[[2]int{x, y}]; return ok && q == p }
			over = floods(is, w, h, p)
			if s.Terminal() != over || over && s.Outcome() != -1 {
				t.Fatalf("rules %q, ply %d: terminal %v, want %v\n%s", rules, ply, s.Terminal(), over, s)
			}
		}
	})
}

// checkLegal checks that the empty cells are legal, and the swap if it can be played, or nothing after the end.
func checkLegal(t *testing.T, s game.State, stones map[[2]int]game.Player, swap, over bool) {
	t.Helper()
	sh := s.Game().Shape()
	var want []game.Action
	for a := range game.Action(sh.Cells()) {
		if _, taken := stones[[2]int{int(a) % sh.Width, int(a) / sh.Width}]; !taken && !over {
			want = append(want, a)
		}
	}
	if swap {
		want = append(want, game.Action(sh.Cells()))
	}
	if got := s.LegalActions(nil); !slices.Equal(got, want) {
		t.Fatalf("legal: got %v, want %v\n%s", got, want, s)
	}
}

func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"A1", "h8", "swap", "SWAP", "", "pass", "L12"} {
		f.Add(text, true)
		f.Add(text, false)
	}
	f.Fuzz(func(t *testing.T, text string, swaps bool) {
		rules := noSwap
		if swaps {
			rules = ""
		}
		s := newGame(t, 11, 11, rules).New()
		a, err := s.ParseAction(text)
		if err == nil && (!strings.EqualFold(s.FormatAction(a), text) || int(a) >= s.Game().Actions()) {
			t.Errorf("ParseAction(%q) is %d, which is %q", text, a, s.FormatAction(a))
		}
	})
}
