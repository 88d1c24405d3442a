package gtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"tengen/game"
)

// firstLegal is an Engine that plays the first legal action, or what its fields say.
type firstLegal struct {
	games  int         // NewGame calls
	resign bool        // always
	wrong  game.Action // played if it is not 0, legal or not
	err    error       // of Genmove
	widest int         // the widest board it can play, 0 for any
}

func (e *firstLegal) NewGame(g game.Game) error {
	if e.widest > 0 && g.Params().Width > e.widest {
		return fmt.Errorf("this model plays up to %dx%d only", e.widest, e.widest)
	}
	e.games++
	return nil
}

func (e *firstLegal) Genmove(_ context.Context, q Question) (game.Action, bool, error) {
	if e.wrong != 0 || e.resign || e.err != nil {
		return e.wrong, e.resign, e.err
	}
	return q.State.LegalActions(nil)[0], false, nil
}

// session runs lines, separated by "; ", and returns the answers, ended by "|".
func session(t *testing.T, e Engine, p game.Params, lines string) string {
	t.Helper()
	s, err := NewServer(e, Params{Name: "tengen", Version: "1", Game: p})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := s.Serve(t.Context(), strings.NewReader(strings.ReplaceAll(lines, "; ", "\n")), &out); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(out.String(), "\n\n", "|")
}

var (
	go5      = game.Params{Name: "go", Width: 5, Height: 5, Komi: 15}
	connect4 = game.Params{Name: "connect4"}
	tictac   = game.Params{Name: "tictactoe"}
)

func TestServe(t *testing.T) {
	for _, tt := range []struct {
		name     string
		game     game.Params
		in, want string
	}{
		{"identity", go5, "name; 1 version; 2 protocol_version", "= tengen|=1 1|=2 2|"},
		{"known commands", go5, "known_command play; known_command loadsvg; known_command", "= true|= false|? syntax error|"},
		{"unknown command", go5, "frobnicate x; 5; 6 NAME", "? unknown command|?5 unknown command|?6 unknown command|"},
		{"blank lines and comments", go5, "\r; # hello; 1 name # x", "=1 tengen|"},
		{"quit", go5, "1 quit; name", "=1|"},
		{"no line feed at the end", go5, "3 name", "=3 tengen|"},
		{"play", go5, "play b c3; play W C4; play white pass; play BLACK PASS", "=|=|=|=|"},
		{"play: syntax", go5, "play; play b; play x c3; play b 33; play b c3x", strings.Repeat("? syntax error|", 5)},
		{"play: illegal", go5, "play b c3; play w c3; play w f1; play w a6; play w a0", "=|" + strings.Repeat("? illegal move|", 4)},
		{"referee", go5, "play b a2; play w c3; play b b1; all_legal w; is_legal w a1; is_legal b a1; is_legal w c3; is_legal w z9; list_stones b; list_stones white; captures b",
			"=|=|=|= C1 D1 E1 B2 C2 D2 E2 A3 B3 D3 E3 A4 B4 C4 D4 E4 A5 B5 C5 D5 E5|= 0|= 1|= 0|= 0|= B1 A2|= C3|= 0|"},
		{"referee: captures", go5, "play w a1; play b a2; play b b1; captures b; captures w; list_stones w; is_legal w a1", "=|=|=|= 1|= 0|=|= 0|"},
		{"referee after two passes", go5, "play b a2; play w pass; play b pass; is_legal w a2; is_legal w a1; is_legal b pass; play w b1", "=|=|=|= 0|= 1|= 1|=|"},
		{"referee: syntax", go5, "all_legal; is_legal b; is_legal x a1; list_stones; captures; captures x", strings.Repeat("? syntax error|", 6)},
		{"suicide and capture", go5, "play b a2; play b b1; play w a1; play w b2; play w c1; play w a1; play w a1",
			"=|=|? illegal move|=|=|=|? illegal move|"},
		{"undo a capture", go5, "play b a2; play w a1; play b b1; undo; play w b1; undo; undo; undo; undo",
			"=|=|=|=|=|=|=|=|? cannot undo|"},
		{"genmove", go5, "genmove b; genmove w; reg_genmove b; genmove b; genmove b", "= A1|= B1|= C1|= C1|= D1|"},
		{"genmove: syntax", go5, "genmove; genmove x; reg_genmove", strings.Repeat("? syntax error|", 3)},
		{"genmove after two passes", go5, "play b pass; play w pass; genmove b; genmove w; undo; undo; undo; undo; undo",
			"=|=|= pass|= pass|=|=|=|=|? cannot undo|"},
		{"stones after two passes", go5, "play b c3; play w pass; play b pass; play w c4; play b c4; undo; play b d4; undo; undo; final_score",
			"=|=|=|=|? illegal move|=|=|=|=|= B+17.5|"},
		{"passes after two passes", go5, "play b pass; play w pass; play b pass; play w pass; play b c3; undo; undo; undo; undo; undo; undo",
			"=|=|=|=|=|=|=|=|=|=|? cannot undo|"},
		{"sizes", go5, "boardsize 9; play b j9; boardsize 9.5; boardsize; rectangular_boardsize 5 4; play b e4; play b a5",
			"=|=|? syntax error|? syntax error|=|=|? illegal move|"},
		{"board size starts anew", go5, "play b c3; boardsize 5; play w c3; undo; undo", "=|=|=|=|? cannot undo|"},
		{"clear_board", go5, "play b c3; clear_board; undo; play w c3", "=|=|? cannot undo|=|"},
		{"komi", go5, "komi 0.5; final_score; komi 0.5; komi -3; final_score; komi 1e300; komi x; komi nan; komi inf; komi",
			"=|= W+0.5|=|=|= B+3|=|? syntax error|? syntax error|? syntax error|? syntax error|"},
		{"komi rounded", go5, "komi 6.3; final_score; komi 6.2; final_score", "=|= W+6.5|=|= W+6|"},
		{"komi leaves the moves", go5, "play b c3; komi 0.5; final_score; undo; undo", "=|=|= B+24.5|=|? cannot undo|"},
		{"komi stays", go5, "komi 2; boardsize 4; clear_board; final_score", "=|=|=|= W+2|"},
		{"final_score", go5, "play b c3; final_score", "=|= B+17.5|"},
		{"connect4", connect4, "play b d1; play w D; play b d3; genmove w; undo; genmove b", "=|=|=|= A1|=|? it is white's turn, and in this game nobody moves twice|"},
		{"connect4 out of turn", connect4, "play w d1; play b d1; play b a1; play b pass", "? illegal move|=|? illegal move|? illegal move|"},
		{"connect4 komi", connect4, "komi 6.5; komi 6.5", "=|=|"},
		{"connect4 to its end", connect4, "play b a; play w b; play b a; play w b; play b a; play w b; final_score; play b a; play w b; genmove w; final_score; undo; undo; play b c",
			"=|=|=|=|=|=|? cannot score|=|? illegal move|= pass|= B+1|=|=|=|"},
		{"breakthrough", game.Params{Name: "breakthrough"}, "play b a7a7; play b a2a9; play b a2a3; play b a2; play b a2a", "? illegal move|? illegal move|=|? illegal move|? syntax error|"},
		{"tictactoe", tictac, "play b b2; genmove w; genmove b; showboard; play b c3", "=|= A1|= B1|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.name == "tictactoe" {
				got := session(t, &firstLegal{}, tt.game, tt.in)
				if !strings.HasPrefix(got, tt.want) || !strings.HasSuffix(got, "|? illegal move|") {
					t.Errorf("%s\n got %s\nwant %s...", tt.in, got, tt.want)
				}
				return
			}
			if got := session(t, &firstLegal{}, tt.game, tt.in); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestSizesRefused(t *testing.T) {
	got := session(t, &firstLegal{widest: 9}, go5, "play b a1; boardsize 13; boardsize 26; boardsize 0; boardsize -5; undo")
	want := []string{"=", "? unacceptable size: the engine cannot start a game of go on 13x13: this model plays up to 9x9 only", "? unacceptable size: ", "? unacceptable size: ", "? unacceptable size: ", "=", ""}
	answers := strings.Split(got, "|")
	if len(answers) != len(want) {
		t.Fatalf("got %q", answers)
	}
	for i := range want {
		if !strings.HasPrefix(answers[i], want[i]) {
			t.Errorf("answer %d: got %q, want %q", i, answers[i], want[i])
		}
	}
	if _, err := NewServer(&firstLegal{widest: 4}, Params{Game: go5}); err == nil || !strings.Contains(err.Error(), "up to 4x4") {
		t.Errorf("NewServer with a model for other boards: %v", err)
	}
	if _, err := NewServer(&firstLegal{}, Params{Game: game.Params{Name: "chess"}}); err == nil {
		t.Error("NewServer made a game of chess")
	}
}

func TestEngineFails(t *testing.T) {
	for _, tt := range []struct {
		name   string
		engine *firstLegal
		want   string
	}{
		{"error", &firstLegal{err: errors.New("out of memory")}, "? no move: out of memory|? cannot undo|=|"},
		{"illegal", &firstLegal{wrong: 999}, "? no move: the engine chose action 999, which is illegal here|? cannot undo|=|"},
		{"negative", &firstLegal{wrong: -1}, "? no move: the engine chose action -1, which is illegal here|? cannot undo|=|"},
		{"resigns", &firstLegal{resign: true}, "= resign|? cannot undo|=|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := session(t, tt.engine, go5, "genmove w; undo; play b c3"); got != tt.want {
				t.Errorf(" got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestListedIsKnown(t *testing.T) {
	list := strings.TrimSuffix(strings.TrimPrefix(session(t, &firstLegal{}, go5, "list_commands"), "= "), "|")
	for _, name := range strings.Fields(list) {
		if got := session(t, &firstLegal{}, go5, name); strings.Contains(got, "unknown command") {
			t.Errorf("%s is listed and unknown", name)
		}
	}
}

func TestKomiNotes(t *testing.T) {
	var notes strings.Builder
	s, err := NewServer(&firstLegal{}, Params{Game: go5, Log: slog.New(slog.NewTextHandler(&notes, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(t.Context(), strings.NewReader("komi 6.25\nkomi 7.5\n"), io.Discard); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(notes.String(), "komi rounded"); got != 1 {
		t.Errorf("%d notes of rounding, want 1:\n%s", got, &notes)
	}
}

func TestLongLineIsSkipped(t *testing.T) {
	got := session(t, &firstLegal{}, go5, "1 name; 2 play "+strings.Repeat("x", 5*maxLine)+"; 3 name")
	want := "=1 tengen|? syntax error: the line is longer than 65536 bytes and was skipped|=3 tengen|"
	if got != want {
		t.Errorf("got %.200q\nwant %q", got, want)
	}
}

func TestServeErrors(t *testing.T) {
	s, err := NewServer(&firstLegal{}, Params{Game: go5})
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	if err := s.Serve(t.Context(), iotest.ErrReader(broken), io.Discard); !errors.Is(err, broken) {
		t.Errorf("with a broken input: %v", err)
	}
	r, w := io.Pipe()
	r.CloseWithError(broken)
	if err := s.Serve(t.Context(), strings.NewReader("name\n"), w); !errors.Is(err, broken) {
		t.Errorf("with a broken output: %v", err)
	}
}

func TestServeEndsWithContext(t *testing.T) {
	s, err := NewServer(&firstLegal{}, Params{Game: go5})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	r, w := io.Pipe() // says nothing
	defer w.Close()
	if err := s.Serve(ctx, r, io.Discard); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the cause of the context's end", err)
	}
}

// Any input is answered, once a line, and nothing ends the engine but quit.
func FuzzServe(f *testing.F) {
	f.Add([]byte("play b c3\ngenmove w\nundo\nfinal_score\n"), uint8(0))
	f.Add([]byte("play b pass\nplay w pass\nplay w a1\nkomi 0\nshowboard\n"), uint8(0))
	f.Add([]byte("play b d\ngenmove w\nplay b d2\nundo\nboardsize 3\n"), uint8(1))
	f.Add([]byte("gogui-setup b a1 w b2\nfinal_status_list dead\nkgs-genmove_cleanup w\nprintsgf\ngogui-search\ngg-undo 1\n"), uint8(0))
	f.Add([]byte("\x00\xff\n# x\n7\n\r\n-1 name\nrectangular_boardsize 2 3\n"), uint8(2))
	f.Fuzz(func(t *testing.T, in []byte, which uint8) {
		p := []game.Params{go5, connect4, tictac}[which%3]
		s := harmless(t, &observing{}, p)
		want, quit := 0, false
		for line := range strings.SplitSeq(string(in), "\n") {
			if c, ok := parseCommand(line); ok && !quit {
				want++
				quit = c.name == "quit"
			}
		}
		var out strings.Builder
		if err := s.Serve(t.Context(), strings.NewReader(string(in)), &out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), "\n\n"); got != want && len(in) < maxLine {
			t.Errorf("%d answers to %d commands in %q:\n%s", got, want, in, &out)
		}
	})
}
