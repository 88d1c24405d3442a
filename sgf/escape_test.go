package sgf

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestEscape(t *testing.T) {
	for _, tt := range []struct{ name, in, text, simple, composed string }{
		{"plain", "Lee Sedol 9p", "Lee Sedol 9p", "Lee Sedol 9p", "Lee Sedol 9p"},
		{"brackets", "a]b[c", `a\]b[c`, `a\]b[c`, `a\]b[c`},
		{"backslash", `a\b\`, `a\\b\\`, `a\\b\\`, `a\\b\\`},
		{"colon", "1:2", "1:2", "1:2", `1\:2`},
		{"lines", "a\r\nb\rc\nd", "a\nb\nc\nd", "a b c d", "a b c d"},
		{"white space", "a\tb\vc", "a b c", "a b c", "a b c"},
		{"control characters", "a\x00b\x1bc\x7f", "abc", "abc", "abc"},
		{"not UTF-8", "a\xffb", "a\uFFFDb", "a\uFFFDb", "a\uFFFDb"},
		{"other scripts", "囲碁 ○", "囲碁 ○", "囲碁 ○", "囲碁 ○"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, f := range []struct {
				kind, got, want string
			}{
				{"Text", escapeText(tt.in), tt.text},
				{"SimpleText", escapeSimple(tt.in), tt.simple},
				{"composed", escapeComposed(tt.in), tt.composed},
			} {
				if f.got != f.want {
					t.Errorf("%s of %q\n got %q\nwant %q", f.kind, tt.in, f.got, f.want)
				}
			}
		})
	}
}

// value reads a property's value as FF[4] says, up to its bracket, and returns it and what follows.
func value(text string, colonEnds bool) (string, string) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case c == ']' || colonEnds && c == ':':
			return b.String(), text[i:]
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), ""
}

// A text never breaks out of its property, and loses nothing but control characters.
func FuzzEscape(f *testing.F) {
	for _, seed := range []string{`]`, `\`, `\]`, "a\\\nb", ":", "];W[aa", "\xff]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		want := strings.Map(func(r rune) rune {
			switch {
			case r == '\t' || r == '\v' || r == '\f' || r == '\n' || r == '\r':
				return ' '
			case r < ' ' || r == 0x7f:
				return -1
			}
			return r
		}, strings.ToValidUTF8(strings.ReplaceAll(in, "\r\n", "\n"), "\uFFFD"))
		for _, e := range []struct {
			kind, text string
			colon      bool
		}{
			{"Text", escapeText(in), false},
			{"SimpleText", escapeSimple(in), false},
			{"composed", escapeComposed(in), true},
		} {
			got, rest := value(e.text+"]end", e.colon)
			if rest != "]end" || !utf8.ValidString(got) {
				t.Fatalf("%s of %q is %q: it ends before %q", e.kind, in, e.text, rest)
			}
			if got = strings.ReplaceAll(got, "\n", " "); got != want {
				t.Errorf("%s of %q is read as %q, want %q", e.kind, in, got, want)
			}
		}
	})
}
