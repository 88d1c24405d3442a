package gtp

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
)

// observing is firstLegal that also shows what it knows: that moves are worth the more the earlier they are.
type observing struct{ firstLegal }

func (*observing) Observe(_ context.Context, q Question) (Observation, error) {
	o := Observation{Value: 0.25, Visits: 20_000}
	for i, a := range q.State.LegalActions(nil) {
		v := mcts.Visit{Action: a, Prior: 1 / float32(int(2)<<min(i, 20)), Q: 0.5}
		if i < 12 {
			v.Visits = 12_000 >> i
		}
		o.Moves = append(o.Moves, v)
	}
	st := q.State.Game().New()
	st.CopyFrom(q.State)
	for range 3 {
		if st.Terminal() {
			break
		}
		a := st.LegalActions(nil)[0]
		o.PV = append(o.PV, a)
		st.Play(a)
	}
	return o, nil
}

// ask returns the text of a command's answer; the test fails if it is an error.
func ask(t *testing.T, s *Server, line string) string {
	t.Helper()
	got := s.answer(t.Context(), inputLine{text: line})
	text, ok := strings.CutPrefix(got, "=")
	if !ok {
		t.Fatalf("%s: %s", line, got)
	}
	return strings.TrimSpace(text)
}

func newServer(t testing.TB, e Engine, p game.Params) *Server {
	t.Helper()
	s, err := NewServer(e, Params{Name: "tengen", Version: "1", Game: p})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// forms check an answer by the words of GoGui's manual on the type of its command.
var forms = map[string]func(p game.Params, text string) error{
	"dboard": func(p game.Params, text string) error {
		return checkBoard(p, text, func(cell string) bool {
			v, err := strconv.ParseFloat(cell, 64)
			return err == nil && -1 <= v && v <= 1
		})
	},
	"cboard": func(p game.Params, text string) error {
		return checkBoard(p, text, regexp.MustCompile(`^(""|#[0-9a-f]{6})$`).MatchString)
	},
	"pspairs": func(p game.Params, text string) error {
		return checkPairs(p, strings.Fields(text), func(label string) bool { return len(label) <= 4 })
	},
	"plist": func(p game.Params, text string) error { return checkPoints(p, strings.Fields(text)) },
	"string": func(_ game.Params, text string) error {
		if text == "" || strings.Contains(text, "\n") {
			return fmt.Errorf("want a line for the status line")
		}
		return nil
	},
	"pstring": func(p game.Params, text string) error {
		return checkPoints(p, slices.DeleteFunc(strings.Fields(text), isPass))
	},
	"var": func(p game.Params, text string) error {
		return checkPoints(p, slices.DeleteFunc(strings.Fields(text), isPass))
	},
	"gfx": func(p game.Params, text string) error {
		for line := range strings.Lines(text) {
			name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			words := strings.Fields(rest)
			var err error
			switch name {
			case "TEXT":
			case "LABEL":
				err = checkPairs(p, words, func(label string) bool { return len(label) <= 4 })
			case "INFLUENCE":
				err = checkPairs(p, words, func(value string) bool {
					v, err := strconv.ParseFloat(value, 64)
					return err == nil && -1 <= v && v <= 1
				})
			case "VAR":
				if len(words)%2 != 0 {
					return fmt.Errorf("VAR has an odd number of words")
				}
				for pair := range slices.Chunk(words, 2) {
					if pair[0] != "b" && pair[0] != "w" {
						return fmt.Errorf("VAR: %q is no colour", pair[0])
					}
					if !isPass(pair[1]) {
						err = checkPoints(p, pair[1:])
					}
				}
			default:
				err = fmt.Errorf("%q is no command of gfx", name)
			}
			if err != nil {
				return err
			}
		}
		return nil
	},
}

func checkBoard(p game.Params, text string, ok func(cell string) bool) error {
	rows := strings.Split(text, "\n")
	if len(rows) != p.Height {
		return fmt.Errorf("%d rows, want %d", len(rows), p.Height)
	}
	for _, row := range rows {
		cells := strings.Split(row, " ")
		if len(cells) != p.Width {
			return fmt.Errorf("row %q: want %d cells", row, p.Width)
		}
		for _, cell := range cells {
			if !ok(cell) {
				return fmt.Errorf("row %q: bad cell %q", row, cell)
			}
		}
	}
	return nil
}

func checkPairs(p game.Params, words []string, ok func(label string) bool) error {
	if len(words)%2 != 0 {
		return fmt.Errorf("an odd number of words")
	}
	for pair := range slices.Chunk(words, 2) {
		if !ok(pair[1]) {
			return fmt.Errorf("bad pair %q", pair)
		}
		if err := checkPoints(p, pair[:1]); err != nil {
			return err
		}
	}
	return nil
}

func checkPoints(p game.Params, words []string) error {
	for _, word := range words {
		if _, err := game.ParseVertex(word, p.Width, p.Height); err != nil {
			return err
		}
	}
	return nil
}

// Every command that is offered answers in its type's form, in every game, for both colours, or says why not.
func TestAnalyzeCommands(t *testing.T) {
	for _, name := range games.Names() {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, &observing{}, game.Params{Name: name})
			answered := 0
			for range 2 {
				for line := range strings.Lines(ask(t, s, "gogui-analyze_commands")) {
					parts := strings.SplitN(strings.TrimSpace(line), "/", 3)
					if len(parts) != 3 || forms[parts[0]] == nil {
						t.Fatalf("%q is not type/label/command with a known type", line)
					}
					command := parts[2]
					if word, _, _ := strings.Cut(command, " "); s.commands[word] == nil {
						t.Errorf("%q is offered and unknown", word)
					}
					got := s.answer(t.Context(), inputLine{text: command})
					if reason, failed := strings.CutPrefix(got, "? "); failed {
						if name == "go" && !strings.HasPrefix(reason, "the game is not over") || strings.Contains(reason, "syntax error") {
							t.Errorf("%s: %s", command, got)
						}
						continue
					}
					answered++
					if err := forms[parts[0]](s.pos.game.Params(), strings.TrimSpace(got[1:])); err != nil {
						t.Errorf("%s, a %s: %v\n%s", command, parts[0], err, got)
					}
				}
				ask(t, s, "genmove "+colorName(s.pos.state.ToPlay()))
			}
			if answered < 14 {
				t.Errorf("only %d answers", answered)
			}
		})
	}
}

func TestOverlays(t *testing.T) {
	s := newServer(t, &observing{}, game.Params{Name: "go", Width: 2, Height: 2})
	for _, tt := range []struct{ in, want string }{
		{"gogui-policy", "0.354 0.250\n0.707 0.500"},
		{"gogui-policy_colors", "#ffbfbf #ffdfdf\n#ff0000 #ff8080"},
		{"gogui-visits", "A1 12k B1 6000 A2 3000 B2 1500"},
		{"gogui-values", "A1 75 B1 75 A2 75 B2 75"},
		{"gogui-value", "black wins with 62.5 %, 20000 visits"},
		{"gogui-pv", "A1 B1 A2"},
		{"gogui-settled", "0 0\n0 0"},
		{"play b pass", ""},
		{"gogui-policy", "-0.354 -0.250\n-0.707 -0.500"},
		{"gogui-search", "VAR w A1 b B1 w A2\nINFLUENCE A1 -0.775 B1 -0.548 A2 -0.387 B2 -0.274\nLABEL A1 75 B1 75 A2 75 B2 75\nTEXT white wins with 62.5 %, 20000 visits"},
	} {
		if got := ask(t, s, tt.in); got != tt.want {
			t.Errorf("%s\n got %q\nwant %q", tt.in, got, tt.want)
		}
	}
}

// GoGui as ruler: in each game whose moves are points it can play to the end what is said to be legal.
func TestGoGuiRules(t *testing.T) {
	for _, name := range games.Names() {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, &firstLegal{}, game.Params{Name: name})
			p := s.pos.game.Params()
			if got := ask(t, s, "gogui-rules_game_id"); got != name || got != strings.ToLower(got) {
				t.Errorf("id %q", got)
			}
			size := fmt.Sprint(p.Width)
			if p.Width != p.Height {
				size = fmt.Sprintf("%d %d rect", p.Width, p.Height)
			} else if name == "hex" {
				size += " hex"
			}
			if got := ask(t, s, "gogui-rules_board_size"); got != size {
				t.Errorf("size %q, want %q", got, size)
			}
			for range 50 {
				if err := checkBoard(p, ask(t, s, "gogui-rules_board"), regexp.MustCompile("^[.XO]$").MatchString); err != nil {
					t.Fatal(err)
				}
				if name == "breakthrough" {
					if got := s.answer(t.Context(), inputLine{text: "gogui-rules_legal_moves"}); !strings.HasPrefix(got, "? moves of breakthrough are no points") {
						t.Fatal(got)
					}
					return
				}
				legal := strings.Fields(ask(t, s, "gogui-rules_legal_moves"))
				if s.pos.state.Terminal() != (len(legal) == 0) {
					t.Fatalf("over %v, legal %q", s.pos.state.Terminal(), legal)
				}
				if len(legal) == 0 {
					if got := ask(t, s, "gogui-rules_final_result"); !strings.ContainsAny(got, "BWD0") {
						t.Errorf("result %q", got)
					}
					return
				}
				ask(t, s, "play "+ask(t, s, "gogui-rules_side_to_move")+" "+legal[0])
			}
		})
	}
}

func TestGoGuiSetup(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"stones", "gogui-setup b a1 w b2 black c3; list_stones b; list_stones w; gogui-setup e a1 w c3; list_stones b; list_stones w; gogui-undo_setup; list_stones b; gogui-undo_setup",
			"=|= A1 C3|= B2|=|=|= B2 C3|=|= A1 C3|? cannot undo|"},
		{"player", "gogui-setup b a1; gogui-setup_player w; gogui-rules_side_to_move; play w b1; undo; undo; list_stones b; gogui-undo_setup; list_stones b",
			"=|=|= white|=|=|? cannot undo|= A1|=|=|"},
		{"no liberty", "gogui-setup b a1 w a2 w b1; list_stones w", "? cannot set up|=|"},
		{"after a move", "play b a1; gogui-setup b c3; gogui-setup_player b; gogui-undo_setup", "=" + strings.Repeat("|? moves have been made", 3) + "|"},
		{"syntax", "gogui-setup b; gogui-setup x a1; gogui-setup b z9; gogui-setup_player", strings.Repeat("? syntax error|", 4)},
		{"sequence", "gogui-play_sequence b a1 w b2 w c3; list_stones w; gogui-play_sequence b d4 w d4; list_stones b; gg-undo 2; list_stones w; gg-undo 2; gg-undo 1; gogui-play_sequence b",
			"=|= B2 C3|? illegal move|= A1|=|=|? cannot undo|=|? syntax error|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := strings.Split(session(t, &firstLegal{}, go5, tt.in), "|")
			for i := range got {
				got[i], _, _ = strings.Cut(got[i], ":")
			}
			if got := strings.Join(got, "|"); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
	if got := session(t, &firstLegal{}, connect4, "gogui-setup b a1"); !strings.HasPrefix(got, "? cannot set up: connect4 has no set-up stones") {
		t.Error(got)
	}
}
