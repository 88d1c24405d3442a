package game

import (
	"strings"
	"testing"
)

func TestVertex(t *testing.T) {
	tests := []struct {
		text          string
		width, height int
		cell          int
	}{
		{"A1", 9, 9, 0},
		{"J1", 9, 9, 8},
		{"H2", 9, 9, 16},
		{"Z25", 25, 25, 624},
		{"C1", 3, 1, 2},
		{"A3", 1, 3, 2},
	}
	for _, test := range tests {
		if got := FormatVertex(test.cell, test.width); got != test.text {
			t.Errorf("FormatVertex(%d, %d): got %q, want %q", test.cell, test.width, got, test.text)
		}
		for _, text := range []string{test.text, strings.ToLower(test.text)} {
			if got, err := ParseVertex(text, test.width, test.height); err != nil || got != test.cell {
				t.Errorf("ParseVertex(%q, %d, %d): got %d, %v, want %d", text, test.width, test.height, got, err, test.cell)
			}
		}
	}
}

func TestParseVertexErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":     "column letter",
		"A":    "column letter",
		"A100": "column letter",
		"I1":   "without I",
		"K1":   "A to J",
		"A10":  "1 to 9",
		"A0":   "row number",
		"A01":  "row number",
		"A-1":  "row number",
		"11":   "A to J",
		"Ä1":   "A to J",
	} {
		if got, err := ParseVertex(text, 9, 9); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseVertex(%q): got %d, %v, want an error with %q", text, got, err, want)
		}
	}
}

// FuzzParseVertex checks that what is read is on the board and written the same way.
func FuzzParseVertex(f *testing.F) {
	for _, text := range []string{"A1", "z25", "I9", "", "a00", "Ａ1", "B+1"} {
		f.Add(text, 19, 19)
	}
	f.Fuzz(func(t *testing.T, text string, width, height int) {
		if width < 1 || width > MaxSide || height < 1 || height > MaxSide {
			return
		}
		cell, err := ParseVertex(text, width, height)
		if err != nil {
			return
		}
		if cell < 0 || cell >= width*height || !strings.EqualFold(FormatVertex(cell, width), text) {
			t.Errorf("ParseVertex(%q) on %dx%d: got %d, which is %q", text, width, height, cell, FormatVertex(cell, width))
		}
	})
}
