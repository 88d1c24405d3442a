package configs

import (
	"strings"
	"unicode/utf8"
)

// place is where a key stands in a text: line and column count from 1, the column in characters.
type place struct {
	key       string // full: message.field
	line, col int
}

// scanner finds the keys of a text in protobuf's text format. It accepts any text, right or wrong: what is
// wrong is for the parser to say, and for the scanner to say of which key.
type scanner struct {
	text   string
	at     int
	line   int // of at
	start  int // of that line
	last   string
	groups []place // braces that are open, by the key before them
	places []place
}

// scan returns the place of every key in the order of the text, and the groups still open at its end.
func scan(text string) (places, open []place) {
	s := &scanner{text: text, line: 1}
	for s.at < len(s.text) {
		s.step()
	}
	return s.places, s.groups
}

// step passes one token.
func (s *scanner) step() {
	switch c := s.text[s.at]; {
	case c == '\n':
		s.at++
		s.line, s.start = s.line+1, s.at
	case c == '#':
		s.comment()
	case c == '"' || c == '\'':
		s.quoted(c)
	case c == '{' || c == '<':
		s.groups = append(s.groups, place{s.last, s.line, s.col()})
		s.at++
	case c == '}' || c == '>':
		if n := len(s.groups); n > 0 {
			s.last = s.groups[n-1].key // in a list, the next brace opens the same key again
			s.groups = s.groups[:n-1]
		}
		s.at++
	case isWord(c):
		s.word()
	default:
		s.at++
	}
}

func (s *scanner) col() int { return utf8.RuneCountInString(s.text[s.start:s.at]) + 1 }

func (s *scanner) comment() {
	for s.at < len(s.text) && s.text[s.at] != '\n' {
		s.at++
	}
}

// quoted passes a string, which ends at its quote or, unfinished, with its line.
func (s *scanner) quoted(quote byte) {
	for s.at++; s.at < len(s.text) && s.text[s.at] != '\n'; s.at++ {
		switch s.text[s.at] {
		case quote:
			s.at++
			return
		case '\\':
			if s.at+1 < len(s.text) && s.text[s.at+1] != '\n' {
				s.at++
			}
		}
	}
}

// word passes a name or a number; a name before a colon or a brace is a key.
func (s *scanner) word() {
	begin, col := s.at, s.col()
	for s.at < len(s.text) && isWord(s.text[s.at]) {
		s.at++
	}
	name := s.text[begin:s.at]
	if next := s.next(); next != ':' && next != '{' && next != '<' {
		return
	}
	if n := len(s.groups); n > 0 && s.groups[n-1].key != "" {
		name = s.groups[n-1].key + "." + name
	}
	s.last = name
	s.places = append(s.places, place{name, s.line, col})
}

// next returns the byte after blanks and comments, 0 at the end.
func (s *scanner) next() byte {
	rest := s.text[s.at:]
	for {
		rest = strings.TrimLeft(rest, " \t\r\n")
		if rest == "" {
			return 0
		}
		if rest[0] != '#' {
			return rest[0]
		}
		_, rest, _ = strings.Cut(rest, "\n")
	}
}

// isWord says whether c is part of a name or a number.
func isWord(c byte) bool {
	return c == '_' || c == '.' || c == '-' || c == '+' ||
		'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
