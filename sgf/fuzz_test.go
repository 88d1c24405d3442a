package sgf

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tengen/game/games"
)

// No file makes the reader panic, or need more than its limits allow; what it has read it writes, and reads
// the same again.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/oracle/*.sgf")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		limits := Limits{Bytes: 1 << 16, Parts: 1 << 12}
		c, parseErr := limits.Parse(bytes.NewReader(file))
		if len(c) == 0 {
			if parseErr == nil {
				t.Fatal("no tree, and no error")
			}
			return
		}
		checkTree(t, c)
		var written bytes.Buffer
		if err := c.Write(&written); err != nil {
			if parseErr == nil && !oddCharset(c) {
				t.Fatalf("%q was read, but cannot be written: %v", file, err)
			}
			return
		}
		again, err := Parse(bytes.NewReader(written.Bytes()))
		if parseErr == nil && err != nil && !oddCharset(c) {
			t.Fatalf("written as %q, which cannot be read: %v", &written, err)
		}
		if err := sameCollection(again, c); err != nil {
			t.Fatalf("written as %q and read again: %v", &written, err)
		}
		var twice bytes.Buffer
		if err := again.Write(&twice); err != nil || !bytes.Equal(twice.Bytes(), written.Bytes()) {
			t.Fatalf("written as %q, then as %q, %v", &written, &twice, err)
		}
	})
}

// oddCharset reports whether a tree names a charset that is unknown, which is an error unless a byte order mark
// overrules it, or one that has two ways to write a character, or characters that only can be read.
func oddCharset(c Collection) bool {
	for _, root := range c {
		if cs := newCharset(root.SimpleText("CA")); cs.wide || !cs.known {
			return true
		}
	}
	return false
}

// checkTree goes through all doors that take a tree.
func checkTree(t *testing.T, c Collection) {
	parts := 0
	for i, root := range c {
		for n := range root.All() {
			parts++
			for _, p := range n.Properties {
				parts += 1 + len(p.Values)
				if !validName(p.Name) || len(p.Values) == 0 {
					t.Fatalf("property %q with the values %q", p.Name, p.Values)
				}
				if text := n.Text(p.Name); strings.ContainsAny(text, "\r\t") {
					t.Fatalf("%q is the text %q", p.Values[0], text)
				}
			}
		}
		if i > 0 {
			continue // making a board takes long
		}
		g, err := ReadGame(root, games.New)
		if err != nil {
			continue
		}
		again, err := g.Tree()
		if err != nil {
			t.Fatalf("a game that was read cannot be written: %v", err)
		}
		if _, err := ReadGame(again, games.New); err != nil {
			t.Fatalf("a game that was read and written cannot be read again: %v", err)
		}
	}
	if parts > 1<<12+2 {
		t.Fatalf("%d parts, which is more than the limit", parts)
	}
}
