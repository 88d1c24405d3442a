package sgf

import "strings"

// Escape makes any text a value of a property: line breaks stay (as line feeds), other white space becomes a
// blank, other control characters go, and what SGF gives a meaning is escaped.
func Escape(text string) string { return escapeText(text) }

// escapeText makes any text a Text value.
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

// unescapeText returns the text of a Text value: each kind of line break is "\n".
func unescapeText(value string) string { return unescape(value, "\n") }

// unescapeSimple returns the text of a SimpleText value, in which a line break is a blank.
func unescapeSimple(value string) string { return unescape(value, " ") }

// unescape removes escapes and escaped line breaks, which FF[4] calls soft, and turns other white space into
// blanks, escaped or not.
func unescape(value, lineBreak string) string {
	if !strings.ContainsAny(value, "\\\r\n\t\v\f") {
		return strings.ToValidUTF8(value, "\uFFFD")
	}
	var b strings.Builder
	for i := 0; i < len(value); {
		if n := lineBreakLen(value[i:]); n > 0 {
			b.WriteString(lineBreak)
			i += n
			continue
		}
		if value[i] == '\\' {
			i++
			if n := lineBreakLen(value[i:]); n > 0 || i == len(value) {
				i += n
				continue
			}
		}
		switch c := value[i]; c {
		case '\t', '\v', '\f':
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
		i++
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// lineBreakLen returns how many bytes of line break text starts with: LF, CR, CR LF and LF CR are one each.
func lineBreakLen(text string) int {
	switch {
	case strings.HasPrefix(text, "\r\n"), strings.HasPrefix(text, "\n\r"):
		return 2
	case strings.HasPrefix(text, "\n"), strings.HasPrefix(text, "\r"):
		return 1
	}
	return 0
}

// splitComposed returns the parts, still escaped, of a composed value: before and after the first colon that
// is not escaped.
func splitComposed(value string) (first, second string, ok bool) {
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case ':':
			return value[:i], value[i+1:], true
		}
	}
	return value, "", false
}

// closed reports whether a value ends where its bracket does: no bracket in it, and no escape at its end,
// would read otherwise.
func closed(value string) bool {
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			if i++; i == len(value) {
				return false
			}
		case ']':
			return false
		}
	}
	return true
}
