package goban

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tengen/game"
)

// reference is Go in the most obvious way: a board of letters from A1 row by row, flood fill, and a set of
// all boards that have been.
type reference struct {
	width, height int
	board         string
	seen          map[string]bool
}

func newReference(width, height int) *reference {
	empty := strings.Repeat(".", width*height)
	return &reference{width, height, empty, map[string]bool{empty: true}}
}

// next returns the board after stone plays on cell, and whether that is legal.
func (r *reference) next(cell int, stone byte) (string, bool) {
	if r.board[cell] != '.' {
		return "", false
	}
	board := []byte(r.board)
	board[cell] = stone
	for _, n := range r.around(cell) {
		if board[n] == 'B'+'W'-stone {
			if chain, free := r.chain(board, n); !free {
				for _, c := range chain {
					board[c] = '.'
				}
			}
		}
	}
	_, free := r.chain(board, cell)
	return string(board), free && !r.seen[string(board)]
}

// chain returns the cells joined to cell that are like it, and whether an empty cell is beside them.
func (r *reference) chain(board []byte, cell int) (cells []int, free bool) {
	cells = []int{cell}
	for i := 0; i < len(cells); i++ {
		for _, n := range r.around(cells[i]) {
			if board[n] == board[cell] && !slices.Contains(cells, n) {
				cells = append(cells, n)
			}
			free = free || board[n] == '.'
		}
	}
	return cells, free
}

func (r *reference) around(cell int) (cells []int) {
	x, y := cell%r.width, cell/r.width
	for _, d := range [][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
		if nx, ny := x+d[0], y+d[1]; nx >= 0 && nx < r.width && ny >= 0 && ny < r.height {
			cells = append(cells, ny*r.width+nx)
		}
	}
	return cells
}

// area counts the cells that only one player's stones reach.
func (r *reference) area(stone byte) (cells int) {
	for c := range r.board {
		switch r.board[c] {
		case stone:
			cells++
		case '.':
			region, _ := r.chain([]byte(r.board), c)
			var reached string
			for _, e := range region {
				for _, n := range r.around(e) {
					reached += string(r.board[n])
				}
			}
			if strings.Trim(reached, ".") != "" && strings.Trim(reached, "."+string(stone)) == "" {
				cells++
			}
		}
	}
	return cells
}

// boardText writes the stones of s as the reference does.
func boardText(s *State) string {
	var b strings.Builder
	for c := range s.rules.cells() {
		b.WriteByte("BW."[s.board.colors[c]])
	}
	return b.String()
}

// TestReference plays random games by both rules and compares every legal move, board, area and history. Sizes
// are small, so that the games are full of captures and kos.
func TestReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := rapid.IntRange(1, 6).Draw(t, "width"), rapid.IntRange(1, 6).Draw(t, "height")
		g := newLongGame(t, width, height)
		s, r := g.New().(*State), newReference(width, height)
		boards := []string{r.board}
		for range rapid.IntRange(0, 150).Draw(t, "plies") {
			compare(t, s, r)
			comparePlanes(t, s, boards)
			legal := s.LegalActions(nil)
			a := legal[rapid.IntRange(0, len(legal)-1).Draw(t, "choice")]
			if a != g.Pass() {
				r.board, _ = r.next(int(a), "BW"[s.ToPlay()])
				r.seen[r.board] = true
			}
			s.Play(a)
			boards = append(boards, r.board)
			if s.Terminal() {
				s.SetToPlay(s.ToPlay().Opponent())
			}
		}
	})
}

// compare checks board, legal moves and area.
func compare(t *rapid.T, s *State, r *reference) {
	if got := boardText(s); got != r.board {
		t.Fatalf("board: got %s, want %s", got, r.board)
	}
	for c := range r.board {
		if _, want := r.next(c, "BW"[s.ToPlay()]); s.Legal(game.Action(c)) != want {
			t.Fatalf("Legal(%s): want %v\n%s", s.FormatAction(game.Action(c)), want, s)
		}
	}
	black, white := s.Area()
	if black != r.area('B') || white != r.area('W') {
		t.Fatalf("Area: got %d, %d, want %d, %d\n%s", black, white, r.area('B'), r.area('W'), s)
	}
}

// comparePlanes checks the planes against the boards of the game so far.
func comparePlanes(t *rapid.T, s *State, boards []string) {
	n := s.rules.cells()
	got := make([]float32, planes*n)
	s.Planes(got)
	own, other := "BW"[s.ToPlay()], "WB"[s.ToPlay()]
	for c := range n {
		for i := range history {
			var wantOwn, wantOther float32
			if k := len(boards) - 1 - i; k >= 0 {
				wantOwn, wantOther = is(boards[k][c] == own), is(boards[k][c] == other)
			}
			if got[i*n+c] != wantOwn || got[(history+i)*n+c] != wantOther {
				t.Fatalf("planes, cell %d, %d plies ago: got %v and %v, want %v and %v", c, i, got[i*n+c], got[(history+i)*n+c], wantOwn, wantOther)
			}
		}
		if got[2*history*n+c] != is(own == 'B') {
			t.Fatalf("colour plane: got %v with %c to play", got[2*history*n+c], own)
		}
	}
}

func is(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// newLongGame makes a Game without a practical limit of plies.
func newLongGame(t interface{ Fatal(...any) }, width, height int) *Game {
	g, err := New(width, height, 0)
	if err != nil {
		t.Fatal(err)
	}
	g.maxPly = 2000
	return g
}

// TestLegalPositions counts the boards on which every chain has a liberty (Tromp and Farnebäck, A094777 of
// the OEIS) by setting up all there are.
func TestLegalPositions(t *testing.T) {
	for _, test := range []struct{ width, height, want int }{
		{1, 1, 1}, {2, 2, 57}, {3, 3, 12675}, {1, 2, 5}, {1, 5, 113}, {2, 3, 489}, {4, 2, 4125},
	} {
		s := newGame(t, test.width, test.height, 0).New().(*State)
		if got := countSetUps(s, 0); got != test.want {
			t.Errorf("%dx%d: got %d legal positions, want %d", test.width, test.height, got, test.want)
		}
	}
}

// countSetUps counts the ways to fill the cells from cell on.
func countSetUps(s *State, cell int) int {
	if cell == s.rules.cells() {
		return 1
	}
	count := countSetUps(s, cell+1)
	for _, p := range []game.Player{Black, White} {
		child := s.rules.New().(*State)
		child.CopyFrom(s)
		if child.Place(game.Action(cell), p) == nil {
			count += countSetUps(child, cell+1)
		}
	}
	return count
}
