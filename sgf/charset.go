package sgf

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// charset is the character set of a tree, which CA names: how the bytes of its values are text.
type charset struct {
	ca       string            // the text of CA
	known    bool              // or else bytes are read as ISO-8859-1, which loses none
	encoding encoding.Encoding // nil is UTF-8, which needs no work
	decoder  *encoding.Decoder
	wide     bool // characters of several bytes, of which the later ones may look like ']' or '\'
	src, dst [utf8.UTFMax]byte
}

// byteOrderMark at the start of a file says that it is UTF-8, whatever CA says.
const byteOrderMark = "\uFEFF"

func utf8Charset() *charset { return &charset{ca: "UTF-8", known: true} }

// newCharset returns the charset that CA names. FF[4]: without a name it is ISO-8859-1.
func newCharset(ca string) *charset {
	cs := &charset{ca: ca}
	if cs.encoding, cs.known = encodingOf(ca); cs.encoding != nil {
		cs.decoder = cs.encoding.NewDecoder()
		_, single := cs.encoding.(*charmap.Charmap)
		cs.wide = !single
	}
	return cs
}

// alsoCalled holds names that Windows programs write and the web does not know.
var alsoCalled = map[string]string{"cp936": "gbk", "ms936": "gbk", "cp932": "shift_jis", "cp949": "euc-kr", "ms949": "euc-kr", "cp950": "big5", "ms950": "big5"}

// encodingOf finds an encoding by the names that the web knows, nil for UTF-8. Those that shift between
// states, and UTF-16, cannot be read value by value.
func encodingOf(ca string) (e encoding.Encoding, known bool) {
	name := strings.ToLower(strings.TrimSpace(ca))
	if other, ok := alsoCalled[name]; ok {
		name = other
	}
	if name == "" {
		return charmap.ISO8859_1, true
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		return charmap.ISO8859_1, false
	}
	switch canonical, _ := htmlindex.Name(e); canonical {
	case "utf-8":
		return nil, true
	case "", "replacement", "iso-2022-jp", "utf-16be", "utf-16le":
		return charmap.ISO8859_1, false
	case "windows-1252":
		if !strings.Contains(name, "1252") {
			return charmap.ISO8859_1, true // the web takes one for the other; FF[4] does not
		}
	}
	return e, true
}

// decode returns bytes of a file as UTF-8. If ok is false, some of them are no text.
func (cs *charset) decode(bytes string) (text string, ok bool) {
	if cs.encoding == nil {
		return bytes, utf8.ValidString(bytes)
	}
	text, err := cs.decoder.String(bytes)
	if err != nil {
		return bytes, false
	}
	return text, cs.known && !strings.ContainsRune(text, utf8.RuneError)
}

// encode returns text as bytes of a file.
func (cs *charset) encode(text string) (string, error) {
	if cs.encoding == nil || isASCII(text) {
		return text, nil
	}
	bytes, err := cs.encoding.NewEncoder().String(text)
	if err == nil {
		return bytes, nil
	}
	for _, r := range text {
		if _, err := cs.encoding.NewEncoder().String(string(r)); err != nil {
			return "", fmt.Errorf("%q is not in the character set of CA[%s] (without CA: ISO-8859-1); set CA to UTF-8", r, cs.ca)
		}
	}
	return "", fmt.Errorf("character set of CA[%s]: %w", cs.ca, err)
}

// width returns the number of bytes of the first character of s, which is not empty.
func (cs *charset) width(s string) int {
	if !cs.wide || s[0] < utf8.RuneSelf {
		return 1
	}
	for n := 1; n <= min(len(s), len(cs.src)); n++ {
		src := cs.src[:copy(cs.src[:n], s)]
		for _, room := range [...]int{3, utf8.UTFMax} { // first so little that no second character fits in
			if _, used, _ := cs.decoder.Transform(cs.dst[:room], src, false); used > 0 {
				return used
			}
		}
	}
	return 1
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
