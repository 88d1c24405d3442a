package nearest

import "testing"

func TestName(t *testing.T) {
	known := []string{"go", "connect4", "tictactoe"}
	for name, want := range map[string]string{
		"go":       "go",
		"GO":       "go",
		"conect4":  "connect4",
		"connect":  "connect4",
		"ticktack": "",
		"chess":    "",
		"":         "",
	} {
		if got := Name(name, known); got != want {
			t.Errorf("Name(%q, %q): got %q, want %q", name, known, got, want)
		}
	}
}
