package sgf

import (
	"iter"
	"slices"
)

// Collection is what a file holds: the roots of its game trees.
//
//	(;FF[4]SZ[9]C[root];B[ee](;W[cc];B[gg])(;W[gc]))
//
//	root ── B[ee] ─┬─ W[cc] ── B[gg]     the main line: first children
//	               └─ W[gc]              a variation
type Collection []*Node

// Node is a step of a game: what has been done and said there.
type Node struct {
	Properties []Property // in the order of the file
	Children   []*Node    // what follows; the first child is the main line
}

// Property is a name with its values.
//
// Values stand as in the file between their brackets, but in UTF-8: escapes and line breaks are as they were
// read, so that they are written the same. Node.Text and Node.SimpleText resolve them.
type Property struct {
	Name   string   // upper case letters and digits, a letter first: "AB"
	Values []string // at least one
}

// Values returns the values of all properties of that name, nil if there is none. A correct file has each
// name once in a node.
func (n *Node) Values(name string) []string {
	var values []string
	for _, p := range n.Properties {
		if p.Name == name {
			values = append(values, p.Values...)
		}
	}
	return values
}

// Value returns the first value of that name as it stands in the file.
func (n *Node) Value(name string) (value string, ok bool) {
	for _, p := range n.Properties {
		if p.Name == name && len(p.Values) > 0 {
			return p.Values[0], true
		}
	}
	return "", false
}

// Text returns the first value of that name as text of several lines, such as a comment; "" if there is none.
func (n *Node) Text(name string) string {
	value, _ := n.Value(name)
	return unescapeText(value)
}

// SimpleText returns the first value of that name as text of one line, such as a player's name.
func (n *Node) SimpleText(name string) string {
	value, _ := n.Value(name)
	return unescapeSimple(value)
}

// Set makes values, written as they are to stand in the file, the only ones of that name. A new property goes
// to the end. Escape makes a value of any text.
func (n *Node) Set(name string, values ...string) {
	for i := range n.Properties {
		if n.Properties[i].Name == name {
			n.Properties[i].Values = values
			rest := slices.DeleteFunc(n.Properties[i+1:], func(p Property) bool { return p.Name == name })
			n.Properties = n.Properties[:i+1+len(rest)]
			return
		}
	}
	n.Properties = append(n.Properties, Property{Name: name, Values: values})
}

// MainLine returns the node and its first descendants to the end.
func (n *Node) MainLine() []*Node {
	line := []*Node{n}
	for len(n.Children) > 0 {
		n = n.Children[0]
		line = append(line, n)
	}
	return line
}

// All returns the node and all its descendants, each before its children, main lines first.
func (n *Node) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for left := []*Node{n}; len(left) > 0; {
			n := left[len(left)-1]
			left = left[:len(left)-1]
			if !yield(n) {
				return
			}
			for _, child := range slices.Backward(n.Children) {
				left = append(left, child)
			}
		}
	}
}

// validName reports whether a property may have that name.
func validName(name string) bool {
	for i := range len(name) {
		if c := name[i]; !isUpper(c) && (i == 0 || !isDigit(c)) {
			return false
		}
	}
	return name != ""
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
