package sgf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Write writes the collection as a file, a node a line, each tree in the character set that its CA names
// (ISO-8859-1 without one). A tree without CA that needs other characters makes the file UTF-8 with a byte
// order mark, which says so. Write errs, having written nothing, if a name or a value cannot stand in a file or
// a text has characters that its character set has not; and it errs if w does.
func (c Collection) Write(w io.Writer) error {
	if len(c) == 0 {
		return errors.New("sgf: write: a file needs a game tree at least")
	}
	var file bytes.Buffer
	marked := slices.ContainsFunc(c, needsMark)
	if marked {
		file.WriteString(byteOrderMark)
	}
	for i, root := range c {
		if err := writeTree(&file, root, marked); err != nil {
			return fmt.Errorf("sgf: write game %d of %d: %w", i+1, len(c), err)
		}
	}
	if _, err := w.Write(file.Bytes()); err != nil {
		return fmt.Errorf("sgf: write: %w", err)
	}
	return nil
}

// needsMark reports whether the tree has no CA, and a text that the charset of such trees has not.
func needsMark(root *Node) bool {
	if _, ok := root.Value("CA"); ok {
		return false
	}
	cs := newCharset("")
	for n := range root.All() {
		for _, p := range n.Properties {
			for _, value := range p.Values {
				if _, err := cs.encode(value); err != nil {
					return true
				}
			}
		}
	}
	return false
}

// writeTree writes a tree, in UTF-8 if the file is marked so.
func writeTree(file *bytes.Buffer, root *Node, marked bool) error {
	cs := utf8Charset()
	if !marked {
		cs = newCharset(root.SimpleText("CA"))
	}
	start := file.Len()
	if err := writeNodes(file, root, cs); err != nil {
		return err
	}
	tree := file.Bytes()[start:]
	if found := newParser(string(tree), marked).findCharset(); found.ca != cs.ca {
		return fmt.Errorf("CA[%s] would not be found behind the texts before it; make it the root's first property", cs.ca)
	}
	return nil
}

// writeNodes writes the nodes without recursion, since trees may be deep. A step without a node closes a
// parenthesis.
func writeNodes(file *bytes.Buffer, root *Node, cs *charset) error {
	type step struct {
		node *Node
		open bool
	}
	for left := []step{{}, {root, true}}; len(left) > 0; {
		s := left[len(left)-1]
		left = left[:len(left)-1]
		if s.node == nil {
			file.WriteString(")\n")
			continue
		}
		if s.open {
			file.WriteByte('(')
		}
		if err := writeNode(file, s.node, cs); err != nil {
			return err
		}
		if len(s.node.Children) == 1 {
			left = append(left, step{s.node.Children[0], false})
			continue
		}
		for _, child := range slices.Backward(s.node.Children) {
			left = append(left, step{}, step{child, true})
		}
	}
	return nil
}

func writeNode(file *bytes.Buffer, n *Node, cs *charset) error {
	file.WriteByte(';')
	for _, p := range n.Properties {
		if !validName(p.Name) {
			return fmt.Errorf("property %q: want a name of capital letters", p.Name)
		}
		if len(p.Values) == 0 {
			return fmt.Errorf("property %s has no value; \"\" is one", p.Name)
		}
		file.WriteString(p.Name)
		for _, value := range p.Values {
			if !closed(value) {
				return fmt.Errorf("property %s: value %q has a bracket that is not escaped, or ends in the middle of an escape; make values with Escape", p.Name, short(value))
			}
			bytes, err := cs.encode(value)
			if err != nil {
				return fmt.Errorf("property %s: %w", p.Name, err)
			}
			file.WriteByte('[')
			file.WriteString(bytes)
			file.WriteByte(']')
		}
	}
	file.WriteByte('\n')
	return nil
}
