package goban

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tengen/game"
)

// reference is Go in the most obvious way: a board of letters from A1 row by row, flood fill, and a list of all
// boards that have been with the player to move on each.
type reference struct {
	width, height int
	rules         Rules
	board         string
	toPlay        byte
	past          []string     // the board and the player to move by ply, the present included; what ko knows
	shown         []string     // the boards by ply, the present included; what the planes show
	had           map[int]bool // cells that have a stone or had one in past
	koCell        int          // where the last move took a stone, if it took one alone; else -1
	koStone       int          // the cell of that move
	prisoners     map[byte]int
	passes        int
}

func newReference(width, height int, rules Rules) *reference {
	empty := strings.Repeat(".", width*height)
	return &reference{
		width: width, height: height, rules: rules, board: empty, toPlay: 'B',
		past: []string{empty + "B"}, shown: []string{empty}, had: map[int]bool{}, koCell: -1, prisoners: map[byte]int{},
	}
}

func otherColor(stone byte) byte { return 'B' + 'W' - stone }

// next returns the board after a stone of the player to move on cell, what it takes of each colour, and why it is
// illegal, or "".
func (r *reference) next(cell int) (after string, taken map[byte]int, why string) {
	if r.board[cell] != '.' {
		return "", nil, "occupied"
	}
	stone := r.toPlay
	board := []byte(r.board)
	board[cell] = stone
	taken = map[byte]int{}
	take := func(c int) {
		color := board[c]
		if chain, free := r.chain(board, c); !free {
			for _, c := range chain {
				board[c] = '.'
			}
			taken[color] += len(chain)
		}
	}
	for _, n := range r.around(cell) {
		if board[n] == otherColor(stone) {
			take(n)
		}
	}
	take(cell)
	after = string(board)
	switch {
	case taken[stone] > 0 && !r.rules.Suicide:
		why = "suicide"
	case r.rules.Ko == KoPositional && slices.ContainsFunc(r.past, func(p string) bool { return p[:len(p)-1] == after }):
		why = "superko"
	case r.rules.Ko == KoSituational && slices.Contains(r.past, after+string(otherColor(stone))):
		why = "superko"
	case r.rules.Ko == KoSimple && r.retakes(cell, after):
		why = "ko"
	}
	return after, taken, why
}

// retakes reports whether a move on cell that leads to after takes a ko back: it takes the stone, alone, that has just
// taken one from cell.
func (r *reference) retakes(cell int, after string) bool {
	if cell != r.koCell || r.board[r.koStone] != otherColor(r.toPlay) || after[r.koStone] != '.' {
		return false
	}
	chain, _ := r.chain([]byte(r.board), r.koStone)
	return len(chain) == 1
}

// play plays a move that must be legal; -1 is a pass.
func (r *reference) play(cell int) {
	r.passes++
	r.koCell = -1
	if cell >= 0 {
		after, taken, _ := r.next(cell)
		if taken[otherColor(r.toPlay)] == 1 {
			for c := range after {
				if r.board[c] != '.' && after[c] == '.' {
					r.koCell, r.koStone = c, cell
				}
			}
		}
		r.board = after
		r.had[cell] = true
		for color, n := range taken {
			r.prisoners[otherColor(color)] += n
		}
		r.passes = 0
	}
	r.toPlay = otherColor(r.toPlay)
	r.past = append(r.past, r.board+string(r.toPlay))
	r.shown = append(r.shown, r.board)
}

// place sets up a stone and reports whether it may be there: nothing on the board is left without a liberty.
func (r *reference) place(cell int, stone byte) bool {
	board := []byte(r.board)
	if board[cell] != '.' {
		return false
	}
	board[cell] = stone
	for _, c := range append(r.around(cell), cell) {
		if _, free := r.chain(board, c); board[c] != '.' && !free {
			return false
		}
	}
	r.board = string(board)
	for i, b := range r.shown {
		if b[cell] == '.' {
			r.shown[i] = b[:cell] + string(stone) + b[cell+1:]
		}
	}
	if r.had[cell] {
		r.forget()
		return true
	}
	r.had[cell] = true
	for i, b := range r.past {
		r.past[i] = b[:cell] + string(stone) + b[cell+1:]
	}
	return true
}

// remove takes a stone off, if there is one.
func (r *reference) remove(cell int) bool {
	if r.board[cell] == '.' {
		return false
	}
	r.board = r.board[:cell] + "." + r.board[cell+1:]
	for i, b := range r.shown {
		r.shown[i] = b[:cell] + "." + b[cell+1:]
	}
	r.forget()
	return true
}

// setToPlay gives the turn to a colour.
func (r *reference) setToPlay(stone byte) {
	if stone == r.toPlay {
		return
	}
	r.toPlay, r.passes = stone, 0
	if len(r.shown) == 1 {
		r.past = []string{r.board + string(stone)}
	}
}

// forget makes the present all that superko knows.
func (r *reference) forget() {
	r.past = []string{r.board + string(r.toPlay)}
	r.had = map[int]bool{}
	for c := range r.board {
		r.had[c] = r.board[c] != '.'
	}
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

// territory counts the empty cells that only stone's chains reach.
func (r *reference) territory(board string, stone byte) (cells int) {
	for c := range board {
		if board[c] != '.' {
			continue
		}
		region, _ := r.chain([]byte(board), c)
		var reached string
		for _, e := range region {
			for _, n := range r.around(e) {
				reached += string(board[n])
			}
		}
		if strings.Trim(reached, ".") != "" && strings.Trim(reached, "."+string(stone)) == "" {
			cells++
		}
	}
	return cells
}

// points counts what stone's player has on board, where dead stones have been taken off.
func (r *reference) points(board string, stone byte) int {
	points := r.territory(board, stone)
	if r.rules.Scoring == ScoringArea {
		return points + strings.Count(board, string(stone))
	}
	dead := strings.Count(r.board, string(otherColor(stone))) - strings.Count(board, string(otherColor(stone)))
	return points + r.prisoners[stone] + dead
}

// drawRules draws rules that play the same way at a time: all of ko, suicide and scoring.
func drawRules(t *rapid.T) Rules {
	return Rules{
		Ko:      rapid.SampledFrom([]Ko{KoPositional, KoSituational, KoSimple}).Draw(t, "ko"),
		Suicide: rapid.Bool().Draw(t, "suicide"),
		Scoring: rapid.SampledFrom([]Scoring{ScoringArea, ScoringTerritory}).Draw(t, "scoring"),
		MaxPly:  2000,
	}
}

// TestReference plays random games by both and compares every legal move, reason, board, score and history. Sizes
// are small, so that the games are full of captures and kos.
func TestReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, r := drawGame(t)
		for range rapid.IntRange(0, 150).Draw(t, "plies") {
			if !playBoth(t, s, r) {
				return
			}
		}
	})
}

// TestReferenceWithSetUp mixes moves with set-up stones, removals and turns.
func TestReferenceWithSetUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, r := drawGame(t)
		for range rapid.IntRange(0, 100).Draw(t, "steps") {
			cell := rapid.IntRange(0, len(r.board)-1).Draw(t, "cell")
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0:
				p := rapid.SampledFrom([]game.Player{Black, White}).Draw(t, "player")
				if err := s.Place(game.Action(cell), p); (err == nil) != r.place(cell, "BW"[p]) {
					t.Fatalf("Place(%d, %d): got %v, the reference does not\n%s", cell, p, err, s)
				}
			case 1:
				if err := s.Remove(game.Action(cell)); (err == nil) != r.remove(cell) {
					t.Fatalf("Remove(%d): got %v, the reference does not\n%s", cell, err, s)
				}
			case 2:
				p := s.ToPlay().Opponent()
				s.SetToPlay(p)
				r.setToPlay("BW"[p])
			default:
				if !playBoth(t, s, r) {
					return
				}
			}
		}
	})
}

// drawGame draws a game for both.
func drawGame(t *rapid.T) (*State, *reference) {
	width, height := rapid.IntRange(1, 6).Draw(t, "width"), rapid.IntRange(1, 6).Draw(t, "height")
	rules := drawRules(t)
	g, err := New(width, height, 0, rules)
	if err != nil {
		t.Fatal(err)
	}
	return g.New().(*State), newReference(width, height, rules)
}

// playBoth compares, then plays a random move on both, and reports whether the game goes on.
func playBoth(t *rapid.T, s *State, r *reference) bool {
	compare(t, s, r)
	comparePlanes(t, s, r.shown)
	legal := s.LegalActions(nil)
	a := legal[rapid.IntRange(0, len(legal)-1).Draw(t, "choice")]
	s.Play(a)
	if a == s.game.Pass() {
		a = -1
	}
	r.play(int(a))
	if s.Terminal() != (r.passes == 2) {
		t.Fatalf("after %d passes: over %v", r.passes, s.Terminal())
	}
	return !s.Terminal()
}

// compare checks board, legal moves with their reasons, and points.
func compare(t fatalfer, s *State, r *reference) {
	if got := boardText(s); got != r.board {
		t.Fatalf("board: got %s, want %s", got, r.board)
	}
	checkInvariants(t, s)
	legal := s.LegalActions(nil)
	for c := range r.board {
		a := game.Action(c)
		after, _, why := r.next(c)
		if s.Legal(a) != (why == "") || slices.Contains(legal, a) != (why == "") {
			t.Fatalf("Legal(%s): got %v, %v, want %q\n%s", s.FormatAction(a), s.Legal(a), legal, why, s)
		}
		if why == "" {
			continue
		}
		illegal, ok := errors.AsType[*IllegalError](s.Explain(a))
		if !ok || illegal.Reason.String() != why {
			t.Fatalf("Explain(%s): got %v, want %s\n%s", s.FormatAction(a), s.Explain(a), why, s)
		}
		if why == "superko" && r.shown[illegal.Repeats] != after {
			t.Fatalf("Explain(%s): got %v, but the position then was %s\n%s", s.FormatAction(a), illegal, r.shown[illegal.Repeats], s)
		}
	}
	if black, white := s.Captures(Black), s.Captures(White); black != r.prisoners['B'] || white != r.prisoners['W'] {
		t.Fatalf("Captures: got %d, %d, want %v\n%s", black, white, r.prisoners, s)
	}
	compareScores(t, s, r)
}

// compareScores checks the score as it is, and with the stones on every third cell dead.
func compareScores(t fatalfer, s *State, r *reference) {
	if got, want := s.Score(), r.points(r.board, 'B')-r.points(r.board, 'W'); got != float32(want) {
		t.Fatalf("Score: got %v, want %d\n%s", got, want, s)
	}
	board, dead := []byte(r.board), make([]bool, len(r.board))
	for c := range board {
		dead[c] = c%3 == 0
		if dead[c] {
			board[c] = '.'
		}
	}
	if got, want := s.ScoreWith(dead), r.points(string(board), 'B')-r.points(string(board), 'W'); got != float32(want) {
		t.Fatalf("ScoreWith(%v): got %v, want %d\n%s", dead, got, want, s)
	}
	owners := make([]int8, len(r.board))
	s.Ownership(owners)
	black, white := s.Area()
	wantBlack := strings.Count(r.board, "B") + r.territory(r.board, 'B')
	wantWhite := strings.Count(r.board, "W") + r.territory(r.board, 'W')
	if black != wantBlack || white != wantWhite || bytes.Count(asBytes(owners), []byte{1}) != black || bytes.Count(asBytes(owners), []byte{255}) != white {
		t.Fatalf("Area: got %d, %d, owners %v, want %d, %d\n%s", black, white, owners, wantBlack, wantWhite, s)
	}
}

func asBytes(in []int8) (out []byte) {
	for _, v := range in {
		out = append(out, byte(v))
	}
	return out
}

// fatalfer is what comparing needs of a test, be it one of testing or of rapid.
type fatalfer interface{ Fatalf(string, ...any) }

// comparePlanes checks the planes against the boards of the game so far.
func comparePlanes(t fatalfer, s *State, boards []string) {
	n := s.game.cells
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
