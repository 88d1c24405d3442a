package sgf

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tengen/game"
	"tengen/game/games"
)

// read reads a file of one game.
func read(t *testing.T, file string, newGame func(game.Params) (game.Game, error)) (*Game, error) {
	t.Helper()
	c, err := Parse(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return ReadGame(c[0], newGame)
}

// A game that is written and read is the same.
func TestGameRoundTrip(t *testing.T) {
	for _, tt := range []struct {
		name  string
		game  game.Params
		moves string
		edit  func(g *Game)
	}{
		{"go", game.Params{Name: "go", Width: 9, Height: 9, Komi: 15}, "C3 G7 A1 J9 E5 pass pass", func(g *Game) {
			g.First, g.Second, g.Event = "tengen [step 400]", `GNU\Go`, "cup: 1"
			g.Date = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
			g.Ruleset, g.Application, g.Version = "Tromp-Taylor", "tengen", "v1:dirty"
			g.Comment, g.Moves[1].Comment = "first line\nsecond: a] b\\", "囲碁 ]"
		}},
		{"rectangle", game.Params{Name: "go", Width: 5, Height: 3, Komi: -1}, "E3 A1", nil},
		{"largest", game.Params{Name: "go", Width: 25, Height: 25}, "A25 T6 Z1 Z25", nil},
		{"connect4", game.Params{Name: "connect4"}, "D D A D G", nil},
		{"tictactoe", game.Params{Name: "tictactoe"}, "B2 A1 A2 C2 B1 B3 A3 C1 C3", nil},
		{"handicap", game.Params{Name: "go", Width: 9, Height: 9, Komi: 1}, "", func(g *Game) {
			g.Handicap, g.ToPlay = 2, game.Second
			g.Setup = []Stone{{20, game.First}, {60, game.First}}
			g.Moves = []Move{{Action: 40}, {Action: 41}}
		}},
		{"set-up", game.Params{Name: "go", Width: 5, Height: 5}, "", func(g *Game) {
			g.Setup = []Stone{{0, game.First}, {1, game.Second}, {24, game.First}}
		}},
		{"white begins", game.Params{Name: "go", Width: 5, Height: 5}, "", func(g *Game) { g.ToPlay = game.Second }},
		{"out of turn", game.Params{Name: "go", Width: 5, Height: 5}, "", func(g *Game) {
			g.Moves = []Move{{Action: 0}, {Action: 1, OutOfTurn: true, Comment: "again"}, {Action: 25}}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want, s := play(t, tt.game, tt.moves)
			want.Result = Result(s)
			if tt.edit != nil {
				tt.edit(want)
			}
			var file bytes.Buffer
			if err := Write(&file, want); err != nil {
				t.Fatal(err)
			}
			got, err := read(t, file.String(), games.New)
			if err != nil {
				t.Fatalf("%v in\n%s", err, &file)
			}
			if got.Rules.Params() != want.Rules.Params() {
				t.Errorf("rules %+v, want %+v", got.Rules.Params(), want.Rules.Params())
			}
			want.Rules = got.Rules
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v\nin\n%s", got, want, &file)
			}
		})
	}
}

// Every game's moves are read back as they were, whatever they are called.
func TestNotations(t *testing.T) {
	for _, tt := range []struct {
		name   string
		size   Size
		words  string // the game's names of its actions, all of them played
		number string
		want   string // the values
	}{
		{"othello", Size{8, 8}, "D3 C5 pass A1 H8", "2", "dc ce  aa hh"},
		{"gomoku", Size{15, 15}, "A15 H8 P1", "4", "aa hh oo"},
		{"hex", Size{11, 11}, "A3 swap J11 L11 A10", "11", "a3 swap-pieces i11 k11 a10"},
		{"breakthrough", Size{8, 8}, "A2B3 H7H6 A2A3", "1000", "A2B3 H7H6 A2A3"},
		{"words", Size{3, 3}, "up ab A1 a]b\\c:d pass e:f", "1000", `up ab ac a\]b\\c:d  e:f`},
		{"columns", Size{40, 40}, "A1 aa", "1000", "A1 aa"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			make := newFake(tt.name, tt.size.Width, tt.size.Height, strings.Fields(tt.words)...)
			rules, err := make(game.Params{Name: tt.name, Rules: "swap"})
			if err != nil {
				t.Fatal(err)
			}
			g := &Game{Rules: rules}
			for a := range rules.Actions() {
				g.Moves = append(g.Moves, Move{Action: game.Action(a)})
			}
			root, err := g.Tree()
			if err != nil {
				t.Fatal(err)
			}
			var values []string
			for i, n := range root.MainLine()[1:] {
				value, _ := n.Value(colorLetters[i%2])
				values = append(values, value)
			}
			if got := strings.Join(values, " "); got != tt.want || root.SimpleText("GM") != tt.number {
				t.Errorf("moves %s under GM[%s], want %s under %s", got, root.SimpleText("GM"), tt.want, tt.number)
			}
			var file strings.Builder
			if err := (Collection{root}).Write(&file); err != nil {
				t.Fatal(err)
			}
			got, err := read(t, file.String(), make)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got.Moves, g.Moves) || got.Rules.Params() != rules.Params() {
				t.Errorf("read as %+v of %+v, want %+v of %+v", got.Moves, got.Rules.Params(), g.Moves, rules.Params())
			}
		})
	}
}

// What other programs write, and what cannot be written.
func TestForeignNotations(t *testing.T) {
	for _, tt := range []struct{ name, file, words, want string }{
		{"othello", "(;GM[2];B[d3];W[C5])", "D3 C5", "[{0 false } {1 false }]"},
		{"hex", "(;GM[11];B[B3];W[swap];B[b3 ])", "B3 swap", "[{0 false } {1 false } {0 false }]"},
		{"gomoku", "(;GM[4];B[ao];W[b1])", "A1 B1", "[{0 false } {1 false }]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := read(t, tt.file, newFake(tt.name, 15, 15, strings.Fields(tt.words)...))
			if err != nil || fmt.Sprint(g.Moves) != tt.want {
				t.Errorf("%s is read as %v, %v, want %s", tt.file, g.Moves, err, tt.want)
			}
		})
	}
	rules, _ := newFake("twins", 3, 3, "a\tb", "a b")(game.Params{Name: "twins"})
	if _, err := (&Game{Rules: rules, Moves: []Move{{Action: 0}}}).Tree(); err == nil || !strings.Contains(err.Error(), "move 1 of 1") {
		t.Errorf("a move that is read as another one: error %v", err)
	}
}

func TestReadGame(t *testing.T) {
	for _, tt := range []struct{ name, file, want string }{
		{"nothing said", "(;)", "{go 19 19 0 } 0 [] 0 []"},
		{"komi", "(;SZ[9]KM[ 6.5 ])", "{go 9 9 13 } 0 [] 0 []"},
		{"passes", "(;SZ[5];B[tt];W[])", "{go 5 5 0 } 0 [] 0 [{25 false } {25 false }]"},
		{"handicap", "(;SZ[5]HA[2]AB[bb:cb])", "{go 5 5 0 } 2 [{16 0} {17 0}] 1 []"},
		{"handicap without stones", "(;SZ[5]HA[2])", "{go 5 5 0 } 2 [] 0 []"},
		{"set-up in steps", "(;SZ[5];AB[aa][bb];AE[aa]AW[ab]PL[white];C[x];B[ee]C[y])", "{go 5 5 0 } 0 [{15 1} {16 0}] 0 [{4 false y}]"},
		{"player to move", "(;SZ[5]PL[W])", "{go 5 5 0 } 0 [] 1 []"},
		{"player to move, Black", "(;SZ[5]HA[2]AB[aa][bb]PL[black])", "{go 5 5 0 } 2 [{16 0} {20 0}] 0 []"},
		{"variations", "(;SZ[5](;B[aa])(;B[bb]))", "{go 5 5 0 } 0 [] 0 [{20 false }]"},
		{"out of turn", "(;SZ[5];W[aa];W[bb])", "{go 5 5 0 } 0 [] 1 [{20 false } {16 true }]"},
		{"connect4", "(;GM[1000]GN[connect4];B[df])", "{connect4 7 6 0 } 0 [] 0 [{3 false }]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := read(t, tt.file, games.New)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(g.Rules.Params(), g.Handicap, g.Setup, int(g.ToPlay), g.Moves); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	g, err := read(t, "(;SZ[5]RU[Japanese]DT[1996-05-06,07]AP[x])", games.New)
	if err != nil || g.Ruleset != "Japanese" || g.Date.Format(time.DateOnly) != "1996-05-06" || g.Application != "x" {
		t.Errorf("got %+v, %v", g, err)
	}
}

func TestReadGameErrors(t *testing.T) {
	for _, tt := range []struct {
		name, file, want string
		moves            int // that are read nevertheless; -1: no game
	}{
		{"illegal", "(;SZ[5];B[aa];C[x];W[aa])", "node 3: White at A5 is illegal: ", 1},
		{"the game is over", "(;SZ[5];B[];W[];B[aa])", "node 3: Black at A5 is illegal: the game is over", 2},
		{"off the board", "(;SZ[5];B[ff])", `node 1: move "ff": `, 0},
		{"set-up after a move", "(;SZ[5];B[aa];AW[bb])", "node 2: AW sets up a position after a move", 1},
		{"set-up off the board", "(;SZ[5]AB[zz])", `node 0: AB: "zz" is no point of a board of 5x5: want two letters, aa to ee`, 0},
		{"set-up without liberties", "(;SZ[1]AB[aa])", "set-up: ", 0},
		{"set-up of another game", "(;GM[1000]GN[connect4]AB[aa];B[df])", "node 1: a game of connect4 has no set-up stones", 0},
		{"second player first", "(;GM[1000]GN[connect4];W[df])", "node 1: a game of connect4", 0},
		{"out of turn in another game", "(;GM[1000]GN[connect4];B[df];B[df])", "node 2: Black moves, but in connect4", 1},
		{"both", "(;SZ[5];B[aa]W[bb])", "both players move", 0},
		{"size", "(;SZ[0])", "SZ[0]: want a number from 1 to 52", -1},
		{"size of Go", "(;SZ[52])", "each side must be", -1},
		{"komi", "(;KM[6.3])", "KM[6.3]: want points", -1},
		{"komi not a number", "(;KM[NaN])", "KM[NaN]: want points", -1},
		{"komi without end", "(;KM[inf])", "KM[inf]: want points", -1},
		{"other game", "(;GM[3])", "unknown", -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := read(t, tt.file, games.New)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			switch {
			case tt.moves < 0 && g != nil:
				t.Errorf("there is a game: %+v", g)
			case tt.moves >= 0 && (g == nil || len(g.Moves) != tt.moves):
				t.Errorf("the game is %+v, want %d moves", g, tt.moves)
			}
		})
	}
}

func TestReplay(t *testing.T) {
	g, err := read(t, "(;SZ[3]AB[ba];B[ab];W[aa];B[bb];B[cc])", games.New)
	if err == nil || !strings.Contains(err.Error(), "node 2") {
		t.Fatalf("suicide: %v", err)
	}
	g.Moves = append(g.Moves, Move{Action: 4, OutOfTurn: true})
	var plies []string
	s, err := g.Replay(func(i int, s game.State) error {
		plies = append(plies, fmt.Sprint(i, s.ToPlay()))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "A B C 3 . X . 3 2 X X . 2 1 . . . 1 A B C White (O) to play, captures: X 0, O 0"
	if strings.Join(strings.Fields(s.String()), " ") != want || fmt.Sprint(plies) != "[0 0 1 0]" {
		t.Errorf("plies %s and\n%swant\n%s", plies, s, want)
	}
}
