package goban

import (
	"slices"
	"strings"
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

// forget makes the present all that the ko rule knows.
func (r *reference) forget() {
	r.koCell = -1
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
