package rating

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"tengen/game"
	"tengen/mcts"
)

// searchers makes players of every kind that there is without a model.
func searchers(g game.Game, names ...string) []Entrant {
	var all []Entrant
	for _, name := range names {
		var kind string
		var n int
		fmt.Sscanf(name, "%s %d", &kind, &n)
		search := mcts.AlphaGoZero()
		search.Simulations = max(n, 1)
		all = append(all, Entrant{name, -1, func() (Player, error) {
			switch kind {
			case "rollout":
				return NewSearchPlayer(name, mcts.NewRollout(g, 1), SearchParams{Search: search, SamplePlies: 3, Resign: -0.9}, nil), nil
			case "uniform":
				return NewSearchPlayer(name, mcts.Uniform{}, SearchParams{Search: search, SamplePlies: 3, Resign: -1}, nil), nil
			}
			return &fake{name: name, fail: kind}, nil
		}})
	}
	return all
}

// sorted returns the lines of a folder's games in the schedule's order, and checks that each has its SGF and no
// other is there.
func sorted(t *testing.T, dir string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "games.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	number := func(line []byte) (n int) {
		fmt.Sscanf(string(line), `{"number":%d`, &n)
		return n
	}
	slices.SortStableFunc(lines[:len(lines)-1], func(a, b []byte) int { return number(a) - number(b) })
	records, err := filepath.Glob(filepath.Join(dir, "games", "*.sgf"))
	if err != nil || len(records) != len(lines)-1 {
		t.Errorf("%d SGF files, %v, for %d games", len(records), err, len(lines)-1)
	}
	return bytes.Join(lines, nil)
}

// interrupted runs a tournament that is stopped ten times at random, each time with other workers, and then to its end.
func interrupted(t *testing.T, rng *rand.Rand, dir string, g game.Game, all []Entrant, o Options, games int) *Table {
	t.Helper()
	for range 10 {
		ctx, cancel := context.WithCancel(t.Context())
		var moves atomic.Int32
		after := int32(rng.IntN(games * 2)) // some 20 moves a game: a tenth of all, on average
		watched := slices.Clone(all)
		for i, e := range watched {
			watched[i].New = func() (Player, error) {
				p, err := e.New()
				return &watchedPlayer{p, func() {
					if moves.Add(1) == after {
						cancel()
					}
				}}, err
			}
		}
		o.Workers = 1 + rng.IntN(6)
		if _, err := Run(ctx, dir, g, watched, o); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		cancel()
	}
	o.Workers = 3
	table, err := Run(t.Context(), dir, g, all, o)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// watchedPlayer calls moved before it chooses a move.
type watchedPlayer struct {
	Player
	moved func()
}

func (p *watchedPlayer) Genmove(ctx context.Context) (game.Action, bool, error) {
	p.moved()
	return p.Player.Genmove(ctx)
}

// TestStopsChangeNothing plays each tournament by one worker at a stretch, and by others with ten stops at random.
func TestStopsChangeNothing(t *testing.T) {
	players := []string{"random", "rollout 2", "rollout 8", "uniform 4", "uniform 16", "first", "unlucky", "resign"}
	for _, tt := range []struct {
		name       string
		game       game.Params
		players    []string
		o          Options
		duplicates bool
	}{
		{"openings of their own", game.Params{Name: "connect4"}, players, Options{GamesPerPairing: 8, RandomPlies: 3}, false},
		{"no openings, so that games repeat", game.Params{Name: "tictactoe"}, []string{"uniform 4", "random", "first"}, Options{GamesPerPairing: 100}, true},
		{"two players, whose games repeat at once", game.Params{Name: "tictactoe"}, []string{"uniform 4", "first"}, Options{GamesPerPairing: 60, KeepColours: true}, true},
		{"too few openings", game.Params{Name: "tictactoe"}, players[:4], Options{GamesPerPairing: 36, RandomPlies: 1}, false},
		{"colours kept, a ladder", game.Params{Name: "tictactoe"}, players, Options{GamesPerPairing: 20, KeepColours: true, Ladder: 2}, true},
		{"a threshold", game.Params{Name: "connect4"}, []string{"rollout 8", "uniform 16"}, Options{GamesPerPairing: 200, Threshold: 0.55}, false},
		{"a sequential test", game.Params{Name: "connect4"}, []string{"rollout 8", "rollout 10"},
			Options{GamesPerPairing: 2000, SPRT: &SPRT{0, 70, 0.05, 0.05}, RandomPlies: 4}, false},
		{"a sequential test of few openings", game.Params{Name: "tictactoe"}, []string{"rollout 8", "rollout 10"},
			Options{GamesPerPairing: 2000, SPRT: &SPRT{0, 70, 0.05, 0.05}, KeepColours: true}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel() // they wait for the disk
			g, dir := newGame(t, tt.game), t.TempDir()
			all := searchers(g, tt.players...)
			o := tt.o
			o.Seed, o.Workers = 11, 1
			whole, err := Run(t.Context(), filepath.Join(dir, "whole"), g, all, o)
			if err != nil {
				t.Fatal(err)
			}
			want := sorted(t, filepath.Join(dir, "whole"))
			if (whole.Duplicates > 0) != tt.duplicates {
				t.Errorf("%d duplicates, want some: %v", whole.Duplicates, tt.duplicates)
			}
			if o.SPRT != nil && (whole.SPRT.Verdict == Undecided || whole.Games >= 2000) {
				t.Errorf("%d games without a verdict", whole.Games)
			}
			rng := rand.New(rand.NewPCG(5, 5))
			parts := interrupted(t, rng, filepath.Join(dir, "parts"), g, all, o, whole.Games)
			if got := sorted(t, filepath.Join(dir, "parts")); !bytes.Equal(got, want) {
				t.Errorf("%d games at a stretch, %d with stops, not the same", bytes.Count(want, []byte("\n")), bytes.Count(got, []byte("\n")))
			}
			var a, b bytes.Buffer
			if err := errors.Join(whole.WriteJSON(&a), parts.WriteJSON(&b)); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
				t.Errorf("%v; the tables differ:\n%s\n%s", err, &a, &b)
			}
			t.Logf("%d games, %d duplicates, %d forfeits", whole.Games, whole.Duplicates, len(whole.Forfeits))
		})
	}
}

// TestOthersChangeNothing: two players play the same games whoever else takes part.
func TestOthersChangeNothing(t *testing.T) {
	g := newGame(t, game.Params{Name: "connect4"})
	games := func(names ...string) map[string]string {
		dir, played := t.TempDir(), map[string]string{}
		if _, err := Run(t.Context(), dir, g, searchers(g, names...), Options{GamesPerPairing: 6, Workers: 2, Seed: 3, RandomPlies: 2}); err != nil {
			t.Fatal(err)
		}
		entries := readLog(t, dir)
		slices.SortFunc(entries, func(a, b entry) int { return a.Number - b.Number })
		for _, e := range entries {
			pairing := min(e.First, e.Second) + ", " + max(e.First, e.Second)
			if min(e.First, e.Second) != "uniform 3" && max(e.First, e.Second) != "uniform 3" {
				played[pairing] += fmt.Sprint(e.First, e.Moves, "\n")
			}
		}
		return played
	}
	few, more := games("random", "rollout 4", "uniform 8"), games("random", "uniform 3", "rollout 4", "uniform 8")
	if len(few) != 3 || fmt.Sprint(few) != fmt.Sprint(more) {
		t.Errorf("without another player\n%v\nwith it\n%v", few, more)
	}
}

// TestPlayersForget: a player that has played before plays as a new one does.
func TestPlayersForget(t *testing.T) {
	g, other := newGame(t, game.Params{Name: "connect4"}), newGame(t, game.Params{Name: "tictactoe"})
	for _, e := range searchers(g, "random", "rollout 40", "uniform 40") {
		play := func(p Player, g game.Game, seed uint64) []game.Action {
			out, err := playGame(t.Context(), g, [2]Player{p, &RandomPlayer{}}, nil, nil, [2]uint64{seed, seed})
			if err != nil || out.forfeit != "" {
				t.Fatal(err, out.forfeit)
			}
			return out.moves
		}
		used, err := e.New()
		if err != nil {
			t.Fatal(err)
		}
		different := map[string]bool{}
		for seed := range uint64(6) {
			fresh, err := e.New()
			if err != nil {
				t.Fatal(err)
			}
			want := play(fresh, g, seed)
			if got := play(used, g, seed); !slices.Equal(got, want) {
				t.Errorf("%s: its game %d is %v, a new player's %v", e.Name, seed, got, want)
			}
			// A game that ends in the middle of a search leaves no more behind.
			ctx, cancel := context.WithCancel(t.Context())
			if err := used.NewGame(ctx, g, 99); err != nil {
				t.Fatal(err)
			}
			cancel()
			used.Genmove(ctx)
			if e.Name == "random" {
				play(used, other, seed)
			}
			different[fmt.Sprint(want)] = true
		}
		if len(different) != 6 {
			t.Errorf("%s: %d different games from 6 seeds", e.Name, len(different))
		}
	}
}
