package gtp

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tengen/game"
	"tengen/mcts"
)

func TestAvoidArgs(t *testing.T) {
	g := newGame(t, go5)
	pos := newPosition(g)
	const a1, c3, pass = 0, 12, 25
	for _, tt := range []struct {
		in   string
		want func(r *mcts.Restriction)
	}{
		{"avoid b c3 1", func(r *mcts.Restriction) { r.Avoid(game.First, c3, 1) }},
		{"b 10 avoid b C3,Pass 30", func(r *mcts.Restriction) { r.Avoid(game.First, c3, 30); r.Avoid(game.First, pass, 30) }},
		{"10 ALLOW White a1 2 maxmoves 3", func(r *mcts.Restriction) { r.Allow(game.Second, a1, 2) }},
		{"avoid b a1 1 maxmoves 3 avoid w c3,a1 2 interval 10 allow b c3 3", func(r *mcts.Restriction) {
			r.Avoid(game.First, a1, 1)
			r.Avoid(game.Second, c3, 2)
			r.Avoid(game.Second, a1, 2)
			r.Allow(game.First, c3, 3)
		}},
	} {
		want := mcts.NewRestriction(g)
		tt.want(want)
		for _, d := range []dialect{leelaDialect, sabakiDialect, kataDialect} {
			a, err := parseAnalysisArgs(d, pos, strings.Fields(tt.in))
			if err != nil || !reflect.DeepEqual(a.restriction, want) {
				t.Errorf("%q: %+v, %v\nwant %+v", tt.in, a.restriction, err, want)
			}
		}
	}
}

func TestAvoidErrors(t *testing.T) {
	const syntax, moves = "syntax error: ", " wants moves with commas between them and no space: "
	for _, tt := range []struct {
		p        game.Params
		in, want string
	}{
		{go5, "avoid", syntax + "avoid wants PLAYER VERTEX,VERTEX,... UNTILDEPTH, such as avoid b a1,c2 1"},
		{go5, "b 10 allow b c3", syntax + "allow wants PLAYER VERTEX,VERTEX,... UNTILDEPTH, such as allow b a1,c2 1"},
		{go5, "avoid c3 b 1", syntax + `avoid is for "c3", want a player, b or w`},
		{go5, "avoid b c3 0", syntax + `avoid has the depth "0", want plies, 1 (the next move alone) or more`},
		{go5, "avoid b a1 -1", syntax + `avoid has the depth "-1", want plies, 1 (the next move alone) or more`},
		{go5, "avoid b c3 maxmoves 3", syntax + `avoid has the depth "maxmoves", want plies, 1 (the next move alone) or more`},
		{go5, "avoid b c3 99999999999", syntax + `avoid has the depth "99999999999", want plies, 1 (the next move alone) or more`},
		{go5, "avoid b c3, d4 1", syntax + `avoid has the depth "d4", want plies, 1 (the next move alone) or more`},
		{go5, "avoid b c3,f1 1", syntax + "avoid" + moves + `goban: vertex "f1": column 'F' is not on the board: its columns are A to E, without I, or pass`},
		{go5, "avoid b c3,,d4 1", syntax + "avoid" + moves + `goban: vertex "": expected a column letter and a row number, such as A1, or pass`},
		{go5, "allow w resign 1", syntax + "allow" + moves + `goban: vertex "resign": expected a column letter and a row number, such as A1, or pass`},
		{go5, "allow w c3;d4;e5;a1 1", syntax + "allow" + moves + `"c3;d4;e5;a1" is none`},
		{connect4, "avoid b pass 1", syntax + "avoid" + moves + `connect4: vertex "pass": expected a column letter and a row number, such as A1; a column's letter alone will do too`},
		{connect4, "avoid b d4 1", syntax + "avoid" + moves + `connect4: vertex "d4": a disc in that column lands at D1; say that, or its letter alone`},
		{go5, "b avoid b a1 1 avoid b a2,x 2", syntax + "avoid" + moves + `goban: vertex "x": expected a column letter and a row number, such as A1, or pass`},
	} {
		_, err := parseAnalysisArgs(kataDialect, newPosition(newGame(t, tt.p)), strings.Fields(tt.in))
		if got := errorText(err); got != tt.want {
			t.Errorf("%q\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

// teamEngine searches with two workers, whose evaluations take 3 ms.
func teamEngine(t *testing.T, p SearchParams) *SearchEngine {
	t.Helper()
	e, err := NewSearchEngine(func(g game.Game) (Searcher, error) {
		return parallel(t, g, 2, func(i int) mcts.Evaluator { return slow{rand.New(rand.NewPCG(1, uint64(i))), 3 * time.Millisecond} }), nil
	}, p)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// What is told and played keeps to avoid and allow, and what comes next does not.
func TestAvoid(t *testing.T) {
	all := len(newGame(t, go5).New().LegalActions(nil))
	for _, tt := range []struct{ in, moves string }{ // the moves told, in the order of their names; what was not told at all: -
		{"lz-analyze b 90 allow b c3,a1 1", "A1 C3"},
		{"analyze 90 allow b c3,a1,pass 5 avoid b a1 1", "C3 pass"},
		{"kata-analyze b 90 avoid b a1,b1,c1,d1,e1,a2,b2,c2,d2,e2,a3,b3,c3,d3,e3,a4,b4,c4,d4,e4,pass 2", "A5 B5 C5 D5 E5"},
		{"lz-analyze w 90 allow b c3 9 allow w d4 1 allow w e5 1", "D4 E5"},
		{"lz-genmove_analyze b 90 allow b c3 1", "C3"},
		{"kata-search_analyze b 90 allow b d4 20", "D4"},
		{"kata-search_analyze_cancellable b 90 allow b d4 20 allow w d5 20", "D4"},
		{"lz-analyze b 90 avoid b pass 1; lz-analyze b 90 avoid b pass 1; lz-analyze b 90 allow b b2 1", "B2"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := teamEngine(t, SearchParams{Simulations: 100, Resign: -1})
				out, err := conversation(t, t.Context(), e, go5, tt.in+"; clear_board; lz-analyze b 90")
				if err != nil {
					t.Fatal(err)
				}
				before, after, _ := strings.Cut(out, "||=||") // the answers to the last analysis and to clear_board end
				if i := strings.LastIndex(before, "||"); i > 0 {
					before = before[i:]
				}
				if got := movesTold(before); got != tt.moves {
					t.Errorf("told %s, want %s, in\n%s", got, tt.moves, before)
				}
				if n := len(strings.Fields(movesTold(after))); n != all {
					t.Errorf("without it %d moves, want %d, in\n%s", n, all, after)
				}
				if _, played, ok := strings.Cut(before, "play "); ok && played != tt.moves {
					t.Errorf("played %q", played)
				}
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// movesTold returns the moves that lines of analysis are about, sorted by name.
func movesTold(out string) string {
	var names []string
	for _, part := range strings.Split(out, "info move ")[1:] {
		if name := strings.Fields(part)[0]; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// The same analysis again goes on in its tree, and so does another one after a move if only that was restricted.
func TestAvoidKeepsTheTree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := teamEngine(t, SearchParams{Simulations: 100, Resign: -1})
		pos := newPosition(newGame(t, go5))
		if err := e.NewGame(pos.game); err != nil {
			t.Fatal(err)
		}
		within := func(plies int) *mcts.Restriction {
			r := mcts.NewRestriction(pos.game)
			r.Allow(game.First, 12, plies)
			return r
		}
		analyse := func(r *mcts.Restriction) int {
			ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer stop()
			q := Question{State: pos.state, History: pos.history(), Restriction: r}
			if err := e.Analyze(ctx, q, Watch{Interval: time.Second, Report: func(*Findings) error { return nil }}); err != nil {
				t.Fatal(err)
			}
			return e.search.RootVisits()
		}
		once := analyse(within(1))
		if twice := analyse(within(1)); twice < once*3/2 {
			t.Errorf("%d visits, and then %d", once, twice)
		}
		if other := analyse(within(2)); other > once*3/2 {
			t.Errorf("%d visits, and with another restriction %d", once, other)
		}
		if free := analyse(nil); free > once*3/2 {
			t.Errorf("%d visits, and without one %d", once, free)
		}
		analyse(within(1))
		pos.play(move{game.First, 12})
		if after := analyse(nil); after < once*3/2 {
			t.Errorf("%d visits, and after the move %d", once, after)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestAvoidRefused(t *testing.T) {
	const nothing = "? avoid and allow leave %s no legal move here: allow one that is legal, or avoid fewer|"
	for _, tt := range []struct {
		p        game.Params
		in, want string
	}{
		{go5, "play b c3; lz-analyze w 10 allow w c3 1; genmove_analyze w allow w d4 1 avoid w d4 1; name", "=|" + fmt.Sprintf(nothing, "white") + fmt.Sprintf(nothing, "white") + "= tengen|"},
		{go5, "play b c3; kata-search_analyze b allow b c3 1; list_stones w", "=|" + fmt.Sprintf(nothing, "black") + "=|"},
		{connect4, "lz-analyze b 10 avoid b a,b,c,d,e,f,g 1", fmt.Sprintf(nothing, "black")},
		{connect4, "lz-analyze w 10 allow w a 1 avoid w a 1", "? it is black's turn, and in this game nobody moves twice|"},
		{go5, "play b pass; play w pass; lz-genmove_analyze b allow b c3 1 avoid b c3 1", "=|=|=\nplay pass|"}, // the game is over
	} {
		if got := session(t, newWatched(t), tt.p, tt.in); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

// A clock does not wait for the only move that is allowed, and nothing else is played when there was no time to think.
func TestAvoidWithAClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := scripted{first: 7000}
		e := s.engine(t, SearchParams{Resign: -1})
		one, three := mcts.NewRestriction(s.game), mcts.NewRestriction(s.game)
		one.Allow(game.First, 7, 1)
		for a := range game.Action(3) {
			three.Allow(game.First, 20+a, 1)
		}
		budget := &mcts.Budget{Aim: 400 * time.Millisecond, Limit: 1200 * time.Millisecond}
		for _, tt := range []struct {
			within *mcts.Restriction
			move   game.Action
			took   time.Duration
		}{{one, 7, 0}, {three, 21, 1200 * time.Millisecond}} {
			start := time.Now()
			a, _, err := e.Genmove(t.Context(), Question{State: s.game.New(), Budget: budget, Restriction: tt.within})
			if took := time.Since(start); err != nil || a != tt.move || took != tt.took {
				t.Errorf("action %d, %v after %v; want %d after %v", a, err, took, tt.move, tt.took)
			}
		}
	})
}
