package hex

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// solver plays small boards out.
type solver struct {
	wins   map[uint64]bool // by hash: whether the player to move wins
	states []*State        // by ply
	order  []game.Action   // from the middle outwards, which is quicker by far than row by row
}

func newSolver(g *Game) *solver {
	v := &solver{wins: map[uint64]bool{}}
	for range g.MaxPly() + 1 {
		v.states = append(v.states, g.New().(*State))
	}
	for a := range game.Action(g.Actions()) {
		v.order = append(v.order, a)
	}
	slices.SortStableFunc(v.order, func(a, b game.Action) int { return cmp.Compare(outwards(g, a), outwards(g, b)) })
	return v
}

// outwards grows with the distance from the middle. The swap lies outside.
func outwards(g *Game, a game.Action) int {
	x, y := 2*(int(a)%g.width)-g.width+1, 2*(int(a)/g.width)-g.height+1
	return x*x + y*y + x*y // neighbours are at the same distance, 4
}

// win reports whether the player to move in s wins.
func (v *solver) win(s *State) bool {
	if s.Terminal() {
		return false // the opponent has won
	}
	won, ok := v.wins[s.Hash()]
	if ok {
		return won
	}
	child := v.states[s.Ply()+1]
	for _, a := range v.order {
		if !s.Legal(a) {
			continue
		}
		child.CopyFrom(s)
		child.Play(a)
		if won = !v.win(child); won {
			break
		}
	}
	v.wins[s.Hash()] = won
	return won
}

// TestOpenings compares the first moves that win without a swap with what is known, and who wins with one.
func TestOpenings(t *testing.T) {
	for _, tt := range []struct {
		openings   string // rows from the top; # wins
		withSwap   bool   // First wins with a swap
		firstGoing string
	}{
		{"#", true, "there is nothing to swap"},
		{"#. .#", false, ""},
		{"#.. ### ..#", false, ""},
		{"#... .#.. ..#. ...#", false, ""},
	} {
		side := len(strings.Fields(tt.openings))
		t.Run(fmt.Sprintf("side=%d", side), func(t *testing.T) {
			g := newGame(t, side, side, noSwap)
			v := newSolver(g)
			var rows []string
			for y := side - 1; y >= 0; y-- {
				row := ""
				for x := range side {
					s := g.New().(*State)
					s.Play(game.Action(y*side + x))
					row += map[bool]string{true: "#", false: "."}[!v.win(s)]
				}
				rows = append(rows, row)
			}
			if got := strings.Join(rows, " "); got != tt.openings {
				t.Errorf("openings that win: got %s, want %s", got, tt.openings)
			}
			swaps := newGame(t, side, side, "")
			if got := newSolver(swaps).win(swaps.New().(*State)); got != tt.withSwap {
				t.Errorf("First wins with a swap: got %v, want %v %s", got, tt.withSwap, tt.firstGoing)
			}
		})
	}
}

// TestNoDraws fills boards: always exactly one side is joined. Small boards are filled in all ways.
func TestNoDraws(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {1, 5}, {5, 1}, {2, 5}, {4, 3}, {3, 5}} {
		s := newGame(t, size[0], size[1], noSwap).New().(*State)
		n := s.rules.cells()
		for stones := range 1 << n {
			fillBoard(s, func(c int) game.Player { return game.Player(stones >> c & 1) })
			checkOneWinner(t, s)
		}
	}
	random := rand.New(rand.NewPCG(6, 6))
	for side := 5; side <= MaxSide; side++ {
		s := newGame(t, side, side, "").New().(*State)
		for range 50 {
			fillBoard(s, func(int) game.Player { return game.Player(random.IntN(2)) })
			checkOneWinner(t, s)
		}
	}
}

// fillBoard places a stone on every cell.
func fillBoard(s *State, player func(cell int) game.Player) {
	s.Reset()
	for c := range s.rules.cells() {
		s.place(c, player(c))
	}
}

// checkOneWinner checks that one player has joined their edges, and that this is who floods across.
func checkOneWinner(t *testing.T, s *State) {
	t.Helper()
	want := ""
	for _, p := range []game.Player{game.First, game.Second} {
		is := func(x, y int) bool { return s.stones[y*s.rules.width+x] == uint8(p) }
		if floods(is, s.rules.width, s.rules.height, p) {
			want += string(glyphs[p])
		}
	}
	if got := winner(s); got != want || len(got) != 1 {
		t.Fatalf("joined by %q, flooded by %q, want one, the same\n%s", got, want, s)
	}
}

// floods is the rule as one would say it: whether water that only p's stones let through comes from one of p's
// edges to the other.
func floods(is func(x, y int) bool, w, h int, p game.Player) bool {
	wet := map[[2]int]bool{}
	var flood func(x, y int) bool
	flood = func(x, y int) bool {
		if p == game.First && y == h || p == game.Second && x == w {
			return true
		}
		if x < 0 || y < 0 || x >= w || y >= h || wet[[2]int{x, y}] || !is(x, y) {
			return false
		}
		wet[[2]int{x, y}] = true
		return flood(x+1, y) || flood(x, y+1) || flood(x-1, y) || flood(x, y-1) || flood(x+1, y-1) || flood(x-1, y+1)
	}
	for i := range max(w, h) {
		if p == game.First && flood(i, 0) || p == game.Second && flood(0, i) {
			return true
		}
	}
	return false
}
