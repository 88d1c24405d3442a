package sgf

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits bound what reading a file may cost. The tree takes at most about 100 bytes for each part, and one
// byte for each byte of the file.
type Limits struct {
	Bytes int // of the file
	Parts int // nodes, properties and values together
}

// UsualLimits are far above honest files: the largest collections of problems have some 10 MB.
func UsualLimits() Limits { return Limits{Bytes: 64 << 20, Parts: 8 << 20} }

// Parse reads a file with UsualLimits.
//
// An error says what is wrong, where (columns count bytes), and how to mend it. The collection then holds what
// could be read nevertheless, which is all but what the error names: use it or not, but say so.
//
// FF[4] lets words stand before the first tree and between trees; they are skipped. Lower case letters in
// names of properties, which FF[3] had, are dropped as FF[4] says: "Black" is "B".
func Parse(r io.Reader) (Collection, error) { return UsualLimits().Parse(r) }

// Parse reads a file, as the function Parse does.
func (l Limits) Parse(r io.Reader) (Collection, error) {
	var file strings.Builder
	if _, err := io.Copy(&file, io.LimitReader(r, int64(l.Bytes)+1)); err != nil {
		return nil, fmt.Errorf("sgf: read: %w", err)
	}
	if file.Len() > l.Bytes {
		return nil, fmt.Errorf("sgf: the file has more than %d bytes, which is the limit; split it, or raise Limits.Bytes", l.Bytes)
	}
	text, marked := strings.CutPrefix(file.String(), byteOrderMark)
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return nil, errors.New("sgf: the file is in UTF-16; save it as UTF-8")
	}
	p := newParser(text, marked)
	p.parts = l.Parts
	c := p.collection()
	if err := p.err(); err != nil {
		return c, fmt.Errorf("sgf: %w", err)
	}
	return c, nil
}

// collection reads all trees of the file.
func (p *parser) collection() Collection {
	var c Collection
	for p.toTree() {
		start := p.at
		p.charset = p.findCharset()
		root := p.tree()
		c = append(c, root)
		if ca := root.SimpleText("CA"); !p.marked && ca != p.charset.ca {
			p.problem(start, "CA[%s] is not where the character set is looked for, which now is CA[%s]: write CA at the start of the tree", short(ca), short(p.charset.ca))
		}
	}
	if len(c) == 0 && !p.stopped {
		p.problem(p.at, "no game tree: want one that starts with \"(;\"")
	}
	return c
}

// toTree goes to the next "(;", with or without white space in it.
func (p *parser) toTree() bool {
	for !p.stopped {
		skip := strings.IndexByte(p.text[p.at:], '(')
		if skip < 0 {
			break
		}
		start := p.at + skip
		p.at = start + 1
		if p.skipSpace() && p.text[p.at] == ';' {
			p.at = start
			return true
		}
	}
	p.at = len(p.text)
	return false
}

// tree reads a tree from its "(;". Files may be nested as deeply as they are long, so it does not recurse:
// open holds, for each parenthesis that is open, the node before it.
func (p *parser) tree() *Node {
	var root, node *Node
	var open []*Node
	before := byte(';') // what stood last: a parenthesis, or ';' for all that belongs to a node
	for p.skipSpace() {
		c := p.text[p.at]
		switch {
		case c == '(':
			p.expect(before != '(', "'(' right after '(': a variation starts with \"(;\"")
			open = append(open, node)
			p.at++
		case c == ')':
			p.expect(before != '(', "a variation without a node: remove \"()\"")
			p.at++
			node, open = open[len(open)-1], open[:len(open)-1]
			if len(open) == 0 {
				return root
			}
		case c == ';':
			p.expect(before != ')', "a node after variations of the node before it: put it in parentheses, as they are")
			p.at++
			node = p.newNode(node)
			if root == nil {
				root = node
			}
		case isUpper(c) || isLower(c):
			p.expect(before != ')', "a property after the variations of its node: write it before them")
			if before == '(' {
				p.expect(false, "a property outside of a node: write ';' before it")
				node = p.newNode(node)
			}
			p.property(node)
		case c == '[':
			p.expect(false, "a value without a property: write the property's name before it")
			p.value("no property")
		default:
			p.expect(false, "%q is neither a node, a property nor a variation: remove it, or put it in brackets", short(p.text[p.at:]))
			p.skipJunk()
		}
		switch {
		case c == '(' || c == ')' || c == ';':
			before = c
		case before == '(' && (isUpper(c) || isLower(c)):
			before = ';'
		}
	}
	if !p.stopped {
		p.lastProblem(len(p.text), "end of file inside a game tree: want %d more ')'", len(open))
	}
	return root
}

// newNode adds a node to those that follow parent, if there is one.
func (p *parser) newNode(parent *Node) *Node {
	p.count()
	n := &Node{}
	if parent != nil {
		parent.Children = append(parent.Children, n)
	}
	return n
}

// findCharset returns the charset of the tree at p.at. To read CA one must know the charset, since the values
// before it may hold bytes that look like brackets. So first each byte is taken for itself, and if CA is not seen
// so, charsets are tried. A charset is right if CA, read by it, names it; one that was only tried must also make
// sense of all values.
func (p *parser) findCharset() *charset {
	if p.marked {
		return utf8Charset()
	}
	for i, guess := range []string{"utf-8", "big5", "gb18030", "shift_jis"} {
		if i > 0 && p.probes < 0 {
			break
		}
		ca, probe, found := p.rootCA(newCharset(guess))
		if !found && isASCII(p.text[p.at:probe.at]) {
			break
		}
		if !found || i > 0 && probe.more > 0 {
			continue
		}
		for range 2 { // a name that is no text reads otherwise by the charset that it gets
			cs := newCharset(ca)
			again, probe, ok := p.rootCA(cs)
			if ok && again == ca && (i == 0 || probe.more == 0) {
				return cs
			}
			ca = again
		}
	}
	return newCharset("")
}

// rootCA reads the first node of the tree at p.at by a charset, and returns the text of its CA and the parser
// that has read it.
func (p *parser) rootCA(cs *charset) (ca string, probe *parser, found bool) {
	probe = newParser(p.text, false)
	probe.at, probe.charset, probe.quiet = p.at+len("("), cs, true
	probe.skipSpace()
	probe.at += len(";")
	node := &Node{}
	for probe.skipSpace() {
		if c := probe.text[probe.at]; !isUpper(c) && !isLower(c) {
			break
		}
		probe.property(node)
	}
	p.probes -= probe.at - p.at
	_, found = node.Value("CA")
	return node.SimpleText("CA"), probe, found
}
