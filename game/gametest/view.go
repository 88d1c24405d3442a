package gametest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tengen/game"
)

// view is all that can be seen of a State.
type view struct {
	text    string
	toPlay  game.Player
	ply     int
	hash    uint64
	over    bool
	outcome float32 // of a State that is over
	score   float32 // of a Scorer
	legal   []game.Action
	planes  []float32
}

// look takes a view of s.
func look(s game.State) view {
	v := view{
		text:   s.String(),
		toPlay: s.ToPlay(),
		ply:    s.Ply(),
		hash:   s.Hash(),
		over:   s.Terminal(),
		legal:  s.LegalActions(nil),
		planes: make([]float32, s.Game().Shape().Len()),
	}
	s.Planes(v.planes)
	if v.over {
		v.outcome = s.Outcome()
	}
	if scorer, ok := s.(game.Scorer); ok {
		v.score = scorer.Score()
	}
	return v
}

// String is what a failure prints; the planes are too many for it.
func (v view) String() string {
	return fmt.Sprintf("player %d, ply %d, hash %x, over %v, outcome %v, score %v, legal %v\n%s",
		v.toPlay, v.ply, v.hash, v.over, v.outcome, v.score, v.legal, v.text)
}

// same fails the test unless two views are the same.
func same(t tb, what string, got, want view) {
	t.Helper()
	if d := differences(got, want); d != "" {
		t.Fatalf("%s: other %s: got %v\nwant %v", what, d, got, want)
	}
}

// differences names the parts in which two views differ, "" if there are none.
func differences(v, w view) string {
	var parts []string
	for _, part := range []struct {
		name  string
		equal bool
	}{
		{"text", v.text == w.text},
		{"player", v.toPlay == w.toPlay},
		{"ply", v.ply == w.ply},
		{"hash", v.hash == w.hash},
		{"end", v.over == w.over},
		{"outcome", v.outcome == w.outcome},
		{"score", v.score == w.score},
		{"legal actions", slices.Equal(v.legal, w.legal)},
		{"planes", slices.Equal(v.planes, w.planes)},
	} {
		if !part.equal {
			parts = append(parts, part.name)
		}
	}
	return strings.Join(parts, ", ")
}

// board returns the lines of a State's text that draw the cells: one a row, the top row first, each beginning
// with the number of its row. It returns nil if they are not there.
func board(s game.State) []string {
	height := s.Game().Shape().Height
	lines := strings.Split(s.String(), "\n")
	first := slices.IndexFunc(lines, func(line string) bool { return isRow(line, height) })
	if first < 0 || first+height > len(lines) {
		return nil
	}
	rows := lines[first : first+height]
	for i, line := range rows {
		if !isRow(line, height-i) {
			return nil
		}
	}
	return rows
}

// isRow reports whether a line begins with a row's number.
func isRow(line string, row int) bool {
	words := strings.Fields(line)
	return len(words) > 0 && words[0] == strconv.Itoa(row)
}
