package sgf

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// maxProblems is how many problems an error spells out: the others are likely of the same kind.
const maxProblems = 10

// parser goes through a file. It reports problems and goes on as well as it can.
type parser struct {
	text     string
	at       int // the next byte
	marked   bool
	charset  *charset // of the tree at hand
	parts    int      // nodes, properties and values that may still come
	stopped  bool     // there were too many, or the file ended where it may not: nothing more is read
	probes   int      // bytes that may still be read in search of CA, so that no file takes more than its length in time
	quiet    bool     // problems are counted, not spelled out
	problems []error
	more     int // problems that are not spelled out
}

// newParser returns a parser of a file, or of a tree. Reading the roots of honest trees, with a charset for each
// guess and once more to be sure, takes at most five times their bytes.
func newParser(text string, marked bool) *parser {
	return &parser{text: text, marked: marked, parts: math.MaxInt, probes: 8 * len(text)}
}

// problem reports what is wrong at a byte of the file, unless there are too many problems already.
func (p *parser) problem(at int, format string, args ...any) {
	if p.quiet || len(p.problems) >= maxProblems {
		p.more++
		return
	}
	p.lastProblem(at, format, args...)
}

// lastProblem reports a problem after which none, or few, can follow.
func (p *parser) lastProblem(at int, format string, args ...any) {
	if p.quiet {
		p.more++
		return
	}
	line, column := lineAndColumn(p.text[:at])
	p.problems = append(p.problems, fmt.Errorf("line %d, column %d: %s", line, column, fmt.Sprintf(format, args...)))
}

// expect reports a problem at the next byte unless ok.
func (p *parser) expect(ok bool, format string, args ...any) {
	if !ok {
		p.problem(p.at, format, args...)
	}
}

func (p *parser) err() error {
	if p.more > 0 {
		return errors.Join(append(p.problems, fmt.Errorf("and %d more", p.more))...)
	}
	return errors.Join(p.problems...)
}

// count takes a part from those that may come, and stops reading where none is left.
func (p *parser) count() {
	if p.parts--; p.parts < 0 && !p.stopped {
		p.lastProblem(p.at, "the file has more nodes, properties and values than the limit allows; split it, or raise Limits.Parts")
		p.stopped = true
	}
}

// skipSpace goes to the next byte that is no white space, and reports whether there is one to be read.
func (p *parser) skipSpace() bool {
	for p.at < len(p.text) && isSpace(p.text[p.at]) {
		p.at++
	}
	return p.at < len(p.text) && !p.stopped
}

// skipJunk goes over bytes that mean nothing where they stand.
func (p *parser) skipJunk() {
	for p.at < len(p.text) && !strings.ContainsRune("()[;", rune(p.text[p.at])) && !isUpper(p.text[p.at]) && !isLower(p.text[p.at]) {
		p.at++
	}
}

// property reads a property into n.
func (p *parser) property(n *Node) {
	start := p.at
	for p.at < len(p.text) && (isUpper(p.text[p.at]) || isLower(p.text[p.at]) || isDigit(p.text[p.at])) {
		p.at++
	}
	read := p.text[start:p.at]
	name := dropLower(read)
	var values []string
	bracket := false
	for p.skipSpace() && p.text[p.at] == '[' {
		bracket = true
		if value, ok := p.value(read); ok {
			values = append(values, value)
		}
	}
	switch {
	case !bracket && !p.stopped:
		p.problem(start, "property without a value: %s: want \"[\" after it", short(read))
	case !validName(name):
		p.problem(start, "property %s has no name in capital letters", short(read))
	case len(values) > 0:
		p.count()
		n.Properties = append(n.Properties, Property{Name: name, Values: values})
	}
}

// value reads a value from its bracket. ok is false if the file ends before the other one.
func (p *parser) value(property string) (value string, ok bool) {
	start, ascii := p.at, true
	for i := start + 1; i < len(p.text); {
		c := p.text[i]
		if c == ']' {
			p.at = i + 1
			p.count()
			bytes := p.text[start+1 : i]
			if ascii {
				return bytes, true
			}
			return p.decode(start, property, bytes), true
		}
		if c == '\\' {
			if i++; i == len(p.text) {
				break
			}
			c = p.text[i]
		}
		if c < 0x80 {
			i++
		} else {
			ascii = false
			i += p.charset.width(p.text[i:])
		}
	}
	p.at, p.stopped = len(p.text), true
	p.lastProblem(start, "end of file inside a value of %s: want \"]\"", short(property))
	return "", false
}

// decode returns the bytes of a value as text.
func (p *parser) decode(at int, property, bytes string) string {
	text, ok := p.charset.decode(bytes)
	switch {
	case ok:
	case !p.charset.known:
		p.problem(at, "value of %s: the character set of CA[%s] is not known, so it is read as ISO-8859-1: write the file in UTF-8 and say CA[UTF-8]", short(property), short(p.charset.ca))
	default:
		p.problem(at, "value of %s: bytes that are no text in the character set of CA[%s] (without CA: ISO-8859-1): name the right one", short(property), short(p.charset.ca))
	}
	return text
}

// dropLower removes lower case letters from a property's name.
func dropLower(name string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return -1
		}
		return r
	}, name)
}

// short returns the start of a text for a message.
func short(text string) string {
	const most = 20
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// lineAndColumn returns where the text ends, both counted from 1.
func lineAndColumn(text string) (line, column int) {
	line = 1
	start := 0
	for i := 0; i < len(text); {
		n := lineBreakLen(text[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		line, start = line+1, i
	}
	return line, len(text) - start + 1
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }
