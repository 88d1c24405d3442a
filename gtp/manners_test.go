package gtp

import (
	"context"
	"math"
	"strings"
	"testing"

	"tengen/game"
	"tengen/mcts"
)

// told is a Searcher that has found out what its fields say, the best move first.
type told struct {
	scripted
	moves []mcts.Visit
}

func (s *told) Run(context.Context, int, bool) error        { return nil }
func (s *told) Visits(dst []mcts.Visit) []mcts.Visit        { return append(dst, s.moves...) }
func (s *told) Best() game.Action                           { return s.moves[0].Action }
func (s *told) findings(value float32, moves ...mcts.Visit) { s.value, s.moves = value, moves }

// drawn returns the board of rows, the top one first, with the player to move, after passes.
func drawn(t *testing.T, komi int, rules string, toPlay game.Player, passes int, rows string) game.State {
	t.Helper()
	lines := strings.Fields(rows)
	size := len(lines)
	s := newGame(t, game.Params{Name: "go", Width: size, Height: size, Komi: komi, Rules: rules}).New()
	for y, line := range lines {
		for x, letter := range line {
			if letter != '.' {
				p := map[rune]game.Player{'X': game.First, 'O': game.Second}[letter]
				if err := s.(game.Editor).Place(game.Action((size-1-y)*size+x), p); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	before := toPlay
	if passes == 1 {
		before = toPlay.Opponent()
	}
	s.(game.Editor).SetToPlay(before)
	for range passes {
		s.Play(passOf(s))
	}
	return s
}

// The board, who has passed and what the search found decide between a move and the pass.
func TestPasses(t *testing.T) {
	const (
		divided = `.XO..
		           XXO..
		           .XOO.
		           XXXO.
		           .X.XO` // D1 and E1 take each other's last liberties
		alive = `.X.XO
		         XXXXO
		         OOOOO
		         O.O.O
		         OOOOO` // both have two eyes, and every cell is somebody's
		dead = `.X.XO
		        XXXXO
		        OOOOO
		        O.O.X
		        OOOO.` // E2 is dead, and makes E1 a cell of both
		open = `.....
		        .XX..
		        ..O..
		        .....
		        .....`
		border = `.XO..
		          XXO..
		          .X.O.
		          XXXO.
		          .XXO.` // C3 is nobody's yet
	)
	for _, tt := range []struct {
		name   string
		rows   string
		komi   int
		toPlay game.Player
		passes int
		best   string
		moves  map[string]float32 // Q of the best move and of others
		want   string
	}{
		{"a pass that wins at once", border, -1, game.First, 1, "C3", map[string]float32{"C3": 0.9, "pass": 0.2}, "pass"},
		{"a pass that would win, but does not end the game", border, -1, game.First, 0, "C3", map[string]float32{"C3": 0.9, "pass": 0.2}, "C3"},
		{"a pass that loses by half a point", border, 1, game.First, 1, "pass", map[string]float32{"pass": 0.3, "C3": 0.25}, "C3"},
		{"a pass that loses, and so does all else", border, 60, game.First, 1, "pass", map[string]float32{"pass": -1, "C3": -0.999}, "pass"},
		{"a pass that wins by the rules, which nobody has seen", open, 0, game.First, 1, "B3", map[string]float32{"B3": 0.1}, "pass"},
		{"dead stones that count as alive do not matter", dead, 0, game.Second, 1, "E1", map[string]float32{"E1": 0.9, "pass": 0.9}, "pass"},
		{"the same with a komi for which they must be taken", dead, -14, game.Second, 1, "pass", map[string]float32{"pass": 0.8, "E1": 0.7}, "E1"},
		{"the same before anybody has passed", dead, -14, game.Second, 0, "E1", map[string]float32{"E1": 0.9, "pass": 0.9}, "E1"},
		{"nothing changes anything any more", alive, 1, game.Second, 0, "B2", map[string]float32{"B2": 0.9}, "pass"},
		{"a lost game, divided up", divided, 30, game.First, 0, "A3", map[string]float32{"A3": -0.98, "pass": -0.985}, "pass"},
		{"a lost game on an open board", open, 60, game.First, 0, "A3", map[string]float32{"A3": -0.98, "pass": -0.985}, "A3"},
		{"divided up, but a move gains something", divided, 1, game.First, 0, "C1", map[string]float32{"C1": 0.5, "pass": 0.4}, "C1"},
		{"divided up, and won as it stands", divided, 1, game.First, 0, "C1", map[string]float32{"C1": 0.95, "pass": 0.945}, "pass"},
		{"divided up, and said to be won, but not as it stands", divided, 30, game.First, 0, "C1", map[string]float32{"C1": 0.95, "pass": 0.945}, "C1"},
		{"divided up, and nothing known of the pass", divided, 1, game.First, 0, "C1", map[string]float32{"C1": 0.95}, "C1"},
		{"the search passes", border, 1, game.First, 0, "pass", map[string]float32{"pass": 0.9}, "pass"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			state := drawn(t, tt.komi, "", tt.toPlay, tt.passes, tt.rows)
			var s told
			e := scriptedEngine(t, &s, SearchParams{Simulations: 1, Resign: -1})
			if err := e.NewGame(state.Game()); err != nil {
				t.Fatal(err)
			}
			s.value = tt.moves[tt.best]
			for name, q := range tt.moves {
				a, err := state.ParseAction(name)
				if err != nil || !state.Legal(a) {
					t.Fatalf("%s: %v, or it is illegal on\n%s", name, err, state)
				}
				v := mcts.Visit{Action: a, Visits: 10, Q: q}
				if s.moves = append(s.moves, v); name == tt.best {
					s.moves[0], s.moves[len(s.moves)-1] = v, s.moves[0]
				}
			}
			a, resign, err := e.Genmove(t.Context(), Question{State: state})
			if got := state.FormatAction(a); err != nil || resign || got != tt.want {
				t.Errorf("got %s, resign %v, %v; want %s on\n%s", got, resign, err, tt.want, state)
			}
			if tt.want != "pass" || tt.best == "pass" {
				return
			}
			noPass := mcts.NewRestriction(state.Game())
			noPass.Avoid(tt.toPlay, passOf(state), 1)
			a, _, err = e.Genmove(t.Context(), Question{State: state, Restriction: noPass})
			if got := state.FormatAction(a); err != nil || got != tt.best {
				t.Errorf("with the pass left out: got %s, %v; want %s on\n%s", got, err, tt.best, state)
			}
		})
	}
}

// A player gives up a position that has been bad three times, and not in the opening.
func TestResignation(t *testing.T) {
	open := `..... .XX.. ..O.. ..... .....`
	for _, tt := range []struct {
		name   string
		rows   string
		komi   int
		values []float32 // of the positions in which it is to move
		resign string    // at which of them it resigns: y or n each
	}{
		{"three in a row, and six plies", open, 15, repeat(-0.96, 7), "nnnyyyy"},
		{"not below the threshold", open, 15, repeat(-0.94, 8), "nnnnnnnn"},
		{"two, and again two", open, 15, []float32{-0.96, -0.96, 0, 0, -0.96, -0.96, -0.9, -0.96, -0.96, -0.96}, "nnnnnnnnny"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s told
			e := scriptedEngine(t, &s, SearchParams{Simulations: 1, Resign: -0.95})
			state := drawn(t, tt.komi, "", game.First, 0, tt.rows)
			if err := e.NewGame(state.Game()); err != nil {
				t.Fatal(err)
			}
			got := ""
			for i, value := range tt.values {
				legal := state.LegalActions(nil)
				a := legal[0]
				s.findings(value, mcts.Visit{Action: a, Visits: 10, Q: value})
				_, resign, err := e.Genmove(t.Context(), Question{State: state})
				if err != nil {
					t.Fatal(i, err)
				}
				got += map[bool]string{true: "y", false: "n"}[resign]
				again, resignAgain, err := e.Genmove(t.Context(), Question{State: state}) // as reg_genmove does
				if err != nil || resignAgain != resign {
					t.Errorf("asked again in position %d: %d, %v, %v", i, again, resignAgain, err)
				}
				state.Play(a)
				reply := passOf(state)
				if l := state.LegalActions(nil); l[0] != reply {
					reply = l[0]
				}
				state.Play(reply)
			}
			if got != tt.resign {
				t.Errorf("at values %v: %s, want %s", tt.values, got, tt.resign)
			}
		})
	}
}

// Nobody resigns who has won whatever happens.
func TestWon(t *testing.T) {
	for _, tt := range []struct {
		name         string
		komi         int // half points
		rules        string
		rows         string
		black, white bool
	}{
		{"15 cells for certain, and 10 open", 9, "", ".X.X. XXXXX XXXXX ..... .OO..", true, false},
		{"as many as the komi", 10, "", ".X.X. XXXXX XXXXX ..... .OO..", false, false},
		{"white for certain", -9, "", "OOOOO O.O.O OOOOO ..... .XX..", false, true},
		{"all open", 0, "", "..... .XX.. ..O.. ..... .....", false, false},
		{"all white's", 0, "", "O.O.O OOOOO OOOOO OOOOO O.O.O", false, true},
		{"by territory, where points are not cells", 1, "scoring=territory", ".X.X. XXXXX XXXXX ..... .OO..", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for p, want := range map[game.Player]bool{game.First: tt.black, game.Second: tt.white} {
				var m manners
				s := drawn(t, tt.komi, tt.rules, p, 0, tt.rows)
				if got := m.won(s); got != want {
					t.Errorf("%s: won for certain: %v, want %v, on\n%s", colorName(p), got, want, s)
				}
			}
		})
	}
	// After as many plies as it takes, the certain winner still plays on, and the certain loser does not.
	s := drawn(t, 0, "", game.Second, 0, ".X.X. XXXXX XXXXX XXXXX .....")
	for _, vertex := range []string{"A1", "pass", "C1", "pass", "E1", "B1"} {
		a, err := s.ParseAction(vertex)
		if err != nil || !s.Legal(a) {
			t.Fatal(vertex, err)
		}
		s.Play(a)
	}
	for p, want := range map[game.Player]bool{game.First: false, game.Second: true} {
		m := manners{bad: [2]streak{{moves: 5}, {moves: 5}}}
		s.(game.Editor).SetToPlay(p)
		if _, resigns := m.behave(s, s.LegalActions(nil)[0], nil, -0.99, -0.9); resigns != want {
			t.Errorf("%s resigns: %v, want %v, on\n%s", colorName(p), resigns, want, s)
		}
	}
}

func repeat(value float32, n int) (all []float32) {
	for range n {
		all = append(all, value)
	}
	return all
}

// Moves taken back do not count twice.
func TestStreak(t *testing.T) {
	var s streak
	for i, step := range []struct {
		bad  bool
		ply  int
		want int
	}{{true, 10, 1}, {true, 10, 1}, {true, 12, 2}, {true, 10, 1}, {true, 12, 2}, {true, 14, 3}, {false, 16, 0}, {true, 18, 1}} {
		if s.note(step.bad, step.ply); s.moves != step.want {
			t.Errorf("step %d: %d moves, want %d", i, s.moves, step.want)
		}
	}
}

// In games without a pass, and those in which only who cannot move passes, the search's move is played.
func TestMannersElsewhere(t *testing.T) {
	for _, name := range []string{"connect4", "othello", "tictactoe"} {
		g := newGame(t, game.Params{Name: name})
		var s told
		e := scriptedEngine(t, &s, SearchParams{Simulations: 1, Resign: -0.95})
		if err := e.NewGame(g); err != nil {
			t.Fatal(err)
		}
		state := g.New()
		for !state.Terminal() {
			legal := state.LegalActions(nil)
			want := legal[len(legal)/2]
			s.findings(0, mcts.Visit{Action: want, Visits: 1})
			if a, resign, err := e.Genmove(t.Context(), Question{State: state}); err != nil || resign || a != want {
				t.Fatalf("%s: action %d, %v, %v; want %d on\n%s", name, a, resign, err, want, state)
			}
			state.Play(want)
		}
	}
}

// At a level, the engine asks for fewer descents, draws among the moves that are good enough, and passes and wins all the same.
func TestEngineAtLevel(t *testing.T) {
	level := mcts.Level{Simulations: 20, Temperature: 1, Loss: 0.2}
	w := still{}
	e, err := NewSearchEngine(func(g game.Game) (Searcher, error) { w.state = g.New(); return &w, nil }, SearchParams{Simulations: 100, Resign: -1, Level: level})
	if err != nil {
		t.Fatal(err)
	}
	g := newGame(t, go5)
	if err := e.NewGame(g); err != nil {
		t.Fatal(err)
	}
	if _, _, err := e.Genmove(t.Context(), Question{State: g.New()}); err != nil || len(w.asked) != 1 || w.asked[0] != 20 {
		t.Errorf("asked for %v descents, %v; want 20", w.asked, err)
	}
	var s told
	e = scriptedEngine(t, &s, SearchParams{Simulations: 1, Resign: -1, Level: level, Seed: 1})
	if err := e.NewGame(g); err != nil {
		t.Fatal(err)
	}
	s.findings(0, mcts.Visit{Action: 3, Visits: 60, Q: 0.1}, mcts.Visit{Action: 4, Visits: 20, Q: 0}, mcts.Visit{Action: 5, Visits: 20, Q: -0.2})
	counts := map[game.Action]int{}
	for range 1000 {
		a, _, err := e.Genmove(t.Context(), Question{State: g.New()})
		if err != nil {
			t.Fatal(err)
		}
		counts[a]++
	}
	if share := float64(counts[3]) / 1000; math.Abs(share-0.75) > 0.05 || counts[3]+counts[4] != 1000 {
		t.Errorf("drawn %v of 1000, want about 750 of 3 and 250 of 4", counts)
	}
}
