package goban

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tengen/game"
)

// gameRecord is a line of testdata/games-*.jsonl.gz; README.md there describes it.
type gameRecord struct {
	Rules string  `json:"rules"`
	Size  int     `json:"size"`
	Komi  float64 `json:"komi"`
	End   string  `json:"end"`
	Area  [2]int  `json:"area"`
	Score float64 `json:"score"`
	Plies []struct {
		Color    string `json:"c"`
		Move     string `json:"m"`
		Legal    string `json:"legal"`
		Stones   string `json:"stones"`
		Captures [2]int `json:"cap"`
	} `json:"plies"`
}

// TestRecordedGames replays the games that GNU Go has watched. Boards and captures must agree at every ply as
// long as our rules allow the moves, legal moves exactly where the rules are ours, and elsewhere as far as
// they imply each other.
func TestRecordedGames(t *testing.T) {
	files, err := filepath.Glob("testdata/games-*.jsonl.gz")
	if err != nil || len(files) == 0 {
		t.Fatalf("recorded games: found %v, %v", files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			whole := map[string]int{}
			lines := bufio.NewScanner(openGzip(t, file))
			lines.Buffer(nil, 16<<20)
			for lines.Scan() {
				var r gameRecord
				if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
					t.Fatal(err)
				}
				if replay(t, &r) {
					whole[r.Rules]++
				} else if r.Rules == "psk" {
					t.Errorf("a psk game of size %d was not replayed to its end", r.Size)
				}
			}
			if err := lines.Err(); err != nil {
				t.Fatal(err)
			}
			t.Logf("games replayed to the end, by rules: %v", whole)
		})
	}
}

func openGzip(t *testing.T, file string) io.Reader {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// replay plays a record and reports whether our rules allow it to its end.
func replay(t *testing.T, r *gameRecord) bool {
	t.Helper()
	g := newLongGame(t, r.Size, r.Size)
	g.komi = int(2 * r.Komi)
	s := g.New().(*State)
	for i, ply := range r.Plies {
		s.SetToPlay(player(ply.Color))
		checkMask(t, r.Rules, s, ply.Legal)
		a, err := s.ParseAction(ply.Move)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Legal(a) {
			return false
		}
		s.Play(a)
		if got := boardText(s); got != ply.Stones {
			t.Fatalf("%s, ply %d, %s: got\n%s\nwant %s", r.Rules, i, ply.Move, s, ply.Stones)
		}
		if got := [2]int{s.Captures(Black), s.Captures(White)}; got != ply.Captures {
			t.Fatalf("%s, ply %d: got captures %v, want %v", r.Rules, i, got, ply.Captures)
		}
	}
	black, white := s.Area()
	if [2]int{black, white} != r.Area || float64(s.Score()) != r.Score || s.Terminal() != (r.End == "passes") {
		t.Fatalf("%s: got area %d, %d, score %v, over %v, want %v, %v, end by %s\n%s", r.Rules, black, white, s.Score(), s.Terminal(), r.Area, r.Score, r.End, s)
	}
	return true
}

func player(letter string) game.Player {
	if letter == "W" {
		return White
	}
	return Black
}

// checkMask compares the legal cells with those of other rules. Positional superko is the strictest rule: what we
// allow, all allow; and what others allow besides is a suicide, or repeats a position where they are more lenient.
func checkMask(t *testing.T, rules string, s *State, mask string) {
	t.Helper()
	for c := range mask {
		a := game.Action(c)
		ours, theirs := s.Legal(a), mask[c] == '1'
		if ours == theirs {
			continue
		}
		if ours {
			t.Fatalf("%s: we allow %s, the record does not\n%s", rules, s.FormatAction(a), s)
		}
		if s.board.colors[c] != empty {
			t.Fatalf("%s: the record allows %s, where a stone is\n%s", rules, s.FormatAction(a), s)
		}
		_, alive := s.board.after(c, s.toPlay)
		lenient := map[bool][]string{ // by whether the move is no suicide
			true:  {"simple", "ssk", "ssk-suicide"},
			false: {"psk-suicide", "ssk-suicide"},
		}[alive]
		if !slices.Contains(lenient, rules) {
			t.Fatalf("%s: the record allows %s, we do not\n%s", rules, s.FormatAction(a), s)
		}
	}
}
