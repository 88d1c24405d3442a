package gtp

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
)

// answers runs lines and cuts the reasons behind errors.
func answers(t *testing.T, p game.Params, lines string) string {
	t.Helper()
	got := strings.Split(session(t, &firstLegal{}, p, lines), "|")
	for i, a := range got {
		if strings.HasPrefix(a, "?") {
			got[i], _, _ = strings.Cut(a, ":")
		}
	}
	return strings.Join(got, "|")
}

func TestLoadSGF(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.sgf":      "(;GM[1]FF[4]SZ[5]KM[1.5];B[aa];W[bb];B[];W[cc](;B[dd])(;B[ee]))",
		"b c.sgf":    "(;SZ[7]AB[aa][ba]AW[cc]PL[W];W[dd];W[ee])",
		"hand.sgf":   "(;SZ[9]HA[2]AB[cg][gc];W[ee])",
		"bad.sgf":    "(;SZ[5];B[aa];W[aa])",
		"broken.sgf": "(;SZ[5",
		"big.sgf":    "(;SZ[30])",
		"gomoku.sgf": "(;GM[4]SZ[15];B[aa])",
		"rules.sgf":  "(;SZ[5]RU[Japanese]KM[0])",
		"none.sgf":   "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, tt := range []struct{ in, want string }{
		{"loadsgf a.sgf; list_stones b; list_stones w; gogui-rules_side_to_move; gogui-rules_board_size; undo; list_stones b", "=|= D2 A5|= C3 B4|= white|= 5|=|= A5|"},
		{"loadsgf a.sgf 1; list_stones b; undo", "=|=|? cannot undo|"},
		{"loadsgf a.sgf 3; list_stones b; list_stones w; gogui-rules_side_to_move; final_score", "=|= A5|= B4|= black|= W+1.5|"},
		{"loadsgf a.sgf 100; list_stones b; undo; undo; undo; undo; undo; undo", "=|= D2 A5|=|=|=|=|=|? cannot undo|"},
		{"loadsgf b c.sgf; list_stones b; list_stones w; undo; undo; undo; list_stones w", "=|= A7 B7|= E3 D4 C5|=|=|? cannot undo|= C5|"},
		{`loadsgf "b c.sgf" 2; list_stones w; gogui-rules_side_to_move`, "=|= D4 C5|= black|"},
		{"loadsgf hand.sgf 1; gogui-rules_side_to_move; genmove w", "=|= white|= A1|"},
		{"loadsgf bad.sgf; loadsgf bad.sgf 2; list_stones b", "? cannot load file|=|= A5|"},
		{"play b a1; loadsgf broken.sgf; loadsgf missing.sgf; loadsgf big.sgf; loadsgf gomoku.sgf; loadsgf none.sgf; loadsgf .; list_stones b",
			"=" + strings.Repeat("|? cannot load file", 6) + "|= A1|"},
		{"loadsgf rules.sgf; kata-get-rules", `=|= {"friendlyPassOk":false,"hasButton":false,"ko":"SIMPLE","scoring":"TERRITORY","suicide":false,"tax":"NONE","whiteHandicapBonus":"0"}|`},
		{`loadsgf; loadsgf a.sgf 0; loadsgf "a.sgf; loadsgf "a.sgf" x`, strings.Repeat("? syntax error|", 4)},
	} {
		if got := answers(t, go5, tt.in); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

// What is printed is loaded again as the same position, in every game, also when colours moved twice and after an end.
func TestPrintSGF(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range games.Names() {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(10) {
				s := newServer(t, &firstLegal{}, game.Params{Name: name})
				rng := rand.New(rand.NewPCG(seed, 0))
				for range 40 {
					m := move{game.Player(rng.IntN(2)), game.Action(rng.IntN(s.pos.game.Actions()))}
					if rng.IntN(4) == 0 {
						m.action = s.pos.pass
					}
					s.pos.play(m)
				}
				want := fmt.Sprint(s.pos.state, s.pos.state.Ply(), s.pos.state.ToPlay(), s.pos.state.Terminal())
				text := ask(t, s, "printsgf")
				ask(t, s, "printsgf game.sgf")
				if file, err := os.ReadFile("game.sgf"); err != nil || strings.TrimSpace(string(file)) != text {
					t.Errorf("the file is %q, %v; the answer %q", file, err, text)
				}
				ask(t, s, "clear_board")
				ask(t, s, "loadsgf game.sgf")
				if got := fmt.Sprint(s.pos.state, s.pos.state.Ply(), s.pos.state.ToPlay(), s.pos.state.Terminal()); got != want && len(s.pos.moves) > 0 {
					t.Errorf("%s\n got %s\nwant %s", text, got, want)
				}
			}
		})
	}
	if got := answers(t, go5, "printsgf .; printsgf no/such/folder.sgf"); got != "? cannot write file|? cannot write file|" {
		t.Error(got)
	}
}
