package sgf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

// expectedGame is what testdata/oracle/expected.json says of a tree.
type expectedGame struct {
	Size       [2]int
	Root       map[string]string
	Nodes      int
	Variations int
	MainLine   [][2]string `json:"main_line"`
	Comments   map[string]string
	Final      []string
}

func TestOracle(t *testing.T) {
	var expected struct {
		Files []struct {
			File  string
			Games []expectedGame
			Error string
		}
	}
	text, err := os.ReadFile("testdata/oracle/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	if len(expected.Files) != 30 {
		t.Fatalf("%d files, want 30", len(expected.Files))
	}
	for _, f := range expected.Files {
		t.Run(f.File, func(t *testing.T) {
			c := parseFile(t, filepath.Join("testdata/oracle", f.File), f.Error)
			if f.Error != "" {
				return
			}
			if len(c) != len(f.Games) {
				t.Fatalf("%d games, want %d", len(c), len(f.Games))
			}
			for i, want := range f.Games {
				if got := describe(t, c[i]); fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want.normal()) {
					t.Errorf("game %d\n got %+v\nwant %+v", i, got, want.normal())
				}
				for name, want := range want.Root {
					if got := c[i].SimpleText(name); got != want {
						t.Errorf("game %d: %s is %q, want %q", i, name, got, want)
					}
				}
			}
			roundTrip(t, c)
		})
	}
}

// parseFile reads a file, and wants an error like the expected one: with its words, and with a place.
func parseFile(t *testing.T, path, wantError string) Collection {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Parse(bytes.NewReader(file))
	if wantError == "" && err != nil {
		t.Fatal(err)
	}
	if wantError != "" && (err == nil || !strings.Contains(err.Error(), wantError) || !strings.Contains(err.Error(), "line ")) {
		t.Fatalf("error %v, want %q with its line", err, wantError)
	}
	return c
}

// normal leaves out what describe cannot know, the root's properties.
func (e expectedGame) normal() expectedGame {
	e.Root = nil
	return e
}

// describe says of a tree what the oracle says. It is for Go.
func describe(t *testing.T, root *Node) expectedGame {
	t.Helper()
	size := Size{19, 19}
	if sz, ok := root.Value("SZ"); ok {
		var err error
		if size, err = ParseSize(sz); err != nil {
			t.Error(err)
		}
	}
	e := expectedGame{Size: [2]int{size.Width, size.Height}, Comments: map[string]string{}, MainLine: [][2]string{}}
	for n := range root.All() {
		e.Nodes++
		if len(n.Children) == 0 {
			e.Variations++
		}
	}
	board := NewPosition(size)
	for i, n := range root.MainLine() {
		if _, ok := n.Value("C"); ok {
			e.Comments[fmt.Sprint(i)] = n.Text("C")
		}
		for _, color := range []string{"B", "W"} {
			for _, move := range n.Values(color) {
				e.MainLine = append(e.MainLine, [2]string{color, vertexOf(size, move)})
			}
		}
		if err := board.Apply(n); (err != nil) != slices.ContainsFunc(e.MainLine[max(0, len(e.MainLine)-1):], func(m [2]string) bool { return m[1] == "bad" }) {
			t.Errorf("node %d: Apply: %v", i, err)
		}
	}
	e.Final = strings.Split(strings.TrimSpace(strings.NewReplacer("X", "B", "O", "W").Replace(board.String())), "\n")
	return e
}

// vertexOf names a move as the oracle does.
func vertexOf(size Size, move string) string {
	if size.Pass(move) {
		return "pass"
	}
	cell, err := size.Cell(move)
	if err != nil {
		return "bad"
	}
	return game.FormatVertex(cell, size.Width)
}

// roundTrip writes a collection and reads it again.
func roundTrip(t *testing.T, c Collection) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := c.Write(&file); err != nil {
		t.Fatal(err)
	}
	again, err := Parse(bytes.NewReader(file.Bytes()))
	if err != nil {
		t.Fatalf("%v in\n%s", err, &file)
	}
	if err := sameCollection(again, c); err != nil {
		t.Fatalf("read again: %v; the file is\n%s", err, &file)
	}
	return file.Bytes()
}

// sameCollection says where two collections differ. Trees may be too deep for a comparison that recurses.
func sameCollection(got, want Collection) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d games, want %d", len(got), len(want))
	}
	for i := range got {
		nodes := slices.Collect(got[i].All())
		number := 0
		for n := range want[i].All() {
			if number == len(nodes) {
				return fmt.Errorf("game %d: only %d nodes", i, number)
			}
			if m := nodes[number]; !slices.EqualFunc(m.Properties, n.Properties, sameProperty) || len(m.Children) != len(n.Children) {
				return fmt.Errorf("game %d, node %d: %q with %d children, want %q with %d", i, number, m.Properties, len(m.Children), n.Properties, len(n.Children))
			}
			number++
		}
	}
	return nil
}

func sameProperty(a, b Property) bool { return a.Name == b.Name && slices.Equal(a.Values, b.Values) }

// What was read is written as it was: order, unknown properties, escapes, line breaks within values.
func TestWriteVerbatim(t *testing.T) {
	for _, file := range []string{
		"(;FF[4]ZZ[\\]]GM[1]KGSDE[aa][bb]XX[1][2]C[a\\\r\nb\\c\\:d\te\r]\n;B[tt]SBKV[51.2]\n(;W[]\n)\n(;W[aa]\n;\n)\n)\n(;C[second]\n)\n",
		"\uFEFF(;PB[囲碁]\n)\n",
		"(;PB[M\xfcller]\n)\n",
	} {
		c, err := Parse(strings.NewReader(file))
		if err != nil {
			t.Fatalf("%q: %v", file, err)
		}
		if got := roundTrip(t, c); string(got) != file {
			t.Errorf("got  %q\nwant %q", got, file)
		}
	}
}

func TestOracleOrderOfProperties(t *testing.T) {
	c := parseFile(t, "testdata/oracle/22-unknown-properties.sgf", "")
	var names []string
	for _, p := range c[0].Properties {
		names = append(names, p.Name)
	}
	if got := strings.Join(names, " "); got != "FF GM SZ XX KGSDE" {
		t.Errorf("properties %s, want them as in the file", got)
	}
	if got := c[0].Values("XX"); !slices.Equal(got, []string{"1", "2"}) {
		t.Errorf("XX is %q, want 1 and 2", got)
	}
}
