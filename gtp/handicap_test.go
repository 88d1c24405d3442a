package gtp

import (
	"strings"
	"testing"

	"tengen/game"
)

func TestHandicap(t *testing.T) {
	go9 := game.Params{Name: "go", Width: 9, Height: 9, Komi: 1}
	for _, tt := range []struct {
		name     string
		game     game.Params
		in, want string
	}{
		{"fixed", go9, "fixed_handicap 2; list_stones b; genmove w; undo; undo; list_stones b; fixed_handicap 2; clear_board; fixed_handicap 5",
			"= C3 G7|= C3 G7|= A1|=|? cannot undo|= C3 G7|? board not empty|=|= C3 G7 C7 G3 E5|"},
		{"fixed: numbers", go9, "fixed_handicap 1; fixed_handicap 10; fixed_handicap x; fixed_handicap; boardsize 5; fixed_handicap 2", "? invalid number of stones|? invalid number of stones|? syntax error|? syntax error|=|? invalid number of stones|"},
		{"free: given", go9, "set_free_handicap C3 g7 e5; list_stones b; play w c4; undo; all_legal b; komi 0.5; list_stones b",
			"=|= C3 E5 G7|=|=|*|=|= C3 E5 G7|"},
		{"free: bad", go9, "set_free_handicap; set_free_handicap c3; set_free_handicap c3 c3; set_free_handicap c3 pass; set_free_handicap c3 k1; play b a1; set_free_handicap c3 d4",
			strings.Repeat("? bad vertex list|", 5) + "=|? board not empty|"},
		{"free: chosen", go9, "place_free_handicap 3; clear_board; place_free_handicap 30; clear_board; place_free_handicap 1; place_free_handicap 81",
			"= C3 G7 *|=|= C3 G7 *|=|? invalid number of stones|? invalid number of stones|"},
		{"free: chosen by the engine", go5, "place_free_handicap 3; genmove w", "= A1 B1 C1|= D1|"},
		{"after a move", go9, "play b a1; fixed_handicap 2; place_free_handicap 2", "=|? board not empty|? board not empty|"},
		{"other games", connect4, "fixed_handicap 2; set_free_handicap a1 b1; place_free_handicap 2", strings.Repeat("? only Go has this|", 3)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Split(session(t, &firstLegal{}, tt.game, tt.in), "|")
			want := strings.Split(tt.want, "|")
			if len(got) != len(want) {
				t.Fatalf("%s\n got %q\nwant %q", tt.in, got, want)
			}
			for i := range want {
				prefix, _, open := strings.Cut(want[i], "*")
				exact, _, _ := strings.Cut(got[i], ":") // a reason may follow
				if open && !strings.HasPrefix(got[i], prefix) || !open && exact != want[i] {
					t.Errorf("%s: answer %d is %q, want %q", tt.in, i+1, got[i], want[i])
				}
			}
		})
	}
}
