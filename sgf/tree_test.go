package sgf

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A tree that is written and read is the same, in any character set.
func TestRandomTrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Collection
		for range rapid.IntRange(1, 3).Draw(t, "games") {
			c = append(c, randomTree(t))
		}
		var file strings.Builder
		if err := c.Write(&file); err != nil {
			t.Fatal(err)
		}
		again, err := Parse(strings.NewReader(file.String()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, &file)
		}
		if err := sameCollection(again, c); err != nil {
			t.Fatalf("%v in\n%s", err, &file)
		}
	})
}

// randomTree adds each node to one of those before it.
func randomTree(t *rapid.T) *Node {
	ca := rapid.SampledFrom([]string{"", "UTF-8", "big5", "gb18030", "gbk", "shift_jis", "euc-kr", "euc-jp", "latin1", "windows-1251"}).Draw(t, "charset")
	cs := newCharset(ca)
	nodes := make([]*Node, rapid.IntRange(1, 12).Draw(t, "nodes"))
	for i := range nodes {
		nodes[i] = &Node{}
		if i == 0 && ca != "" {
			nodes[i].Set("CA", ca)
		}
		for range rapid.IntRange(0, 3).Draw(t, "properties") {
			name := rapid.StringMatching("[ABD-Z][A-Z0-9]{0,3}").Draw(t, "name")
			nodes[i].Properties = append(nodes[i].Properties, Property{name, rapid.SliceOfN(randomValue(cs), 1, 3).Draw(t, "values")})
		}
		if i > 0 {
			parent := nodes[rapid.IntRange(max(0, i-4), i-1).Draw(t, "parent")]
			parent.Children = append(parent.Children, nodes[i])
		}
	}
	return nodes[0]
}

// randomValue makes values of characters that cs has, with escapes in them.
func randomValue(cs *charset) *rapid.Generator[string] {
	characters := rapid.SampledFrom([]rune("]\\:[]();\\]:\n\r\t aA1囲碁许許功表示ソ棋바둑üéГо—ｱ"))
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for _, r := range rapid.SliceOf(characters).Draw(t, "characters") {
			text := string(r)
			if r == ']' || r == '\\' || rapid.IntRange(0, 9).Draw(t, "escape") == 0 {
				text = `\` + text
			}
			if bytes, err := cs.encode(text); err == nil {
				if back, ok := cs.decode(bytes); ok && back == text {
					b.WriteString(text)
				}
			}
		}
		return b.String()
	})
}

func ExampleParse() {
	file := strings.NewReader("(;FF[4]SZ[9]PB[Lee]PW[tengen];B[ee]C[the middle](;W[cc];B[gg])(;W[gc]))")
	games, err := Parse(file)
	if err != nil {
		fmt.Println(err) // what could be read is in games nevertheless
	}
	board := NewPosition(Size{9, 9})
	for i, n := range games[0].MainLine() {
		if err := board.Apply(n); err != nil {
			fmt.Println(err)
		}
		if comment := n.Text("C"); comment != "" {
			fmt.Println("node", i, "says:", comment)
		}
	}
	fmt.Print(board)
	// Output:
	// node 1 says: the middle
	// .........
	// .........
	// ..O......
	// .........
	// ....X....
	// .........
	// ......X..
	// .........
	// .........
}
