package breakthrough

import (
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// reference is Breakthrough written down as obviously as possible: a letter for each cell, by row and column.
type reference struct {
	rows   [][]byte // from the bottom: 'X', 'O' or '.'
	toPlay byte
	winner byte // 0 before the end
}

func newReference(width, height int) *reference {
	r := &reference{toPlay: 'X'}
	for y := range height {
		letter := "."
		switch {
		case y < 2:
			letter = "X"
		case y >= height-2:
			letter = "O"
		}
		r.rows = append(r.rows, []byte(strings.Repeat(letter, width)))
	}
	return r
}

// moves lists the legal moves as x, y, new x, new y.
func (r *reference) moves() (list [][4]int) {
	if r.winner != 0 {
		return nil
	}
	ahead := map[byte]int{'X': 1, 'O': -1}[r.toPlay]
	for y, row := range r.rows {
		for x := range row {
			for dx := -1; dx <= 1; dx++ {
				tx, ty := x+dx, y+ahead
				if row[x] != r.toPlay || tx < 0 || tx >= len(row) || ty < 0 || ty >= len(r.rows) {
					continue
				}
				if there := r.rows[ty][tx]; there == '.' || dx != 0 && there != r.toPlay {
					list = append(list, [4]int{x, y, tx, ty})
				}
			}
		}
	}
	return list
}

func (r *reference) play(m [4]int) {
	me := r.toPlay
	r.rows[m[1]][m[0]], r.rows[m[3]][m[2]] = '.', me
	r.toPlay = 'X' + 'O' - me
	last := map[byte]int{'X': len(r.rows) - 1, 'O': 0}[me]
	if m[3] == last || !strings.ContainsRune(r.String(), rune(r.toPlay)) {
		r.winner = me
	}
}

// String writes the rows from the top.
func (r *reference) String() string {
	var lines []string
	for _, row := range slices.Backward(r.rows) {
		lines = append(lines, string(row))
	}
	return strings.Join(lines, " ")
}

// FuzzPlay plays the game that bytes choose, the first two the size, and compares every position with the
// reference.
func FuzzPlay(f *testing.F) {
	for seed := range byte(20) {
		choices := []byte{seed, seed / 4}
		for i := range byte(90) {
			choices = append(choices, seed*37+i*(seed+7))
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		if len(choices) < 2 {
			return
		}
		width, height := minWidth+int(choices[0])%(maxSide-minWidth+1), minHeight+int(choices[1])%(maxSide-minHeight+1)
		s, r := newGame(t, width, height).New().(*State), newReference(width, height)
		for _, choice := range choices[2:] {
			moves := compareReference(t, s, r)
			if len(moves) == 0 {
				return
			}
			m := moves[int(choice)%len(moves)]
			s.Play(action(s, m))
			r.play(m)
		}
		compareReference(t, s, r)
	})
}

// action returns the action of a move of the reference.
func action(s *State, m [4]int) game.Action {
	return s.rules.action(m[2]-m[0]+straight, m[1]*s.rules.width+m[0])
}

// compareReference compares cells, player, legal actions and end, and returns the moves of the reference.
func compareReference(t *testing.T, s *State, r *reference) [][4]int {
	t.Helper()
	if rows(s) != r.String() || "XO"[s.ToPlay()] != r.toPlay || s.Terminal() != (r.winner != 0) {
		t.Fatalf("got player %d, over %v\n%s\nwant %c, winner %q, %s", s.ToPlay(), s.Terminal(), s, r.toPlay, r.winner, r)
	}
	if s.Terminal() && r.winner != "XO"[s.ToPlay().Opponent()] {
		t.Fatalf("won by %q, want the player who has just moved\n%s", r.winner, s)
	}
	moves := r.moves()
	var want []game.Action
	for _, m := range moves {
		want = append(want, action(s, m))
	}
	slices.Sort(want)
	if got := s.LegalActions(nil); !slices.Equal(got, want) || len(got) == 0 && !s.Terminal() {
		t.Fatalf("legal actions: got %v, want %v\n%s", got, want, s)
	}
	return moves
}

func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"A2B3", "h7h6", "A2", "pass", "", "A1H2", "a2a4"} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, second bool) {
		s := newGame(t, maxSide, maxSide).New()
		if second {
			s.Play(s.LegalActions(nil)[0])
		}
		if a, err := s.ParseAction(text); err == nil && !strings.EqualFold(s.FormatAction(a), text) {
			t.Errorf("ParseAction(%q) is %d, which is %q", text, a, s.FormatAction(a))
		}
	})
}
