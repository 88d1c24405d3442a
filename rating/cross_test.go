package rating

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"
)

// texts returns the texts of an SVG in order, and fails if it is not well formed.
func texts(t *testing.T, svg []byte) (all []string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	inText := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("no SVG: %v\n%s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				all = append(all, string(token))
			}
		}
	}
}

// crossed is a tournament in which a has beaten b and the two others have not met anybody else.
func crossed(t *testing.T) *Table {
	t.Helper()
	var players []Entrant
	for _, name := range []string{"a", "b", "c & <d>", "e"} {
		players = append(players, Entrant{Name: name, Step: -1})
	}
	var games []entry
	for i, outcome := range []int8{1, 1, 0, -1} {
		games = append(games, entry{Number: i, First: "a", Second: "b", Outcome: outcome})
	}
	games = append(games, entry{Number: 4, First: "c & <d>", Second: "e", Outcome: 0})
	table, err := newTable(players, games, nil)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestCrossTable(t *testing.T) {
	var b bytes.Buffer
	if err := crossed(t).WriteCross(&b, SVG, "cup"); err != nil {
		t.Fatal(err)
	}
	want := []string{"cup", "a  1", "1", "62", "c & <d>  2", "2", "50", "e  3", "3", "50", "b  4", "4", "38", "0", "100", "% of the points, row against column"}
	if got := texts(t, b.Bytes()); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("texts of the picture: got %q, want %q", got, want)
	}
	fill := func(c color.RGBA) int {
		return strings.Count(b.String(), fmt.Sprintf("fill:#%02X%02X%02X", c.R, c.G, c.B))
	}
	if fill(unknown) != 8 || fill(itself) != 4 || fill(shareColour(0.625)) != 2 || fill(shareColour(0.375)) != 2 {
		t.Errorf("%d cells without games, %d on the diagonal, %d and %d of a against b; want 8, 4, and with the scale's 2 and 2",
			fill(unknown), fill(itself), fill(shareColour(0.625)), fill(shareColour(0.375)))
	}
	b.Reset()
	if err := crossed(t).WriteCross(&b, PNG, "cup"); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	cells := 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if img.At(x, y) == color.Color(unknown) {
				cells++
			}
		}
	}
	if cells < 8*100*100 {
		t.Errorf("%d pixels of cells without games, want 8 cells of more than 100 x 100", cells)
	}
	if err := (&Table{}).WriteCross(io.Discard, SVG, ""); err == nil {
		t.Error("a cross table of nobody was drawn")
	}
}

// TestShareColour holds the ends apart and the middle light, and the letters readable.
func TestShareColour(t *testing.T) {
	for _, tt := range []struct {
		share float64
		want  color.RGBA
	}{{0, lost}, {0.5, even}, {1, blue}} {
		got := shareColour(tt.share)
		if got != tt.want {
			t.Errorf("%g: got %v, want %v", tt.share, got, tt.want)
		}
	}
	for share := 0.0; share <= 1; share += 0.01 {
		c := shareColour(share)
		if contrast := contrast(c, readableOn(c)); contrast < 3.9 {
			t.Errorf("share %.2f: letters have a contrast of %.1f, want 4 or more", share, contrast)
		}
	}
}

// contrast is that of WCAG 2.1, from 1 to 21.
func contrast(a, b color.Color) float64 {
	luminance := func(c color.Color) float64 {
		linear := func(v uint32) float64 {
			return math.Pow(float64(v)/0xffff, 2.2)
		}
		r, g, b, _ := c.RGBA()
		return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestPlotSVG(t *testing.T) {
	var b bytes.Buffer
	table := crossed(t)
	if err := table.WritePlot(&b, SVG, "cup"); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(texts(t, b.Bytes()), "\n")
	for _, r := range table.Rows {
		for _, want := range []string{r.Name, r.rating()} {
			if !strings.Contains(all, want) {
				t.Errorf("texts %q, want %q among them", all, want)
			}
		}
	}
	if strings.Contains(b.String(), "font-family:Liberation Sans;") || !strings.Contains(b.String(), "sans-serif") {
		t.Error("the letters have no fallback where Liberation Sans is missing")
	}
	if n, all := strings.Count(b.String(), ` textLength="`), len(texts(t, b.Bytes())); n != all || n == 0 {
		t.Errorf("%d of %d texts say how wide they are, want all", n, all)
	}
}

func TestShortened(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    int
		want string
	}{{"short", 8, "short"}, {"just-8-l", 8, "just-8-l"}, {"abcdefghij", 8, "abc…ghij"}, {"Ωmega-plus-more", 7, "Ωme…ore"}} {
		if got := shortened(tt.name, tt.n); got != tt.want || len([]rune(got)) > tt.n {
			t.Errorf("shortened(%q, %d) is %q, want %q", tt.name, tt.n, got, tt.want)
		}
	}
}

func TestPlainTicks(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		want      string
	}{
		{-620, 200, "-600 -400 -200 0 200"},
		{0, 1851, "0 500 1000 1500"},
		{0, 30000, "0 5000 10000 15000 20000 25000 30000"},
		{-3, 3, "-3 -2 -1 0 1 2 3"},
		{0.1, 0.5, "0.1 0.2 0.3 0.4 0.5"},
	} {
		var got []string
		for _, tick := range plainTicks(tt.low, tt.high) {
			got = append(got, tick.Label)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("from %g to %g: got %q, want %s", tt.low, tt.high, got, tt.want)
		}
	}
}
