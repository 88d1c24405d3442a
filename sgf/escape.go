package sgf

import "strings"

// escapeText makes any text a Text value: line breaks stay (as line feeds), other white space
// becomes a blank, other control characters go, and what SGF gives a meaning is escaped.
func escapeText(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(text, "\r", "\n")
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '\n':
			b.WriteRune(r)
		case r == '\t' || r == '\v' || r == '\f':
			b.WriteByte(' ')
		case r < ' ' || r == 0x7f:
		case r == '\\' || r == ']':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// escapeSimple makes any text a SimpleText value, which has no line breaks.
func escapeSimple(text string) string {
	return strings.ReplaceAll(escapeText(text), "\n", " ")
}

// escapeComposed makes any text one part of a composed value, which a colon would end.
func escapeComposed(text string) string {
	return strings.ReplaceAll(escapeSimple(text), ":", `\:`)
}
