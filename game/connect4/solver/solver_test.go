package solver

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"maps"
	"math/bits"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// emptyBook has no outcomes, so that they are searched for.
func emptyBook(t testing.TB) *Book {
	t.Helper()
	b, err := ReadBook(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// position drops discs into columns given as digits from 1.
func position(columns string) (p Position) {
	for _, c := range columns {
		p = p.Play(int(c - '1'))
	}
	return p
}

// TestSolvedPositions compares scores with those of the solved sets, among the mcts package's test data.
func TestSolvedPositions(t *testing.T) {
	f, err := os.Open("../../../mcts/testdata/connect4/positions.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	s, checked := New(20, emptyBook(t)), 0
	for lines, n := bufio.NewScanner(z), 0; lines.Scan(); n++ {
		words := strings.Fields(lines.Text()) // set, columns, score, score of each column
		if len(words[1]) < 14 || n%4 != 0 {
			continue // earlier ones take long
		}
		p := position(words[1])
		want, err := strconv.Atoi(words[2])
		if err != nil {
			t.Fatal(err)
		}
		score, err := s.Score(t.Context(), p)
		if err != nil || score != want {
			t.Errorf("%s: score %d, %v; want %d", words[1], score, err, want)
		}
		outcome, err := s.Outcome(t.Context(), p)
		if err != nil || outcome != sign(want) {
			t.Errorf("%s: outcome %d, %v; want %d", words[1], outcome, err, sign(want))
		}
		best, err := s.Best(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		got := words[3+best] // "-" for a full column
		if n, err := strconv.Atoi(got); err != nil || len(words[1]) >= exactPly && n != want || sign(n) != sign(want) {
			t.Errorf("%s: best column %d of score %s, want one of %d", words[1], best+1, got, want)
		}
		checked++
	}
	if checked < 500 {
		t.Errorf("%d positions were checked, want hundreds", checked)
	}
}

// TestBoard holds wins, safe and Mirror to slow ones that try every cell.
func TestBoard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Position{}
		for range rapid.IntRange(0, 30).Draw(t, "plies") {
			x := rapid.IntRange(0, Width-1).Draw(t, "column")
			if p.CanPlay(x) && !p.Wins(x) {
				p = p.Play(x)
			}
		}
		wantWins := slowWins(p.own, p.taken)
		if got := wins(p.own, p.taken); got != wantWins {
			t.Fatalf("wins of %v: got %x, want %x", p, got, wantWins)
		}
		if p.Mirror().Mirror() != p || bits.OnesCount64(p.Mirror().own) != bits.OnesCount64(p.own) {
			t.Fatalf("the mirror image of the mirror image of %v is another position", p)
		}
		if p.canWin() {
			return
		}
		var wantSafe uint64
		for x := range Width {
			if p.CanPlay(x) && !p.Play(x).canWin() {
				wantSafe |= p.free() & column(x)
			}
		}
		if got := p.safe(); got != wantSafe {
			t.Fatalf("safe cells of %v: got %x, want %x", p, got, wantSafe)
		}
	})
}

// slowWins tries each free cell, and each line through it.
func slowWins(own, taken uint64) (w uint64) {
	has := func(x, y int) bool {
		return x >= 0 && x < Width && y >= 0 && y < height && own>>(x*stride+y)&1 != 0
	}
	for x := range Width {
		for y := range height {
			cell := uint64(1) << (x*stride + y)
			for _, d := range [][2]int{{1, 0}, {0, 1}, {1, 1}, {1, -1}} {
				run := 1
				for _, way := range []int{1, -1} {
					for k := 1; has(x+way*k*d[0], y+way*k*d[1]); k++ {
						run++
					}
				}
				if taken&cell == 0 && run >= 4 {
					w |= cell
				}
			}
		}
	}
	return w
}

func TestContext(t *testing.T) {
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := New(20, emptyBook(t)).Best(ctx, Position{}); !errors.Is(err, why) {
		t.Errorf("got %v, want the reason why the context ended", err)
	}
}

// TestBook reads the program's book, and looks up positions and their mirror images.
func TestBook(t *testing.T) {
	if _, err := ReadBook(bookFile); err != nil {
		t.Fatal(err)
	}
	b := emptyBook(t)
	for i, columns := range []string{"41", "7", "1123"} {
		p := position(columns)
		b.Set(p, i, i%2 == 0)
		if x, known, whole := b.Move(p); x != i || !known || whole != (i%2 == 0) {
			t.Errorf("%q: got column %d, %v, %v, want %d", columns, x, known, whole, i)
		}
		if x, known, _ := b.Move(p.Mirror()); x != Width-1-i || !known {
			t.Errorf("mirror image of %q: got column %d, %v, want %d", columns, x, known, Width-1-i)
		}
	}
	if _, known, _ := b.Move(position("44")); known || b.Len() != 3 {
		t.Error("a position is known that was not entered")
	}
	again, err := ReadBook(b.Bytes())
	if err != nil || !maps.Equal(again.moves, b.moves) {
		t.Errorf("read again: %v, %v, want %v", again, err, b.moves)
	}
	if x, err := New(10, b).Best(t.Context(), position("7")); err != nil || x != 1 {
		t.Errorf("column %d, %v; want the book's 1", x, err)
	}
}

// TestCovers: a book covers openings if it is whole after each of them.
func TestCovers(t *testing.T) {
	b := emptyBook(t)
	for x := range 4 { // the other columns are mirror images
		b.Set(Position{}.Play(x), 3, x != 2)
	}
	if covers(b, Position{}, 1) {
		t.Error("a book that is not whole after column C covers all first moves")
	}
	b.Set(position("3"), 3, true)
	if !covers(b, Position{}, 1) {
		t.Error("a whole book does not cover the first moves")
	}
	if covers(b, Position{}, 2) || !Covers(BookPly) {
		t.Error("two plies are covered, or the end of the book is not")
	}
}

// TestBookIsRight looks at all of the program's book, and solves some positions at its end again: the move keeps
// the outcome.
func TestBookIsRight(t *testing.T) {
	b, err := ReadBook(bookFile)
	if err != nil {
		t.Fatal(err)
	}
	s, solved := New(22, emptyBook(t)), 0
	for _, key := range slices.Sorted(maps.Keys(b.moves)) {
		p := fromKey(key)
		x, _, _ := b.Move(p)
		if p.key() != key || p.canonical() != p || p.Ply() >= BookPly || !p.CanPlay(x) {
			t.Fatalf("key %x with column %d is of %v, want one of a position before ply %d with room there", key, x, p, BookPly)
		}
		if p.Ply() < BookPly-2 || solved == 2 || p.Wins(x) {
			continue
		}
		solved++
		want, err := s.Outcome(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Outcome(t.Context(), p.Play(x)); err != nil || -got != want {
			t.Errorf("%v: outcome %d, %v after the book's column %d, want %d", p, -got, err, x, want)
		}
	}
}

func FuzzReadBook(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0x13, 0, 0, 0, 0, 0, 0, 0})
	f.Add(bookFile[:min(64, len(bookFile))])
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := ReadBook(file)
		if err != nil {
			return
		}
		again, err := ReadBook(b.Bytes())
		if err != nil || !maps.Equal(again.moves, b.moves) {
			t.Errorf("%x: read again: %v", file, err)
		}
	})
}

// fromKey returns the position of a key.
func fromKey(key uint64) (p Position) {
	for x := range Width {
		high := bits.Len64(key>>(x*stride)&(1<<stride-1)) - 1 // the bit on top of the discs
		discs := uint64(1<<high - 1)
		p.taken |= discs << (x * stride)
		p.own |= key >> (x * stride) & discs << (x * stride)
	}
	return p
}

func BenchmarkOutcome(b *testing.B) {
	p, book := position("44365251"), emptyBook(b)
	for b.Loop() {
		s := New(22, book)
		if _, err := s.above(b.Context(), p, 0); err != nil {
			b.Fatal(err)
		}
	}
}

// TestBeforeTheBook asks about positions before the book that end soon, so that few of its positions are needed.
func TestBeforeTheBook(t *testing.T) {
	for _, tt := range []struct {
		columns string
		outcome int
		best    string // columns that keep it
	}{
		{"6146", 1, "456"},
		{"2615522", 1, "34"},
		{"14254", 1, "456"},
		{"25545", 1, "6"},
		{"51322427", 1, "1234567"},
	} {
		s := New(22, emptyBook(t))
		outcome, err := s.Outcome(t.Context(), position(tt.columns))
		if err != nil || outcome != tt.outcome {
			t.Errorf("%s: outcome %d, %v; want %d", tt.columns, outcome, err, tt.outcome)
		}
		best, err := s.Best(t.Context(), position(tt.columns))
		if err != nil || !strings.Contains(tt.best, strconv.Itoa(best+1)) {
			t.Errorf("%s: best column %d, %v; want one of %s", tt.columns, best+1, err, tt.best)
		}
	}
}
