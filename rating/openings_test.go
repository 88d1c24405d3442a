package rating

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"tengen/game"
)

func TestOpeningsDiffer(t *testing.T) {
	for _, tt := range []struct {
		name  string
		game  game.Params
		start []game.Action
		plies int
		want  int // openings asked for
		found int
	}{
		{"none drawn", game.Params{Name: "connect4"}, nil, 0, 100, 1},
		{"only a start", game.Params{Name: "connect4"}, []game.Action{3, 3}, 0, 100, 1},
		{"as many as wanted", game.Params{Name: "go", Width: 9}, nil, 4, 200, 200},
		{"all there are after 1 ply", game.Params{Name: "connect4"}, nil, 1, 100, 7},
		{"all there are after 2 plies", game.Params{Name: "tictactoe"}, nil, 2, 100, 72},
		{"transpositions are one", game.Params{Name: "connect4"}, nil, 3, 1000, 238},
		{"after a start", game.Params{Name: "connect4"}, []game.Action{3, 3}, 1, 100, 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := newGame(t, tt.game)
			openings, err := drawOpenings(g, &Options{Start: tt.start, RandomPlies: tt.plies, Seed: 5}, tt.want)
			if err != nil {
				t.Fatal(err)
			}
			seen := map[uint64]bool{}
			for _, o := range openings {
				s := g.New()
				for _, a := range o {
					s.Play(a)
				}
				if s.Terminal() || seen[s.Hash()] || len(o) != len(tt.start)+tt.plies || !slices.Equal(o[:len(tt.start)], tt.start) {
					t.Fatalf("opening %v: ends the game, repeats, or does not follow the start", o)
				}
				seen[s.Hash()] = true
			}
			if len(openings) != tt.found {
				t.Errorf("got %d openings, want %d", len(openings), tt.found)
			}
			fewer, err := drawOpenings(g, &Options{Start: tt.start, RandomPlies: tt.plies, Seed: 5}, 3)
			if err != nil || !slices.EqualFunc(fewer, openings[:min(3, len(openings))], slices.Equal) {
				t.Errorf("the first three are %v, %v when only they are wanted, else %v", fewer, err, openings[:min(3, len(openings))])
			}
		})
	}
}

func TestOpeningPrior(t *testing.T) {
	g := newGame(t, game.Params{Name: "connect4"})
	edges := func(_ game.State, w []float32) error {
		clear(w)
		w[0], w[6] = 1, 3
		return nil
	}
	openings, err := drawOpenings(g, &Options{RandomPlies: 2, OpeningPrior: edges}, 50)
	if err != nil || len(openings) != 4 {
		t.Errorf("got %v, %v, want the 4 openings of the outer columns", openings, err)
	}
}

func TestOpeningErrors(t *testing.T) {
	prior := func(v float32, err error) func(game.State, []float32) error {
		return func(_ game.State, w []float32) error {
			for i := range w {
				w[i] = v
			}
			return err
		}
	}
	for _, tt := range []struct {
		name string
		game game.Params
		o    Options
		want string
	}{
		{"illegal start", game.Params{Name: "tictactoe"}, Options{Start: []game.Action{4, 4}}, "illegal"},
		{"no such action", game.Params{Name: "tictactoe"}, Options{Start: []game.Action{-1}}, "illegal"},
		{"finished start", game.Params{Name: "go", Width: 2}, Options{Start: []game.Action{4, 4}}, "end the game"},
		{"too many plies", game.Params{Name: "tictactoe"}, Options{RandomPlies: 9}, "9 random plies end every game"},
		{"no weight", game.Params{Name: "tictactoe"}, Options{RandomPlies: 1, OpeningPrior: prior(0, nil)}, "every legal move is 0"},
		{"not a number", game.Params{Name: "tictactoe"}, Options{RandomPlies: 1, OpeningPrior: prior(float32(math.NaN()), nil)}, "NaN"},
		{"infinite", game.Params{Name: "tictactoe"}, Options{RandomPlies: 1, OpeningPrior: prior(float32(math.Inf(1)), nil)}, "Inf"},
		{"no prior", game.Params{Name: "tictactoe"}, Options{RandomPlies: 1, OpeningPrior: prior(1, errors.New("no device"))}, "no device"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := drawOpenings(newGame(t, tt.game), &tt.o, 3); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, %v, want an error with %q", got, err, tt.want)
			}
		})
	}
}
