package goban

import (
	"bufio"
	"encoding/json"
	"path/filepath"
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

// recordRules are the rules of the records, and of the counts of turn sequences, in our words.
var recordRules = map[string]string{
	"psk":         "",
	"psk-suicide": "suicide=yes",
	"ssk":         "ko=situational",
	"ssk-suicide": "ko=situational suicide=yes",
	"simple":      "ko=simple",
}

// TestRecordedGames replays the games that GNU Go has watched: legal moves, boards and captures must agree at every
// ply, the area and the score at the end.
func TestRecordedGames(t *testing.T) {
	files, err := filepath.Glob("testdata/games-*.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	games, plies := 0, 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			lines := bufio.NewScanner(openGzip(t, file))
			lines.Buffer(nil, 16<<20)
			for lines.Scan() {
				var r gameRecord
				if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
					t.Fatal(err)
				}
				replay(t, &r)
				games++
				plies += len(r.Plies)
			}
			if err := lines.Err(); err != nil {
				t.Fatal(err)
			}
		})
	}
	if games != 237 || plies != 36411 {
		t.Errorf("replayed %d games with %d plies, want 237 with 36411", games, plies)
	}
}

// replay plays a record and compares everything.
func replay(t *testing.T, r *gameRecord) {
	t.Helper()
	rules, ok := recordRules[r.Rules]
	if !ok {
		t.Fatalf("a record has unknown rules %q", r.Rules)
	}
	s := newGameOf(t, r.Size, r.Size, int(2*r.Komi), rules+" maxply=5000").New().(*State)
	for i, ply := range r.Plies {
		s.SetToPlay(player(ply.Color))
		if got := legalText(s); got != ply.Legal {
			t.Fatalf("%s, ply %d: got legal\n%s\nwant\n%s\n%s", r.Rules, i, got, ply.Legal, s)
		}
		playAll(t, s, ply.Move)
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
}

// legalText writes the legal cells from A1 on as the records do: 1 is legal.
func legalText(s *State) string {
	text := make([]byte, s.game.cells)
	for c := range text {
		text[c] = '0'
		if s.Legal(game.Action(c)) {
			text[c] = '1'
		}
	}
	return string(text)
}
