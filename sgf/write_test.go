package sgf

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tengen/game"
	"tengen/game/games"
)

var update = flag.Bool("update", false, "write the golden files anew")

// play makes a Game of moves in vertices, and returns its last State.
func play(t *testing.T, p game.Params, moves string) (*Game, game.State) {
	t.Helper()
	rules, err := games.New(p)
	if err != nil {
		t.Fatal(err)
	}
	g, s := &Game{Rules: rules}, rules.New()
	for _, vertex := range strings.Fields(moves) {
		a, err := s.ParseAction(vertex)
		if err != nil || !s.Legal(a) {
			t.Fatalf("%s: %v on\n%s", vertex, err, s)
		}
		g.Moves = append(g.Moves, Move{Action: a})
		s.Play(a)
	}
	return g, s
}

func TestWrite(t *testing.T) {
	for _, tt := range []struct {
		name  string
		game  game.Params
		moves string
		edit  func(g *Game)
	}{
		{"go", game.Params{Name: "go", Width: 9, Height: 9, Komi: 15}, "C3 G7 A1 J9 E5 pass pass", func(g *Game) {
			g.First, g.Second = "tengen [step 400]", `GNU\Go`
			g.Date = time.Date(2026, 3, 4, 23, 0, 0, 0, time.UTC)
			g.Ruleset, g.Event = "Tromp-Taylor", "cup\n1"
			g.Application, g.Version = "tengen", "v1:dirty"
			g.Comment = "first line\nsecond: a] b\\"
			g.Moves[1].Comment = "value -0.25]"
		}},
		{"rectangle", game.Params{Name: "go", Width: 5, Height: 3, Komi: -1}, "E3 A1", nil},
		{"connect4", game.Params{Name: "connect4"}, "D D A D G", nil},
		{"tictactoe", game.Params{Name: "tictactoe"}, "B2 A1 A2 C2 B1 B3 A3 C1 C3", nil},
		{"empty", game.Params{Name: "go", Width: 19, Height: 19}, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, s := play(t, tt.game, tt.moves)
			g.Result = Result(s)
			if tt.edit != nil {
				tt.edit(g)
			}
			var got bytes.Buffer
			if err := Write(&got, g); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", tt.name+".sgf")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s\n got\n%s\nwant\n%s", file, &got, want)
			}
		})
	}
}

func TestResult(t *testing.T) {
	go5 := game.Params{Name: "go", Width: 5, Height: 5, Komi: 15}
	even := game.Params{Name: "go", Width: 5, Height: 5}
	for _, tt := range []struct {
		name  string
		game  game.Params
		moves string
		want  string
	}{
		{"points for black", go5, "C3 pass pass", "B+17.5"},
		{"points for white", go5, "pass pass", "W+7.5"},
		{"no points", even, "pass pass", "0"},
		{"not over", go5, "C3", "?"},
		{"four in a row", game.Params{Name: "connect4"}, "A B A B A B A", "B+"},
		{"four in a row for white", game.Params{Name: "connect4"}, "A B A B A B D B", "W+"},
		{"draw", game.Params{Name: "tictactoe"}, "B2 A1 A2 C2 B1 B3 A3 C1 C3", "Draw"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, s := play(t, tt.game, tt.moves); Result(s) != tt.want {
				t.Errorf("Result = %q, want %q of\n%s", Result(s), tt.want, s)
			}
		})
	}
	if got := Won(game.First, Resignation) + " " + Won(game.Second, Time) + " " + Won(game.First, Forfeit); got != "B+R W+T B+F" {
		t.Errorf("Won: %s", got)
	}
}

func TestWriteErrors(t *testing.T) {
	g, _ := play(t, game.Params{Name: "go", Width: 5, Height: 5}, "C3")
	g.Moves = append(g.Moves, g.Moves[0])
	var out bytes.Buffer
	err := Write(&out, g)
	if err == nil || !strings.Contains(err.Error(), "move 2 of 2") || out.Len() > 0 {
		t.Errorf("an illegal move: %v, and %q written", err, &out)
	}
	g.Moves = []Move{{Action: -1}}
	if Write(io.Discard, g) == nil {
		t.Error("action -1 was written")
	}
	g.Moves = nil
	broken := errors.New("broken")
	r, w := io.Pipe()
	r.CloseWithError(broken)
	if err := Write(w, g); !errors.Is(err, broken) {
		t.Errorf("a broken writer: %v", err)
	}
}
