package gtp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// Moves of a scripted search are actions 0 and 1, as Visits has them, best first.
func (s *scripted) Moves(dst []mcts.Move) []mcts.Move {
	from := len(dst)
	for _, v := range s.Visits(nil) {
		dst = append(dst, mcts.Move{Action: v.Action, Visits: int(v.Visits), Prior: 0.5, Q: s.value, LCB: s.value - 0.25})
	}
	if len(dst) > from && s.Best() == 1 {
		slices.Reverse(dst[from:])
	}
	return dst
}

func (s *scripted) Line(a game.Action, dst []mcts.Move) []mcts.Move {
	for _, m := range s.Moves(nil) {
		if m.Action == a {
			dst = append(dst, m)
		}
	}
	return append(dst, mcts.Move{Action: 1 - a, Visits: 1})
}

// What still tells of is the first legal move.
func (s *still) Moves(dst []mcts.Move) []mcts.Move {
	return append(dst, mcts.Move{Action: s.state.LegalActions(nil)[0], Visits: 1})
}

func (s *still) Line(a game.Action, dst []mcts.Move) []mcts.Move {
	return append(dst, mcts.Move{Action: a, Visits: 1})
}

// conversation is what a Server writes on lines that come one each second, with "|" for line ends. The input ends a second after
// the last.
func conversation(t *testing.T, ctx context.Context, e Engine, p game.Params, lines string) (string, error) {
	t.Helper()
	s, err := NewServer(e, Params{Name: "tengen", Version: "1", Game: p})
	if err != nil {
		t.Fatal(err)
	}
	r, w := io.Pipe()
	said := make(chan struct{})
	go func() {
		defer close(said)
		for line := range strings.SplitSeq(lines, "; ") {
			if _, err := io.WriteString(w, line+"\n"); err != nil {
				return
			}
			time.Sleep(time.Second)
		}
		w.Close()
	}()
	var out strings.Builder
	err = s.Serve(ctx, r, &out)
	r.Close()
	<-said
	return strings.ReplaceAll(out.String(), "\n", "|"), err
}

// scriptedEngine is an engine on a scripted search, whatever the game.
func scriptedEngine(t *testing.T, s interface {
	Searcher
	follow(game.Game)
}, p SearchParams) *SearchEngine {
	t.Helper()
	e, err := NewSearchEngine(func(g game.Game) (Searcher, error) { s.follow(g); return s, nil }, p)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// follow begins a game.
func (s *scripted) follow(g game.Game) { s.game, s.state = g, g.New() }

// segments is a line of scripted's two moves with n visits each: half of the descents.
func segments(first, second string, n int) string {
	return fmt.Sprintf("info move %s visits %d winrate 5000 prior 5000 lcb 3750 order 0 pv %s %s info move %s visits %d winrate 5000 prior 5000 lcb 3750 order 1 pv %s %s|",
		first, n, first, second, second, n, second, first)
}

// The search makes 1001 descents a second, and intervals are 0.4 s: at the second tick 800 descents have been made, at the end of
// the second 1001.
func TestAnalysis(t *testing.T) {
	ab := func(n int) string { return segments("A1", "B1", n) }
	one := "info move A1 visits %d winrate 5000 prior 5000 lcb 3750 order 0 pv A1 B1|"
	for _, tt := range []struct{ name, in, want string }{
		{"ended by a command", "3 lz-analyze b 40; 4 name", "=3|" + ab(200) + ab(400) + "|=4 tengen||"},
		{"by an empty line", "lz-analyze b 40; ; name", "=|" + ab(200) + ab(400) + "|= tengen||"},
		{"by a comment", "lz-analyze b 40; # enough; name", "=|" + ab(200) + ab(400) + "|= tengen||"},
		{"by an unknown command", "lz-analyze b 40; whatever", "=|" + ab(200) + ab(400) + "|? unknown command||"},
		{"by the end of the input", "lz-analyze b 40", "=|" + ab(200) + ab(400) + "|"},
		{"by quit", "lz-analyze b 40; quit", "=|" + ab(200) + ab(400) + "|=||"},
		{"by another", "lz-analyze b 40; lz-analyze b 40", "=|" + ab(200) + ab(400) + "|=|" + ab(700) + ab(900) + "|"},
		{"the interval as a key", "lz-analyze interval 40; name", "=|" + ab(200) + ab(400) + "|= tengen||"},
		{"nothing before the interval", "lz-analyze b 150 maxmoves 1; name", "=||= tengen||"},
		{"the best move only", "lz-analyze b 60 maxmoves 1; name", "=|" + fmt.Sprintf(one, 300) + "|= tengen||"},
		{"Sabaki's", "analyze B 60; protocol_version", "=|" + ab(300) + "|= 2||"},
		{"out of turn", "lz-analyze w 60; genmove_analyze b 90 maxmoves 1", "=|" + ab(300) + "|=|" + fmt.Sprintf(one, 25) + "play A1||"},
		{"KataGo's", "kata-analyze b 60 maxmoves 1 rootInfo true; name", "=|info move A1 visits 300 utility 0.000000 winrate 0.500000 prior 0.500000 lcb 0.375000 utilityLcb -0.250000 order 0 pv A1 B1 " +
			"rootInfo visits 600 utility 0.000000 winrate 0.500000|" + "|= tengen||"},
		{"a move with analysis", "genmove_analyze b 3 maxmoves 1; list_stones b", "=|" + fmt.Sprintf(one, 15) + fmt.Sprintf(one, 25) + "play A1||= A1||"},
		{"a move without playing it", "kata-search_analyze b 90 maxmoves 1; list_stones b", "=|info move A1 visits 25 utility 0.000000 winrate 0.500000 prior 0.500000 lcb 0.375000 utilityLcb -0.250000 order 0 pv A1 B1|play A1||=||"},
		{"a move at its end", "kata-search_analyze_cancellable b 90 maxmoves 1; list_stones b", "=|info move A1 visits 25 utility 0.000000 winrate 0.500000 prior 0.500000 lcb 0.375000 utilityLcb -0.250000 order 0 pv A1 B1|play A1||=||"},
		{"after the end", "play b pass; play w pass; lz-analyze b 10; lz-genmove_analyze b; name", "=||=||=||=|play pass||= tengen||"},
		{"refused", "lz-analyze b 10 avoid b a1; lz-genmove_analyze x 3; lz-analyze b ownership true; kata-raw-nn 0; kata-raw-nn",
			"? syntax error: avoid wants PLAYER VERTEX,VERTEX,... UNTILDEPTH, such as avoid b a1,c2 1||? syntax error: unknown key \"x\": want one of interval, minmoves, maxmoves, avoid, allow||" +
				"? syntax error: unknown key \"ownership\": want one of interval, minmoves, maxmoves, avoid, allow||? there is no network||? syntax error: want SYMMETRY, 0 to 7, or all||"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := scriptedEngine(t, &scripted{}, SearchParams{Simulations: 50, Resign: -1})
				got, err := conversation(t, t.Context(), e, go5, tt.in)
				if err != nil || got != tt.want {
					t.Errorf("%s: %v\n got %s\nwant %s", tt.in, err, got, tt.want)
				}
			})
		})
	}
}

// Everything ends with the context.
func TestAnalysisEndsWithContext(t *testing.T) {
	for _, command := range []string{"lz-analyze b 40", "lz-genmove_analyze b 40"} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), 600*time.Millisecond)
			defer stop()
			search := &scripted{}
			got, err := conversation(t, ctx, scriptedEngine(t, search, SearchParams{Simulations: 1000, Resign: -1}), go5, command)
			if !errors.Is(err, context.DeadlineExceeded) || !strings.HasPrefix(got, "=|"+segments("A1", "B1", 200)) {
				t.Errorf("%s: %v, %s", command, err, got)
			}
			if n := search.RootVisits(); n > 601 {
				t.Errorf("%s: %d descents in 600 ms", command, n)
			}
		})
	}
}

func TestAnalysisRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		e    Engine
		p    game.Params
		in   string
		want string
	}{
		{"an engine that only plays", &firstLegal{}, go5, "lz-analyze b 10; kata-genmove_analyze b 10; kata-raw-nn 0",
			"? this engine cannot analyse|? this engine cannot analyse|? this engine has no network|"},
		{"out of turn", scriptedEngine(t, &scripted{}, SearchParams{}), connect4, "lz-analyze w 10; lz-genmove_analyze w 10; name",
			"? it is black's turn, and in this game nobody moves twice|? it is black's turn, and in this game nobody moves twice|= tengen|"},
		{"owners", scriptedEngine(t, &scripted{}, SearchParams{}), tictac, "kata-analyze b 10 ownership true", "? ownership: only Go has this|"},
		{"moves that are no points", scriptedEngine(t, &scripted{}, SearchParams{}), connect4, "kata-raw-nn all",
			"? kata-raw-nn: moves of connect4 are no points of the board, which is the form of this answer|"},
		{"no such symmetry", scriptedEngine(t, &scripted{}, SearchParams{}), go5, "kata-raw-nn 8", `? syntax error: the symmetry is "8", want 0 to 7 on this board, or all|`},
	} {
		if got := session(t, tt.e, tt.p, tt.in); got != tt.want {
			t.Errorf("%s: %s\n got %s\nwant %s", tt.name, tt.in, got, tt.want)
		}
	}
}

// failing is a search whose evaluations fail.
type failing struct{ scripted }

func (s *failing) Run(context.Context, int, bool) error { return errors.New("out of memory") }

// An error after the first line is too late to be an answer: it is a note, and the form is kept.
func TestAnalysisFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got, err := conversation(t, t.Context(), scriptedEngine(t, &failing{}, SearchParams{Resign: -1}), go5, "lz-analyze b 40; lz-genmove_analyze b; kata-search_analyze_cancellable b; name")
		if want := "=||=||=||= tengen||"; err != nil || got != want {
			t.Errorf("%v\n got %s\nwant %s", err, got, want)
		}
	})
}

// What can be cancelled is, at the next line, and nothing else is.
func TestCancelled(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"kata-search_analyze_cancellable b 500; name", "=|play cancelled||= tengen||"},
		{"kata-genmove_analyze b 500 maxmoves 1; list_stones b", "=|info move A1 visits 1000 utility 0.000000 winrate 0.500000 prior 0.500000 lcb 0.375000 utilityLcb -0.250000 order 0 pv A1 B1|play A1||= A1||"},
	} {
		synctest.Test(t, func(t *testing.T) {
			got, err := conversation(t, t.Context(), scriptedEngine(t, &scripted{}, SearchParams{Simulations: 2000, Resign: -1}), go5, tt.in)
			if err != nil || got != tt.want {
				t.Errorf("%s: %v\n got %s\nwant %s", tt.in, err, got, tt.want)
			}
		})
	}
}

// Resignation in the same form, at the third bad move in a row.
func TestResignWithAnalysis(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{value: -0.99}
		s.best = func(int) game.Action { return s.state.LegalActions(nil)[2] } // leaves actions 0 and 1 to be told of
		e := scriptedEngine(t, s, SearchParams{Simulations: 10, Resign: -0.9})
		got, err := conversation(t, t.Context(), e, go5, "play w E5; play w E4; play w E3; play w D5; play w D4; genmove b; genmove b; lz-genmove_analyze b 50 maxmoves 1; list_stones b")
		want := "=||=||=||=||=||= C1||= D1||=|info move A1 visits 5 winrate 50 prior 5000 lcb 0 order 0 pv A1 B1|play resign||= C1 D1||"
		if err != nil || got != want {
			t.Errorf("%v\n got %s\nwant %s", err, got, want)
		}
	})
}

// An analysis ends at once though evaluations take seconds, and those that were left behind do no harm to what comes next.
func TestAnalysisIsInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
			return parallel(t, g, 3, func(i int) mcts.Evaluator { return slow{rand.New(rand.NewPCG(1, uint64(i))), 5 * time.Second} }), nil
		}, SearchParams{Simulations: 4, Resign: -1})
		if err != nil {
			t.Fatal(err)
		}
		s, err := NewServer(e, Params{Game: go5})
		if err != nil {
			t.Fatal(err)
		}
		commands, in := io.Pipe()
		out := &stamped{at: map[string]time.Duration{}, start: time.Now()}
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(t.Context(), commands, out) }()
		for i := range 20 {
			fmt.Fprintf(in, "%d lz-analyze b 10\n", 2*i)
			time.Sleep(time.Duration(i) * 700 * time.Millisecond)
			asked := time.Since(out.start)
			fmt.Fprintf(in, "%d play %s %s\n", 2*i+1, colorLetter(game.Player(i%2)), newGame(t, go5).New().FormatAction(game.Action(i)))
			time.Sleep(2 * time.Millisecond)
			synctest.Wait()
			// A worker that is in the tree just then is asked again after 50 µs, which happens about once in 100 analyses.
			if took := out.at[fmt.Sprintf("=%d\n\n", 2*i+1)] - asked; took < 0 || took > time.Millisecond {
				t.Errorf("analysis %d ended %v after the next line", i, took)
			}
		}
		in.Close()
		if err := errors.Join(<-ended, e.Close()); err != nil {
			t.Error(err)
		}
	})
}

// stamped notes when each text was written.
type stamped struct {
	start time.Time
	at    map[string]time.Duration
}

func (s *stamped) Write(b []byte) (int, error) {
	s.at[string(b[max(0, len(b)-len("=00\n\n")):])] = time.Since(s.start)
	s.at[string(b[max(0, len(b)-len("=0\n\n")):])] = time.Since(s.start)
	return len(b), nil
}

// A client that does not read gets no more than it can read later: what is told is what is known then.
func TestSlowReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := NewServer(scriptedEngine(t, &scripted{}, SearchParams{Simulations: 1, Resign: -1}), Params{Game: go5})
		if err != nil {
			t.Fatal(err)
		}
		commands, in := io.Pipe()
		out, answers := io.Pipe()
		ended := make(chan error, 1)
		go func() {
			ended <- s.Serve(t.Context(), commands, answers)
			answers.Close()
		}()
		fmt.Fprintln(in, "lz-analyze b 1")
		reader := bufio.NewReader(out)
		reader.ReadString('\n')
		time.Sleep(time.Minute) // 6,000 intervals
		go func() {
			time.Sleep(45 * time.Millisecond)
			in.Close()
		}()
		rest, err := io.ReadAll(reader)
		if lines := strings.Count(string(rest), "info move A1"); err != nil || lines < 3 || lines > 7 {
			t.Errorf("%d lines after a minute without reading, %v:\n%s", lines, err, rest)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// While two workers search small games to their end, what is told is always well-formed and true of the position: for the race
// detector, too.
func TestAnalysisOfSearches(t *testing.T) {
	for _, p := range []game.Params{{Name: "go", Width: 3, Height: 3, Komi: 1}, connect4, tictac, {Name: "breakthrough", Width: 4, Height: 4}, {Name: "hex", Width: 3, Height: 3}, {Name: "othello", Width: 4, Height: 4}, {Name: "gomoku", Width: 6, Height: 6}} {
		t.Run(p.Name, func(t *testing.T) {
			e, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
				return parallel(t, g, 2, func(i int) mcts.Evaluator { return mcts.NewRollout(g, uint64(i)) }), nil
			}, SearchParams{Simulations: 50, Resign: -1})
			if err != nil {
				t.Fatal(err)
			}
			if err := e.NewGame(newGame(t, p)); err != nil {
				t.Fatal(err)
			}
			pos := newPosition(newGame(t, p))
			text := analysisText{dialect: sabakiDialect}
			for ply := 0; ply < 6 && !pos.state.Terminal(); ply++ {
				ctx, stop := context.WithCancel(t.Context())
				told := 0
				q := Question{State: pos.state, History: pos.history()}
				err := e.Analyze(ctx, q, Watch{Interval: time.Millisecond, Report: func(f *Findings) error {
					if len(f.Moves) == 0 {
						return nil
					}
					checkFindings(t, f)
					checkSegments(t, pos.state, string(text.append(f)))
					if told++; told == 5 {
						stop()
					}
					return nil
				}})
				stop()
				if err != nil {
					t.Fatal(err)
				}
				a, _, err := e.GenmoveAnalyze(t.Context(), q, Watch{Interval: time.Millisecond, Report: func(f *Findings) error { checkFindings(t, f); return nil }})
				if err != nil || !pos.play(move{pos.state.ToPlay(), a}) {
					t.Fatalf("the move is %d, %v", a, err)
				}
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func checkFindings(t *testing.T, f *Findings) {
	t.Helper()
	for _, v := range f.Moves {
		if m := v[0]; m.Visits < 1 || m.Q < -1 || m.Q > 1 || m.LCB > m.Q || !f.State.Legal(m.Action) {
			t.Errorf("move %+v, and then %+v", m, v[1:])
		}
	}
}

// checkSegments reads a line as Sabaki does.
func checkSegments(t *testing.T, s game.State, line string) {
	t.Helper()
	for order, part := range strings.Split(strings.TrimSuffix(line, "\n"), "info ")[1:] {
		head, pv, ok := strings.Cut(part, " pv ")
		words := strings.Fields(head)
		a, err := s.ParseAction(words[1])
		if !ok || err != nil || !s.Legal(a) || !strings.HasPrefix(pv+" ", words[1]+" ") || !strings.Contains(head, fmt.Sprintf(" order %d", order)) || len(words)%2 != 0 {
			t.Errorf("segment %d of %s: %v\n%s", order, line, err, s)
		}
	}
}

// Whatever is sent to an engine that analyses, each command has one answer, and analyses end.
func FuzzAnalysis(f *testing.F) {
	f.Add("lz-analyze b 1\nplay b c3\n1 kata-analyze 1 ownership true rootInfo true pvVisits true\n2 undo", uint8(0))
	f.Add("kata-genmove_analyze w 1 maxmoves 1\n\nkata-search_analyze_cancellable b\nkata-raw-nn all\nanalyze", uint8(0))
	f.Add("analyze b 1\n#\n7 lz-genmove_analyze b\nkata-search_analyze\nplay w d1\nlz-analyze w", uint8(1))
	f.Add("lz-analyze b 1 avoid b a1,pass 2\nkata-genmove_analyze w allow w a1 1 avoid w a1 1\nlz-genmove_analyze b allow b b1,a2 9\nlz-analyze", uint8(0))
	f.Add("genmove_analyze b 0\ngenmove_analyze w 0\nundo\nlz-analyze", uint8(2))
	f.Fuzz(func(t *testing.T, in string, which uint8) {
		p := []game.Params{go5, connect4, tictac}[which%3]
		s, err := NewServer(newWatched(t), Params{Game: p})
		if err != nil {
			t.Fatal(err)
		}
		want, quit := 0, false
		for line := range strings.SplitSeq(in, "\n") {
			if c, ok := parseCommand(line); ok && !quit {
				want++
				quit = c.name == "quit"
			}
		}
		var out strings.Builder
		if err := s.Serve(t.Context(), strings.NewReader(in), &out); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), "\n\n"); got != want && len(in) < maxLine {
			t.Errorf("%d answers to %d commands in %q:\n%s", got, want, in, &out)
		}
	})
}
