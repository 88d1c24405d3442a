package rating

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tengen/game"
)

// failsIn is a fake that crashes in the games that its function tells, by number.
type failsIn struct {
	fake
	games *int
	fails func(game int) bool
}

func (f *failsIn) NewGame(ctx context.Context, g game.Game, seed uint64) error {
	*f.games++
	if f.fails(*f.games) {
		return errors.New("it crashed")
	}
	return f.fake.NewGame(ctx, g, seed)
}

// TestBrokenPlayerStops: one that fails ten times in a row ends the tournament, and one that fails most of the time does not.
func TestBrokenPlayerStops(t *testing.T) {
	g := newGame(t, game.Params{Name: "connect4"})
	for _, tt := range []struct {
		name     string
		fails    func(game int) bool
		games    int
		forfeits int
	}{
		{"always", func(int) bool { return true }, maxFailures, maxFailures},
		{"from the 21st game", func(n int) bool { return n > 20 }, 20 + maxFailures, maxFailures},
		{"nine in ten", func(n int) bool { return n%maxFailures != 0 }, 50, 45},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, played := entrants("", ""), 0
			all[1].New = func() (Player, error) {
				return &failsIn{fake: fake{name: "p1"}, games: &played, fails: tt.fails}, nil
			}
			dir := t.TempDir()
			table, err := Run(t.Context(), dir, g, all, Options{GamesPerPairing: 50, Workers: 1, RandomPlies: 4, Seed: 1})
			if stopped := tt.games < 50; (err != nil) != stopped || stopped && !strings.Contains(err.Error(), "player p1 has failed in 10 games in a row") {
				t.Errorf("error %v, want one: %v", err, stopped)
			}
			if table == nil || table.Games != tt.games || len(table.Forfeits) != tt.forfeits || len(readLog(t, dir)) != tt.games {
				t.Errorf("got %+v, want %d games, %d of them forfeited, all on disk", table, tt.games, tt.forfeits)
			}
		})
	}
}
