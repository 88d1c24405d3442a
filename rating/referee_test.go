package rating

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"tengen/game"
)

// refusal is an error of an engine that is well.
type refusal string

func (r refusal) Error() string   { return "engine answers ? " + string(r) }
func (r refusal) Refused() string { return string(r) }

// fakeReferee knows the rules, but for what its fields say. It counts what it is told.
type fakeReferee struct {
	state  game.State
	refuse int     // the move, from 1, that it holds illegal; 0 for none
	crash  int     // the move at which it fails; 0 for none
	off    float32 // added to scores
	blind  bool    // it cannot count
	deaf   bool    // it fails at every game's start
	closed *int
}

func (r *fakeReferee) Name() string { return "ref" }
func (r *fakeReferee) NewGame(_ context.Context, g game.Game, _ uint64) error {
	if r.deaf {
		return errors.New("what?")
	}
	r.state = g.New()
	return nil
}

func (r *fakeReferee) Play(_ context.Context, a game.Action) error {
	switch r.state.Ply() + 1 {
	case r.refuse:
		return fmt.Errorf("play: %w", refusal("illegal move"))
	case r.crash:
		return errors.New("it crashed")
	}
	r.state.Play(a)
	return nil
}

func (r *fakeReferee) FinalScore(context.Context) (float32, error) {
	if r.blind {
		return 0, refusal("cannot score")
	}
	return r.state.(game.Scorer).Score() + r.off, nil
}

func (r *fakeReferee) Close() error { *r.closed++; return nil }

// TestReferee plays the same game, of five moves and a score of -2, before referees with faults.
func TestReferee(t *testing.T) {
	g := newGame(t, game.Params{Name: "go", Width: 3, Height: 3, Komi: 4})
	moves := []game.Action{0, 4, 1, 9, 9} // A1, B2, B1, two passes
	board := g.New()
	for _, a := range moves {
		board.Play(a)
	}
	for _, tt := range []struct {
		name     string
		referees []fakeReferee // one after the other
		verdict  verdict
		dispute  []string
		started  int
	}{
		{"agrees", []fakeReferee{{}}, verdict{Moves: 5, Score: true}, nil, 1},
		{"counts otherwise", []fakeReferee{{off: 3}}, verdict{Moves: 5}, []string{"ref counts ", ", the rules ", board.String()}, 1},
		{"cannot count", []fakeReferee{{blind: true}}, verdict{Moves: 5}, []string{`ref answers "cannot score" instead of a score of`, board.String()}, 1},
		{"refuses a move", []fakeReferee{{refuse: 3}}, verdict{Moves: 2}, []string{`ref answers "illegal move" to move 3, B1, on`, "O"}, 1},
		{"crashes once", []fakeReferee{{crash: 3}, {}}, verdict{Moves: 5, Score: true, Notes: "the referee failed after 2 moves: it crashed"}, nil, 2},
		{"crashes twice", []fakeReferee{{crash: 3}, {crash: 3}}, verdict{Moves: 2, Notes: "the referee failed after 2 moves: it crashed; the referee failed after 2 moves: it crashed"}, nil, 2},
		{"crashes anew", []fakeReferee{{crash: 3}, {deaf: true}}, verdict{Moves: 2, Notes: "the referee failed after 2 moves: it crashed; the referee failed after 2 moves: what?"}, nil, 2},
		{"changes its mind", []fakeReferee{{crash: 3}, {refuse: 2}}, verdict{Moves: 2, Notes: "the referee failed after 2 moves: it crashed; the referee failed after 2 moves: started anew, it refuses the same game: illegal move"}, nil, 2},
		{"never hears", []fakeReferee{{deaf: true}, {deaf: true}}, verdict{Notes: "the referee failed after 0 moves: what?; the referee failed after 0 moves: what?"}, nil, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			started, closed := 0, 0
			w, err := newWatcher(func() (Referee, error) {
				if started == len(tt.referees) {
					return nil, errors.New("there are no more referees")
				}
				r := tt.referees[started]
				r.closed = &closed
				started++
				return &r, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			p, err := playGame(t.Context(), g, [2]Player{&fake{name: "a"}, &fake{name: "b"}}, w, moves, [2]uint64{1, 2})
			if err != nil {
				t.Fatal(err)
			}
			v, err := w.over(), w.broken()
			w.stop()
			if err != nil || *v != tt.verdict || started != tt.started || closed != started {
				t.Errorf("got %+v, %v, %d started, %d closed; want %+v, %d started and closed", *v, err, started, closed, tt.verdict, tt.started)
			}
			if (p.disputed == "") != (tt.dispute == nil) || p.forfeit != "" || len(p.moves) != 5 {
				t.Errorf("dispute %q, forfeit %q, %d moves", p.disputed, p.forfeit, len(p.moves))
			}
			for _, want := range tt.dispute {
				if !strings.Contains(p.disputed, want) {
					t.Errorf("dispute %q, want %q in it", p.disputed, want)
				}
			}
		})
	}
}

// TestRefereeOfTournament: what it said is in the table, also after a stop, and it is ended with the tournament.
func TestRefereeOfTournament(t *testing.T) {
	dir, started, closed := t.TempDir(), 0, 0
	o := Options{GamesPerPairing: 4, Workers: 1, RandomPlies: 2, Seed: 1, Referee: func() (Referee, error) {
		started++
		r := &fakeReferee{closed: &closed}
		if started == 1 {
			r.crash = 2
		}
		return r, nil
	}}
	g := newGame(t, game.Params{Name: "go", Width: 2})
	if _, err := Run(t.Context(), dir, g, entrants("", ""), o); err != nil {
		t.Fatal(err)
	}
	if started != 2 || closed != 2 {
		t.Errorf("%d referees started, %d ended, want 2 and 2", started, closed)
	}
	o.Referee = nil
	table, err := Run(t.Context(), dir, g, entrants("", ""), o) // from the disk
	if err != nil {
		t.Fatal(err)
	}
	c := table.Referee
	if c == nil || c.Moves == 0 || c.Moves != c.AllMoves || c.Positions != 4 || c.AllPositions != 4 || len(c.Notes) != 1 {
		t.Fatalf("got %+v, want all moves and 4 of 4 positions, and a note", c)
	}
	var text strings.Builder
	if err := table.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{fmt.Sprintf("The referee confirmed %d of %d moves and the scores of 4 of 4 final positions.", c.Moves, c.Moves), "game 0: the referee failed after 1 moves: it crashed"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, text.String())
		}
	}
}

// TestRefereeStartsOrNothing: a referee that cannot be started ends the tournament before the first game, and one that dies
// in every game after ten.
func TestRefereeStartsOrNothing(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	for _, tt := range []struct {
		open  func() (Referee, error)
		games int
		want  string
	}{
		{func() (Referee, error) { return nil, errors.New("no such program") }, 0, "referee: no such program"},
		{func() (Referee, error) { return &fakeReferee{deaf: true, closed: new(int)}, nil }, maxFailures, "the referee has failed in 10 games in a row"},
	} {
		table, err := Run(t.Context(), "", g, entrants("", ""), Options{GamesPerPairing: 40, Workers: 1, RandomPlies: 4, Seed: 1, Referee: tt.open})
		if err == nil || !strings.Contains(err.Error(), tt.want) || table == nil || table.Games != tt.games {
			t.Errorf("got %+v, %v, want %d games and %q", table, err, tt.games, tt.want)
		}
	}
}
