package sgf

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

// The inputs that the oracle calls big: each must be read, or refused, without exhausting stack or memory.
func TestBig(t *testing.T) {
	for _, tt := range []struct {
		name, file  string
		nodes, deep int
		wantError   string
	}{
		{"deep", strings.Repeat("(;B[aa]", 20000) + strings.Repeat(")", 20000), 20000, 20000, ""},
		{"very deep", strings.Repeat("(;", 200000) + strings.Repeat(")", 200000), 200000, 200000, ""},
		{"long", "(;GM[1]SZ[19]" + strings.Repeat(";B[aa];W[]", 500000) + ")", 1000001, 1000001, ""},
		{"brackets", strings.Repeat("(", 1000000), 0, 0, "no game tree"},
		{"open variations", "(;" + strings.Repeat("(", 200000), 1, 1, "want 200001 more ')'"},
		{"problems", "(;" + strings.Repeat("=;", 200000) + ")", 200001, 200001, "and 199990 more"},
		{"comment", "(;C[" + strings.Repeat("x", 20000000) + "])", 1, 1, ""},
		{"charset to be guessed", strings.Repeat("(;A[\x81])", 200000) + "(;CA[big5])", 1, 1, ""},
		{"wide", "(;" + strings.Repeat("(;)", 200000) + ")", 200001, 2, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse(strings.NewReader(tt.file))
			switch {
			case tt.wantError == "" && err != nil:
				t.Fatal(err)
			case tt.wantError != "" && (err == nil || !strings.Contains(err.Error(), tt.wantError)):
				t.Fatalf("error %.200v, want %q", err, tt.wantError)
			case tt.nodes == 0:
				return
			}
			nodes := 0
			for range c[0].All() {
				nodes++
			}
			if deep := len(c[0].MainLine()); nodes != tt.nodes || deep != tt.deep {
				t.Errorf("%d nodes, %d deep, want %d and %d", nodes, deep, tt.nodes, tt.deep)
			}
			if comment := c[0].Text("C"); tt.name == "comment" && len(comment) != 20000000 {
				t.Errorf("the comment has %d bytes, want 20000000", len(comment))
			}
			if tt.wantError == "" && len(tt.file) < 5000000 {
				roundTrip(t, c)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		limits Limits
		file   string
		want   string
	}{
		{Limits{Bytes: 10, Parts: 100}, "(;B[aa])", ""},
		{Limits{Bytes: 7, Parts: 100}, "(;B[aa])", "more than 7 bytes"},
		{Limits{Bytes: 100, Parts: 3}, "(;B[aa])", ""},
		{Limits{Bytes: 100, Parts: 2}, "(;B[aa])", "Limits.Parts"},
		{Limits{Bytes: 100, Parts: 2}, "(;B[aa][bb][cc][dd];W[ee])(;)", "Limits.Parts"},
		{Limits{}, "", "no game tree"},
	} {
		c, err := tt.limits.Parse(strings.NewReader(tt.file))
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v of %q: error %v, want %q", tt.limits, tt.file, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "end of file") {
			t.Errorf("%+v of %q: a limit is no end of file: %v", tt.limits, tt.file, err)
		}
		for _, root := range c {
			if root == nil {
				t.Errorf("%+v of %q: a tree without a root", tt.limits, tt.file)
			}
		}
	}
	broken := errors.New("broken")
	if _, err := Parse(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}

// Each problem is named with its place, and the rest of the file is read nevertheless.
func TestProblems(t *testing.T) {
	for _, tt := range []struct {
		name, file, want string
		tree             string // as it is written
	}{
		{"no end", "(;B[ee]\n;W[cc]", "line 2, column 7: end of file inside a game tree: want 1 more ')'", "(;B[ee];W[cc])"},
		{"no bracket", "(;B[ee];\r\nW[cc", "line 2, column 2: end of file inside a value of W: want \"]\"", "(;B[ee];)"},
		{"ends in an escape", `(;C[a\`, "end of file inside a value of C", "(;)"},
		{"no value", "(;FF[4]\r\r;B;W[cc])", "line 3, column 2: property without a value: B", "(;FF[4];;W[cc])"},
		{"nothing", "", "line 1, column 1: no game tree", ""},
		{"no tree", "a (b) c", "no game tree", ""},
		{"UTF-16", "\xff\xfe(\x00;\x00", "save it as UTF-8", ""},
		{"junk", "(;B[ee] == ;W[cc])", "line 1, column 9: \"== ;W[cc])\" is neither", "(;B[ee];W[cc])"},
		{"value without property", "(;[ee]W[cc])", "column 3: a value without a property", "(;W[cc])"},
		{"empty variation", "(;B[ee]())", "a variation without a node", "(;B[ee])"},
		{"doubled parenthesis", "(;B[ee]((;W[cc])))", "'(' right after '('", "(;B[ee];W[cc])"},
		{"node after variations", "(;B[ee](;W[cc]);W[dd])", "a node after variations", "(;B[ee](;W[cc])(;W[dd]))"},
		{"property after variations", "(;B[ee](;W[cc])C[x])", "a property after the variations", "(;B[ee]C[x];W[cc])"},
		{"property without node", "(;B[ee](W[cc]))", "write ';' before it", "(;B[ee];W[cc])"},
		{"small letters", "(;b[ee]W[cc])", "property b has no name in capital letters", "(;W[cc])"},
		{"number", "(;a1[ee]W[cc])", "property a1 has no name in capital letters", "(;W[cc])"},
		{"not UTF-8", "(;CA[UTF-8]PB[\xfc])", "column 14: value of PB: bytes that are no text in the character set of CA[UTF-8]", "(;CA[UTF-8]PB[\xfc])"},
		{"unknown character set", "(;CA[klingon]PB[\xfc])", "the character set of CA[klingon] is not known", "(;CA[klingon]PB[\xfc])"},
		{"shifting character set", "(;CA[ISO-2022-JP]PB[\xfc])", "the character set of CA[ISO-2022-JP] is not known", "(;CA[ISO-2022-JP]PB[\xfc])"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse(strings.NewReader(tt.file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if tt.tree == "" {
				if len(c) > 0 {
					t.Errorf("there is a tree, want none")
				}
				return
			}
			var got strings.Builder
			if err := c.Write(&got); err != nil {
				t.Fatal(err)
			}
			if tree := strings.ReplaceAll(got.String(), "\n", ""); tree != tt.tree {
				t.Errorf("read as %q, want %q", tree, tt.tree)
			}
		})
	}
}

func TestUnusualButRight(t *testing.T) {
	for _, tt := range []struct{ name, file, tree string }{
		{"unknown character set, plain text", "(;CA[klingon]PB[a])", "(;CA[klingon]PB[a])"},
		{"no character set", "(;CA[]PB[\xfc])", "(;CA[]PB[\xfc])"},
		{"words between trees", "x(;B[aa]) y ) (z) (\n;W[bb])\x1a", "(;B[aa])(;W[bb])"},
		{"old names", "(;Black[ee]BlackRank2[x])", "(;B[ee]BR2[x])"},
		{"a property twice", "(;AB[aa]C[]AB[bb])", "(;AB[aa]C[]AB[bb])"},
		{"brackets", `(;C[([;\]:)]N[\\])`, `(;C[([;\]:)]N[\\])`},
		{"main line in parentheses", "(;B[aa](;W[bb](;B[cc])))", "(;B[aa];W[bb];B[cc])"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse(strings.NewReader(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.ReplaceAll(string(roundTrip(t, c)), "\n", ""); got != tt.tree {
				t.Errorf("read as %q, want %q", got, tt.tree)
			}
		})
	}
}

func TestCollectionWriteErrors(t *testing.T) {
	node := func(name string, values ...string) Collection {
		return Collection{{Properties: []Property{{Name: "CA", Values: []string{"big5"}}, {Name: name, Values: values}}}}
	}
	for _, tt := range []struct {
		c    Collection
		want string
	}{
		{nil, "a game tree at least"},
		{node("C", "a]b"), "not escaped"},
		{node("C", `a\`), "in the middle of an escape"},
		{node("C"), "property C has no value"},
		{node("c", ""), "capital letters"},
		{node("", ""), "capital letters"},
		{node("1A", ""), "capital letters"},
		{node("C", "a 😀"), `property C: '😀' is not in the character set of CA[big5]`},
	} {
		var out strings.Builder
		if err := tt.c.Write(&out); err == nil || !strings.Contains(err.Error(), tt.want) || out.Len() > 0 {
			t.Errorf("%v: error %v, %d bytes, want %q and none", tt.c, err, out.Len(), tt.want)
		}
	}
}

func TestSet(t *testing.T) {
	n := &Node{Properties: []Property{{"A", []string{"1"}}, {"B", []string{"2"}}, {"A", []string{"3"}}, {"C", []string{"4"}}}}
	n.Set("A", "5", "6")
	n.Set("D", Escape("]"))
	if got := fmt.Sprint(n.Properties); got != `[{A [5 6]} {B [2]} {C [4]} {D [\]]}]` {
		t.Errorf("properties %s", got)
	}
}
