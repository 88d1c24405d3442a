package sgf

import (
	"fmt"
	"strings"
	"testing"
)

func TestPosition(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"capture", "(;SZ[3]AB[ab][ba];W[aa])", ".X.\nX..\n...\n"},
		{"capture by a stone without liberties", "(;SZ[3]AB[ab][ba][ca]AW[bb][ac][cb];W[aa])", "O..\n.OO\nO..\n"},
		{"suicide of a chain", "(;SZ[3]AW[aa][ab][ac][bb][ca]AB[ba];B[bc])", "OXO\nOO.\nOX.\n"},
		{"on a taken point", "(;SZ[3]AB[bb];W[bb])", "...\n.O.\n...\n"},
		{"rectangle", "(;SZ[4:2]AB[aa:db]AE[bb:ca];W[ba])", "XO.X\nX..X\n"},
		{"set-up without liberties stays", "(;SZ[1]AB[aa])", "X\n"},
		{"alone", "(;SZ[1];B[aa])", ".\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := Parse(strings.NewReader(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			size, err := ParseSize(c[0].SimpleText("SZ"))
			if err != nil {
				t.Fatal(err)
			}
			p := NewPosition(size)
			for _, n := range c[0].MainLine() {
				if err := p.Apply(n); err != nil {
					t.Error(err)
				}
			}
			if p.String() != tt.want {
				t.Errorf("got\n%swant\n%s", p, tt.want)
			}
		})
	}
}

// What is no point is named, and all else is done.
func TestApplyErrors(t *testing.T) {
	n := &Node{Properties: []Property{{"AB", []string{"aa", "zz", "cc:dd", "bb"}}, {"B", []string{"e"}}}}
	p := NewPosition(Size{3, 3})
	err := p.Apply(n)
	for _, want := range []string{`AB: "zz"`, `"dd"`, `B: "e"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if p.String() != "X..\n.X.\n...\n" {
		t.Errorf("got\n%s", p)
	}
}

// Points of all boards are read as they are written, and no others.
func TestPoints(t *testing.T) {
	for _, size := range []Size{{1, 1}, {19, 19}, {7, 5}, {5, 7}, {52, 52}, {52, 1}} {
		points := map[string]bool{}
		for cell := range size.Width * size.Height {
			point := size.Point(cell)
			points[point] = true
			if got, err := size.Cell(point); err != nil || got != cell {
				t.Errorf("%v: %q is cell %d, %v, want %d", size, point, got, err, cell)
			}
		}
		for a := range 128 {
			for b := range 128 {
				point := string([]byte{byte(a), byte(b)})
				if _, err := size.Cell(point); (err == nil) != points[point] {
					t.Errorf("%v: point %q: %v", size, point, err)
				}
			}
		}
		if again, err := ParseSize(size.String()); err != nil || again != size {
			t.Errorf("SZ[%v] is read as %v, %v", size, again, err)
		}
	}
	if got := fmt.Sprint([]string{Size{52, 52}.Point(0), Size{52, 52}.Point(51), Size{9, 9}.Point(0), Size{9, 9}.Point(80)}); got != "[aZ ZZ ai ia]" {
		t.Errorf("points %s", got)
	}
	for _, tt := range []struct {
		size Size
		move string
		want bool
	}{{Size{19, 19}, "tt", true}, {Size{20, 19}, "tt", false}, {Size{20, 20}, "", true}, {Size{19, 19}, "ss", false}} {
		if got := tt.size.Pass(tt.move); got != tt.want {
			t.Errorf("%v: Pass(%q) is %v", tt.size, tt.move, got)
		}
	}
	for _, value := range []string{"", "0", "53", "9:", ":9", "9:9:9", "a", "-1", "9:0", "99999999999999999999"} {
		if size, err := ParseSize(value); err == nil {
			t.Errorf("SZ[%s] is read as %v, want an error", value, size)
		}
	}
}
