package othello

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/bits"
	"os"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// endgame is a solved position.
type endgame struct {
	name, board string // from a1 row by row
	toPlay      game.Player
	score       int            // for the player to move, empty cells given to the winner
	moves       map[string]int // the score of each
}

// TestEndgames replays the game to each position and solves it.
func TestEndgames(t *testing.T) {
	for i, line := range readLines(t, "testdata/endgames.txt") {
		words := strings.Fields(line)
		e := endgame{name: fmt.Sprintf("line %d", i+1), board: words[0], toPlay: side(words[1]), moves: map[string]int{}}
		fmt.Sscan(words[2], &e.score)
		for _, word := range words[3 : len(words)-1] {
			move, score, _ := strings.Cut(word, ":")
			var v int
			fmt.Sscan(score, &v)
			e.moves[move] = v
		}
		s := newGame(t, maxSide, maxSide).New().(*State)
		moves := strings.TrimPrefix(words[len(words)-1], "moves=")
		for ; moves != ""; moves = moves[2:] {
			name := strings.Replace(moves[:2], "ps", "pass", 1)
			a := parse(t, s, name)
			if !s.Legal(a) {
				t.Fatalf("%s: %s is illegal on\n%s", e.name, name, s)
			}
			s.Play(a)
		}
		if cells(s) != e.board || s.ToPlay() != e.toPlay {
			t.Fatalf("%s: got %s, player %d, want %s, %d", e.name, cells(s), s.ToPlay(), e.board, e.toPlay)
		}
		check(t, s, e)
	}
}

// TestFFO has the legal moves of the endgame suite of the Fédération française d'Othello; the test flag -long
// solves those whose moves have scores.
func TestFFO(t *testing.T) {
	for _, line := range readLines(t, "testdata/ffo.jsonl") {
		var p struct {
			No, Score           int
			Board, To           string
			Best, Second, Third []string
			Solved              map[string]int
		}
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		e := endgame{name: fmt.Sprintf("number %d", p.No), board: p.Board, toPlay: side(p.To), score: p.Score, moves: p.Solved}
		s := fromCells(t, e)
		for _, name := range slices.Concat(p.Best, p.Second, p.Third) {
			if !s.Legal(parse(t, s, name)) {
				t.Errorf("%s: %s is illegal on\n%s", e.name, name, s)
			}
		}
		if e.moves != nil {
			check(t, s, e)
		}
	}
}

// check compares the legal moves of s, and the score of each if there are few empty cells.
func check(t *testing.T, s *State, e endgame) {
	t.Helper()
	limit := 10
	if *long {
		limit = maxSide * maxSide
	}
	if got := len(s.LegalActions(nil)); got != len(e.moves) {
		t.Errorf("%s: got %d moves, %s, want %d, %v\n%s", e.name, got, legal(s), len(e.moves), e.moves, s)
	}
	best := -64
	for name, want := range e.moves {
		a := parse(t, s, name)
		if !s.Legal(a) {
			t.Errorf("%s: %s is illegal on\n%s", e.name, name, s)
			continue
		}
		best = max(best, want)
		if empties(s) > limit {
			continue
		}
		child := *s
		child.Play(a)
		if got := -solve(&child, -64, 64); got != want {
			t.Errorf("%s: %s leads to a score of %d, want %d\n%s", e.name, name, got, want, s)
		}
	}
	if best != e.score {
		t.Errorf("%s: the best move has %d, the position %d", e.name, best, e.score)
	}
}

// solve returns the score of the player to move with best play if it lies between alpha and beta, or else a
// bound on its side. Moves that leave the opponent few replies come first.
func solve(s *State, alpha, beta int) int {
	switch {
	case s.over:
		return margin(s)
	case s.mustPass():
		s.Play(s.rules.Pass())
		return -solve(s, -beta, -alpha)
	}
	var buffer [32]State
	children := buffer[:0]
	for left := s.moves; left != 0; left &= left - 1 {
		child := *s
		child.Play(game.Action(bits.TrailingZeros64(left)))
		children = append(children, child)
	}
	slices.SortFunc(children, func(a, b State) int {
		return bits.OnesCount64(a.moves) - bits.OnesCount64(b.moves)
	})
	for i := range children {
		alpha = max(alpha, -solve(&children[i], -beta, -alpha))
		if alpha >= beta {
			break
		}
	}
	return alpha
}

// margin returns the difference in discs for the player to move, empty cells given to the winner.
func margin(s *State) int {
	own, opp := s.sides()
	d := bits.OnesCount64(own) - bits.OnesCount64(opp)
	switch {
	case d > 0:
		return d + empties(s)
	case d < 0:
		return d - empties(s)
	}
	return 0
}

func empties(s *State) int {
	return s.rules.cells() - bits.OnesCount64(s.discs[game.First]|s.discs[game.Second])
}

// TestSmallBoard plays the whole of 4x4: White wins with 11 discs to 3, and two cells stay empty.
func TestSmallBoard(t *testing.T) {
	var best func(s State) float32
	best = func(s State) float32 {
		if s.over {
			return s.Score()
		}
		sign := float32(1 - 2*int(s.ToPlay()))
		value := float32(-16)
		for _, a := range s.LegalActions(nil) {
			child := s
			child.Play(a)
			value = max(value, sign*best(child))
		}
		return sign * value
	}
	start := newGame(t, 4, 4).New().(*State)
	if got := best(*start); got != -8 {
		t.Errorf("score of 4x4: got %v, want -8", got)
	}
	if got := solve(start, -64, 64); got != -10 {
		t.Errorf("score of 4x4 with empty cells for the winner: got %d, want -10", got)
	}
}

func readLines(t *testing.T, name string) (lines []string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	if err := scanner.Err(); err != nil || len(lines) == 0 {
		t.Fatalf("%s: %d lines, %v", name, len(lines), err)
	}
	return lines
}

func side(letter string) game.Player { return game.Player(strings.Index("XO", letter)) }

// cells writes the board from A1 row by row.
func cells(s *State) string {
	var b strings.Builder
	for cell := range s.rules.cells() {
		b.WriteByte(s.glyph(cell))
	}
	return strings.ReplaceAll(b.String(), ".", "-")
}

// fromCells undoes cells.
func fromCells(t *testing.T, e endgame) *State {
	t.Helper()
	var lines []string
	for rest := e.board; rest != ""; rest = rest[maxSide:] {
		lines = append(lines, rest[:maxSide])
	}
	slices.Reverse(lines)
	s := position(t, strings.Join(lines, " "), e.toPlay)
	if got := cells(s); got != e.board {
		t.Fatalf("%s: board %s became %s", e.name, e.board, got)
	}
	return s
}
