package goban

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// survivors returns the cells of color's stones that no sequence of the opponent's moves can take while color
// passes: it tries them all. Ko does not hinder the opponent.
func survivors(board string, width int, color byte, suicide bool) (alive []int) {
	const noKo = 99
	r := newReference(width, len(board)/width, Rules{Ko: noKo, Suicide: suicide})
	r.toPlay = otherColor(color)
	stones := strings.Count(board, string(color))
	lost := map[int]bool{}
	seen := map[string]bool{board: true}
	for queue := []string{board}; len(queue) > 0 && len(lost) < stones; queue = queue[1:] {
		r.board = queue[0]
		for c := range board {
			if board[c] == color && r.board[c] != color {
				lost[c] = true
			}
			if after, _, why := r.next(c); why == "" && !seen[after] {
				seen[after] = true
				queue = append(queue, after)
			}
		}
	}
	for c := range board {
		if board[c] == color && !lost[c] {
			alive = append(alive, c)
		}
	}
	return alive
}

// checkBenson compares the pass-alive stones of both colours with the survivors, and checks that no cell is both
// players'. It returns how many stones live.
func checkBenson(t *testing.T, s *State) (stones int) {
	t.Helper()
	owners := make([]int8, s.game.cells)
	s.PassAlive(owners)
	board := boardText(s)
	for p := range game.Player(2) {
		var got []int
		for c, owner := range owners {
			if owner == [2]int8{1, -1}[p] && board[c] == "BW"[p] {
				got = append(got, c)
			}
		}
		want := survivors(board, s.game.width, "BW"[p], s.game.rules.Suicide)
		if !slices.Equal(got, want) {
			t.Fatalf("suicide %v: pass-alive stones of %c: got %v, want %v\n%s", s.game.rules.Suicide, "BW"[p], got, want, s)
		}
		stones += len(got)
	}
	var sets [2 * maxWords]uint64
	words := s.game.words
	s.passAlive(sets[:2*words])
	for i := range words {
		if sets[i]&sets[words+i] != 0 {
			t.Fatalf("cells are settled for both\n%s", s)
		}
	}
	return stones
}

// TestBensonExhaustively checks all positions of a board of 3x3, and of 2x4.
func TestBensonExhaustively(t *testing.T) {
	for _, size := range [][2]int{{3, 3}, {4, 2}} {
		for _, rules := range []string{"", "suicide=yes"} {
			g := newGameOf(t, size[0], size[1], 0, rules)
			stones := 0
			eachSetUp(g.New().(*State), 0, func(s *State) { stones += checkBenson(t, s) })
			t.Logf("%v %q: %d pass-alive stones", size, rules, stones)
		}
	}
}

// eachSetUp calls f for all ways to fill the cells from cell on.
func eachSetUp(s *State, cell int, f func(*State)) {
	if cell == s.game.cells {
		f(s)
		return
	}
	eachSetUp(s, cell+1, f)
	for p := range game.Player(2) {
		if s.Place(game.Action(cell), p) == nil {
			eachSetUp(s, cell+1, f)
			if err := s.Remove(game.Action(cell)); err != nil {
				panic(err)
			}
		}
	}
}

// TestBensonAtRandom checks random positions in which one colour is more frequent, so that it sometimes lives.
func TestBensonAtRandom(t *testing.T) {
	random := newRandom(3)
	for _, size := range [][2]int{{4, 4}, {5, 3}, {5, 4}} {
		for _, rules := range []string{"", "suicide=yes"} {
			g := newGameOf(t, size[0], size[1], 0, rules)
			stones := 0
			for range 200 {
				stones += checkBenson(t, randomSetUp(g, random, 0.64, 0.14))
			}
			if stones == 0 {
				t.Errorf("%v %q: no stone was pass-alive", size, rules)
			}
		}
	}
}

// randomSetUp puts stones on the cells, with these probabilities of each colour, where they can be.
func randomSetUp(g *Game, random *rand.Rand, black, white float64) *State {
	s := g.New().(*State)
	for c := range g.Pass() {
		x := random.Float64()
		switch {
		case x < black:
			_ = s.Place(c, Black) // it may have no liberty: then the cell stays empty
		case x < black+white:
			_ = s.Place(c, White)
		}
	}
	return s
}

func newRandom(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// TestPassAliveText shows which cells are settled.
func TestPassAliveText(t *testing.T) {
	tests := []struct {
		name  string
		rules string
		rows  []string
		want  []string // B, W: whose the cell is; - open
	}{
		{"empty board", "", []string{"...", "..."}, []string{"---", "---"}},
		{"two eyes", "", []string{".B.B", "BBBB", "....", "...."}, []string{"BBBB", "BBBB", "----", "----"}},
		{"one eye", "", []string{".BB.", "BBB.", "....", "...."}, []string{"----", "----", "----", "----"}},
		{"eyes, a dead stone, and a row too narrow to live in", "", []string{"W.BB.", "BBB.B", "BBBBB", "....."}, []string{"BBBBB", "BBBBB", "BBBBB", "BBBBB"}},
		{"the stone in the corner keeps an eye out", "", []string{"W.BB", ".BB.", "BBBB"}, []string{"BBBB", "BBBB", "BBBB"}},
		{"unless it may vanish by suicide", "suicide=yes", []string{"W.BB", ".BB.", "BBBB"}, []string{"----", "----", "----"}},
		{"a ring around an eye in the middle", "", []string{".B.BB", "BBBB.", "BB.BB", "BBBBB"}, []string{"BBBBB", "BBBBB", "BBBBB", "BBBBB"}},
		{"both live", "", []string{".B.BWW.W", "BBBBW.WW"}, []string{"BBBBWWWW", "BBBBWWWW"}},
		{"false eyes", "", []string{".BW.", "B.B.", "WB..", "...."}, []string{"----", "----", "----", "----"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := stateOf(t, 0, test.rules, test.rows...)
			owners := make([]int8, s.game.cells)
			s.PassAlive(owners)
			var text strings.Builder
			for _, o := range owners {
				text.WriteByte("W-B"[o+1])
			}
			if got := rowsOf(text.String(), s.game.width); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestEarlyEnd plays random games by rules that end them early, and each from there to two passes by rules that do
// not, several times: the score must be the same, however it is played out by players who leave their eyes alone.
func TestEarlyEnd(t *testing.T) {
	for _, rules := range []string{"", "ko=situational", "ko=simple", "suicide=yes"} {
		t.Run(rules, func(t *testing.T) {
			random := newRandom(7)
			early, saved := 0, 0
			for i := range 300 {
				side := 3 + i%6
				g := newGameOf(t, side, side, 1, rules+" passalive=yes maxply=1000")
				on := newGameOf(t, side, side, 1, rules+" maxply=1000").New().(*State)
				s := g.New().(*State)
				var moves []game.Action
				for !s.Terminal() {
					moves = append(moves, s.RandomMove(random))
					s.Play(moves[len(moves)-1])
				}
				if !s.decided {
					continue
				}
				early++
				for range 5 {
					on.Reset()
					for _, a := range moves {
						on.Play(a)
					}
					for !on.Terminal() {
						on.Play(on.RandomMove(random))
					}
					saved += on.Ply() - s.Ply()
					if on.Ply() == 1000 || on.Score() != s.Score() {
						t.Fatalf("score %v when settled at ply %d\n%s\nbut %v when played out to ply %d\n%s", s.Score(), s.Ply(), s, on.Score(), on.Ply(), on)
					}
				}
			}
			t.Logf("%d of 300 games ended early, %.1f plies each", early, float64(saved)/5/float64(max(1, early)))
			if early < 200 {
				t.Errorf("only %d of 300 games ended early", early)
			}
		})
	}
}

// TestDecidedScore ends a game with a dead stone on the board: it does not count.
func TestDecidedScore(t *testing.T) {
	s := stateOf(t, 0, "passalive=yes", ".B.B", "BBBB", "WWWW", "W.WW")
	if s.Terminal() {
		t.Fatalf("a game whose White has one eye is over\n%s", s)
	}
	s = stateOf(t, 3, "passalive=yes", ".B.BWW.W", "BBBBW.WW")
	if !s.Terminal() || s.Score() != -1.5 || s.Outcome() != -1 || s.Legal(s.game.Pass()) {
		t.Errorf("over %v, score %v, want over with -1.5\n%s", s.Terminal(), s.Score(), s)
	}
	s = stateOf(t, 0, "passalive=yes", "W.BB.", "BBB.B", "BBBBB")
	owners := make([]int8, 15)
	s.Ownership(owners)
	black, white := s.Area()
	if !s.Terminal() || s.Score() != 15 || black != 15 || white != 0 || slices.Contains(owners, -1) {
		t.Errorf("over %v, score %v, area %d, %d, owners %v, want all 15 Black's\n%s", s.Terminal(), s.Score(), black, white, owners, s)
	}
}

// TestDecidedAfterSetUp checks that the end comes and goes with set-up stones.
func TestDecidedAfterSetUp(t *testing.T) {
	s := stateOf(t, 0, "passalive=yes", ".B.BWW.W", "BBBBW.WW")
	b2 := action(t, s, "B2")
	if err := s.Remove(b2); err != nil || s.Terminal() {
		t.Errorf("Remove: %v; the game is over although Black has one eye: %v\n%s", err, s.Terminal(), s)
	}
	if err := s.Place(b2, Black); err != nil || !s.Terminal() {
		t.Errorf("Place: %v; the game is over: %v, want true\n%s", err, s.Terminal(), s)
	}
}
