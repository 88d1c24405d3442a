package othello

import (
	"strings"
	"testing"

	"tengen/game"
)

// reference is Othello written down as obviously as possible: a letter for each cell of a map.
type reference struct {
	width, height int
	cells         map[[2]int]byte // 'X', 'O' or '.'; no entry off the board
	toPlay        byte
}

func newReference(width, height int) *reference {
	r := &reference{width, height, map[[2]int]byte{}, 'X'}
	for y := range height {
		for x := range width {
			r.cells[[2]int{x, y}] = '.'
		}
	}
	x, y := width/2-1, height/2-1
	r.cells[[2]int{x, y}], r.cells[[2]int{x + 1, y + 1}] = 'O', 'O'
	r.cells[[2]int{x + 1, y}], r.cells[[2]int{x, y + 1}] = 'X', 'X'
	return r
}

func other(letter byte) byte { return 'X' + 'O' - letter }

// turned lists the cells that a disc of me on x, y turns.
func (r *reference) turned(x, y int, me byte) (cells [][2]int) {
	if r.cells[[2]int{x, y}] != '.' {
		return nil
	}
	for dx := -1; dx <= 1; dx++ {
		for dy := -1; dy <= 1; dy++ {
			var row [][2]int
			at := [2]int{x + dx, y + dy}
			for r.cells[at] == other(me) {
				row = append(row, at)
				at[0], at[1] = at[0]+dx, at[1]+dy
			}
			if r.cells[at] == me {
				cells = append(cells, row...)
			}
		}
	}
	return cells
}

// canPlay reports whether me has a cell to play.
func (r *reference) canPlay(me byte) bool {
	for cell := range r.cells {
		if len(r.turned(cell[0], cell[1], me)) > 0 {
			return true
		}
	}
	return false
}

func (r *reference) over() bool { return !r.canPlay('X') && !r.canPlay('O') }

func (r *reference) legal(a game.Action) bool {
	if int(a) == r.width*r.height {
		return !r.canPlay(r.toPlay) && !r.over()
	}
	return len(r.turned(int(a)%r.width, int(a)/r.width, r.toPlay)) > 0
}

func (r *reference) play(a game.Action) {
	x, y := int(a)%r.width, int(a)/r.width
	if y < r.height {
		for _, cell := range r.turned(x, y, r.toPlay) {
			r.cells[cell] = r.toPlay
		}
		r.cells[[2]int{x, y}] = r.toPlay
	}
	r.toPlay = other(r.toPlay)
}

// score returns X's discs less O's.
func (r *reference) score() (points float32) {
	for _, letter := range r.cells {
		points += map[byte]float32{'X': 1, 'O': -1}[letter]
	}
	return points
}

func (r *reference) String() string {
	var b strings.Builder
	for y := range r.height {
		for x := range r.width {
			b.WriteByte(r.cells[[2]int{x, y}])
		}
	}
	return strings.ReplaceAll(b.String(), ".", "-")
}

// FuzzPlay plays the game that bytes choose, the first two the size, and compares every position with the
// reference.
func FuzzPlay(f *testing.F) {
	for seed := range byte(12) {
		choices := []byte{seed, seed / 3}
		for i := range byte(64) {
			choices = append(choices, seed*37+i*(seed+7))
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		if len(choices) < 2 {
			return
		}
		width, height := 4+2*int(choices[0]%3), 4+2*int(choices[1]%3)
		s, r := newGame(t, width, height).New().(*State), newReference(width, height)
		for _, choice := range choices[2:] {
			compareReference(t, s, r)
			if s.Terminal() {
				return
			}
			legal := s.LegalActions(nil)
			a := legal[int(choice)%len(legal)]
			s.Play(a)
			r.play(a)
		}
		compareReference(t, s, r)
	})
}

// compareReference compares cells, player, legal actions, end and score.
func compareReference(t *testing.T, s *State, r *reference) {
	t.Helper()
	if cells(s) != r.String() || "XO"[s.ToPlay()] != r.toPlay || s.Terminal() != r.over() || s.Score() != r.score() {
		t.Fatalf("got player %d, over %v, score %v\n%s\nwant %c, %v, %v, %s",
			s.ToPlay(), s.Terminal(), s.Score(), s, r.toPlay, r.over(), r.score(), r)
	}
	for a := range game.Action(s.rules.Actions()) {
		if s.Legal(a) != r.legal(a) {
			t.Fatalf("%s: legal %v, want %v\n%s", s.FormatAction(a), s.Legal(a), r.legal(a), s)
		}
	}
}

func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"A1", "h8", "pass", "PASS", "I1", "", "d 3"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := newGame(t, maxSide, maxSide).New()
		if a, err := s.ParseAction(text); err == nil && !strings.EqualFold(s.FormatAction(a), text) {
			t.Errorf("ParseAction(%q) is %d, which is %q", text, a, s.FormatAction(a))
		}
	})
}
