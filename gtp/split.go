package gtp

import (
	"errors"
	"strings"
)

// splitCommand splits a command line into words, as a shell does with quotes: in '...' everything
// stands for itself, in "..." all but \" and \\, outside of quotes a backslash takes the meaning
// from a blank, a quote or a backslash. Before anything else a backslash is itself, so that Windows
// paths may stand as they are. Nothing is expanded.
func splitCommand(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	open := false // a word has begun, if only with an empty quote
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '\\' && i+1 < len(line) && escapes(quote, line[i+1]):
			i++
			word.WriteByte(line[i])
			open = true
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteByte(c)
		case c == '"' || c == '\'':
			quote, open = c, true
		case isBlank(c):
			if open {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteByte(c)
			open = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote is opened and not closed: want " + string(quote) + " at the end of a word")
	}
	if open {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, errors.New("the command is empty: want a program and its arguments")
	}
	return words, nil
}

// escapes reports whether a backslash before c means c itself, within this quote (0: none).
func escapes(quote, c byte) bool {
	switch quote {
	case '\'':
		return false
	case '"':
		return c == '"' || c == '\\'
	}
	return isBlank(c) || c == '"' || c == '\'' || c == '\\'
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
