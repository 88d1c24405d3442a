package tictactoe

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
)

// entry is a line of the table of all states.
type entry struct {
	Board  string         `json:"b"`
	ToPlay string         `json:"to"`
	Value  int            `json:"v"`
	Moves  map[string]int `json:"m"`
}

func readTable(t *testing.T) map[string]entry {
	t.Helper()
	f, err := os.Open("testdata/tictactoe.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	table := map[string]entry{}
	for lines := bufio.NewScanner(z); lines.Scan(); {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		table[e.Board] = e
	}
	return table
}

// TestTable walks the whole game and compares every state's player, legal actions and value with the table.
func TestTable(t *testing.T) {
	table := readTable(t)
	hashes := map[uint64]string{}
	seen := map[string]int{}
	var solve func(s *State) int
	solve = func(s *State) int {
		board := cellText(s)
		if v, ok := seen[board]; ok {
			return v
		}
		if other, ok := hashes[s.Hash()]; ok {
			t.Fatalf("boards %s and %s have the same hash", board, other)
		}
		hashes[s.Hash()] = board
		want, ok := table[board]
		if !ok {
			t.Fatalf("board %s is not in the table", board)
		}
		value := -2
		if s.Terminal() {
			value = int(s.Outcome())
		}
		legal := s.LegalActions(nil)
		for _, a := range legal {
			child := *s
			child.Play(a)
			v := -solve(&child)
			if w, ok := want.Moves[strconv.Itoa(int(a))]; !ok || v != w {
				t.Errorf("%s: action %d has value %d, the table says %d (listed: %v)", board, a, v, w, ok)
			}
			value = max(value, v)
		}
		if value != want.Value || len(legal) != len(want.Moves) || "XO"[s.ToPlay()] != want.ToPlay[0] && !s.Terminal() {
			t.Errorf("%s: value %d, %d actions, player %d; the table says %+v", board, value, len(legal), s.ToPlay(), want)
		}
		seen[board] = value
		return value
	}
	if v := solve(New().New().(*State)); v != 0 {
		t.Errorf("value of the game: got %d, want 0", v)
	}
	if len(seen) != 5478 || len(table) != 5478 {
		t.Errorf("states: reached %d, table has %d, want 5478", len(seen), len(table))
	}
}

// TestGames counts all games by length and result.
func TestGames(t *testing.T) {
	byLength := map[int]int{}
	var walk func(s State)
	walk = func(s State) {
		if s.Terminal() {
			byLength[s.Ply()]++
			return
		}
		for _, a := range s.LegalActions(nil) {
			child := s
			child.Play(a)
			walk(child)
		}
	}
	walk(*New().New().(*State))
	for length, want := range map[int]int{5: 1440, 6: 5328, 7: 47952, 8: 72576, 9: 127872} {
		if byLength[length] != want {
			t.Errorf("games of %d plies: got %d, want %d", length, byLength[length], want)
		}
	}
}

// cellText writes the cells from A1 row by row.
func cellText(s *State) string {
	var b strings.Builder
	for c := range cells {
		b.WriteByte(s.glyph(c))
	}
	return b.String()
}

func TestPlanes(t *testing.T) {
	s := New().New()
	s.Play(0) // A1
	s.Play(4) // B2
	s.Play(8) // C3: Second is to play
	got := make([]float32, 27)
	s.Planes(got)
	want := []float32{
		0, 0, 0, 0, 1, 0, 0, 0, 0, // own
		1, 0, 0, 0, 0, 0, 0, 0, 1, // First's
		0, 0, 0, 0, 0, 0, 0, 0, 0, // Second is to play
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("planes: got %v, want %v", got, want)
		}
	}
}

func FuzzParseAction(f *testing.F) {
	for _, text := range []string{"A1", "c3", "B4", "", "pass", "Ä1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := New().New()
		if a, err := s.ParseAction(text); err == nil && !strings.EqualFold(s.FormatAction(a), text) {
			t.Errorf("ParseAction(%q) is %d, which is %q", text, a, s.FormatAction(a))
		}
	})
}
