package gtp

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"tengen/game"
)

// maxID is the largest id of a command: the specification's bound on integers.
const maxID = math.MaxInt32

// The errors that the specification words exactly, since clients compare them. errSize is sent with a reason behind it
// where the engine or the rules have one, and errSyntax where there is more to say than that a colour or a vertex is none.
var (
	errUnknownCommand = errors.New("unknown command")
	errSyntax         = errors.New("syntax error")
	errIllegalMove    = errors.New("illegal move")
	errCannotUndo     = errors.New("cannot undo")
	errSize           = errors.New("unacceptable size")
	errCannotScore    = errors.New("cannot score")
)

// command is one line of input: [id] name [arguments].
type command struct {
	id   string // decimal digits as they came, "" if there was none
	name string // "" if the line was an id and nothing else
	args []string
}

// parseCommand reads a line as the specification says: control characters are dropped, a tab is a
// space, # starts a comment. It returns false for a line with nothing in it.
func parseCommand(line string) (command, bool) {
	words := strings.Fields(clean(line))
	if len(words) == 0 {
		return command{}, false
	}
	var c command
	if isID(words[0]) {
		c.id, words = words[0], words[1:]
	}
	if len(words) > 0 {
		c.name, c.args = words[0], words[1:]
	}
	return c, true
}

// clean drops the comment and the control characters of a line.
func clean(line string) string {
	line, _, _ = strings.Cut(line, "#")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r < ' ' || r == 0x7f:
			return -1
		}
		return r
	}, line)
}

// isID reports whether word is a non-negative integer that may be an id.
func isID(word string) bool {
	n, err := strconv.ParseUint(word, 10, 64)
	return err == nil && n <= maxID && word[0] != '+'
}

// formatAnswer makes the answer to the command with this id: "=" and the result, or "?" and the
// error. An answer ends at an empty line, so the text's own empty lines and control characters go.
func formatAnswer(id, result string, err error) string {
	mark, text := "=", result
	if err != nil {
		mark, text = "?", err.Error()
	}
	first, rest, many := strings.Cut(text, "\n")
	var b strings.Builder
	b.WriteString(mark + id)
	if first = printable(first); first != "" || many {
		b.WriteString(" " + first)
	}
	for line := range strings.SplitSeq(rest, "\n") {
		if line = printable(line); line != "" {
			b.WriteString("\n" + line)
		}
	}
	b.WriteString("\n\n")
	return b.String()
}

// printable drops control characters and blanks at the end of a line.
func printable(line string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, line), " ")
}

// parseColor reads a colour: b, black, w or white, in any case.
func parseColor(text string) (game.Player, error) {
	switch strings.ToLower(text) {
	case "b", "black":
		return game.First, nil
	case "w", "white":
		return game.Second, nil
	}
	return 0, errSyntax
}

// colorName names p in full.
func colorName(p game.Player) string {
	if p == game.First {
		return "black"
	}
	return "white"
}

// isVertex reports whether text has the form of a vertex, a letter and a number, on whatever board.
func isVertex(text string) bool {
	if len(text) < 2 || len(text) > 4 || text[0]|0x20 < 'a' || text[0]|0x20 > 'z' {
		return false
	}
	_, err := strconv.ParseUint(text[1:], 10, 16)
	return err == nil
}

// formatScore writes a difference of points, positive for black, as final_score does.
func formatScore(score float32) string {
	switch {
	case score > 0:
		return "B+" + strconv.FormatFloat(float64(score), 'f', -1, 32)
	case score < 0:
		return "W+" + strconv.FormatFloat(float64(-score), 'f', -1, 32)
	}
	return "0"
}

// parseScore reads what formatScore writes; some engines say "draw" or "jigo" for 0.
func parseScore(text string) (float32, error) {
	lower := strings.ToLower(strings.TrimSpace(text))
	if lower == "0" || lower == "draw" || lower == "jigo" {
		return 0, nil
	}
	winner, points, _ := strings.Cut(lower, "+")
	v, err := strconv.ParseFloat(points, 32)
	if err != nil || v < 0 || math.IsNaN(v) || math.IsInf(v, 0) || winner != "b" && winner != "w" {
		return 0, fmt.Errorf("score %.40q: want B+2.5, W+31 or 0", text)
	}
	if winner == "w" {
		v = -v
	}
	return float32(v), nil
}
