package gtp

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitCommand(t *testing.T) {
	for _, tt := range []struct {
		name, line string
		want       []string // nil for an error
	}{
		{"words", "gnugo --mode gtp", []string{"gnugo", "--mode", "gtp"}},
		{"blanks around", "  a \t b\n", []string{"a", "b"}},
		{"double quotes", `"/my programs/go" -x "a b"c`, []string{"/my programs/go", "-x", "a bc"}},
		{"single quotes keep all", `'a\b "c"'`, []string{`a\b "c"`}},
		{"empty word", `a "" ''`, []string{"a", "", ""}},
		{"escaped blank", `a\ b c`, []string{"a b", "c"}},
		{"escaped quotes", `a\"b "c\"d\\"`, []string{`a"b`, `c"d\`}},
		{"Windows path", `C:\go\gnugo.exe -x`, []string{`C:\go\gnugo.exe`, "-x"}},
		{"backslash at the end", `a\`, []string{`a\`}},
		{"no expansion", `a $HOME *`, []string{"a", "$HOME", "*"}},
		{"open quote", `a "b`, nil},
		{"nothing", " \t", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := splitCommand(tt.line)
			if (err != nil) != (tt.want == nil) || !slices.Equal(got, tt.want) {
				t.Errorf("splitCommand(%q)\n got %q, %v\nwant %q", tt.line, got, err, tt.want)
			}
		})
	}
}

// Words in single quotes come back as they were.
func FuzzSplitCommand(f *testing.F) {
	f.Add(`a "b c" 'd'`, `C:\x`)
	f.Add(`\`, "")
	f.Fuzz(func(t *testing.T, line, word string) {
		splitCommand(line) // does not panic
		if strings.Contains(word, "'") {
			return
		}
		got, err := splitCommand("a '" + word + "' b")
		if err != nil || !slices.Equal(got, []string{"a", word, "b"}) {
			t.Errorf("splitCommand of %q in quotes: %q, %v", word, got, err)
		}
	})
}
