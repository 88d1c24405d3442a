package rating

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tengen/game"
	"tengen/game/games"
)

func TestRateAgainstOtherPrograms(t *testing.T) {
	text, err := os.ReadFile("testdata/tournaments.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Sets []struct {
			Name      string
			Players   []string
			Pairs     [][5]float64
			Anchor    any
			Reference struct {
				BT struct {
					Elo        []float64
					SE         []float64 `json:"se"`
					SESandwich []float64 `json:"se_sandwich"`
				} `json:"bt"`
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, set := range file.Sets {
		scores, draws := make([][]Score, len(set.Players)), false
		for i := range scores {
			scores[i] = make([]Score, len(set.Players))
		}
		for _, p := range set.Pairs {
			i, j := int(p[0]), int(p[1])
			scores[i][j], scores[j][i] = Score{p[2], p[3], p[4]}, Score{p[4], p[3], p[2]}
			draws = draws || p[3] > 0
		}
		r, err := Rate(scores)
		if err != nil {
			t.Errorf("%s: %v", set.Name, err)
			continue
		}
		for i := range set.Players {
			shift := 0.0
			if set.Anchor != nil {
				shift = set.Reference.BT.Elo[0] - r.Elo[0]
			}
			if want := set.Reference.BT.Elo[i]; math.Abs(r.Elo[i]+shift-want) > 0.01 {
				t.Errorf("%s: %s has %.3f Elo, want %.3f", set.Name, set.Players[i], r.Elo[i]+shift, want)
			}
			want := set.Reference.BT.SE[i]
			if draws {
				want = set.Reference.BT.SESandwich[i]
			}
			if set.Anchor == nil && math.Abs(r.StdErr(i)-want) > 0.01 {
				t.Errorf("%s: %s has a standard error of %.3f, want %.3f", set.Name, set.Players[i], r.StdErr(i), want)
			}
		}
		checked++
	}
	if checked != 4 {
		t.Errorf("checked %d sets, want 4", checked)
	}
}

func TestRateWhoeverLosesEverything(t *testing.T) {
	r, err := Rate([][]Score{{{}, {Wins: 10}}, {{Losses: 10}, {}}})
	if err != nil || !r.Prior || math.IsInf(r.Elo[0], 0) || r.Elo[0] < 100 {
		t.Errorf("ten wins: %+v, %v", r, err)
	}
	if _, err := Rate([][]Score{{{}, {}}, {{}, {}}}); err == nil {
		t.Error("players that never met were rated")
	}
}

// fake plays random moves and fails in a chosen way.
type fake struct {
	RandomPlayer
	name string
	fail string
}

func (f *fake) Name() string { return f.name }

func (f *fake) Genmove(ctx context.Context) (game.Action, bool, error) {
	switch f.fail {
	case "crash":
		return 0, false, errors.New("it crashed")
	case "illegal":
		return 99, false, nil
	case "resign":
		return 0, true, nil
	case "hang":
		<-ctx.Done()
		return 0, false, ctx.Err()
	}
	return f.RandomPlayer.Genmove(ctx)
}

func entrants(fails ...string) []Entrant {
	var all []Entrant
	for i, fail := range fails {
		name := fmt.Sprintf("p%d", i)
		all = append(all, Entrant{name, int64(100 * i), func() (Player, error) { return &fake{name: name, fail: fail}, nil }})
	}
	return all
}

func newGame(t *testing.T, p game.Params) game.Game {
	t.Helper()
	g, err := games.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestForfeits(t *testing.T) {
	g := newGame(t, game.Params{Name: "tictactoe"})
	for fail, want := range map[string]string{"crash": "it crashed", "illegal": "illegal move 99", "resign": ""} {
		table, err := Run(t.Context(), t.TempDir(), g, entrants("", fail), Options{GamesPerPairing: 4, Workers: 2, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		if table.Rows[0].Name != "p0" || fail != "resign" && table.Rows[0].Wins != 4 {
			t.Errorf("%s: %+v, want p0 to win all", fail, table.Rows)
		}
		if want != "" && (len(table.Forfeits) != 4 || !strings.Contains(table.Forfeits[0], want)) {
			t.Errorf("%s: forfeits %q, want 4 with %q", fail, table.Forfeits, want)
		}
	}
}

func TestStopKeepsGamesAndResumeAddsTheRest(t *testing.T) {
	g := newGame(t, game.Params{Name: "connect4"})
	dir, o := t.TempDir(), Options{GamesPerPairing: 20, Workers: 2, RandomPlies: 4, Seed: 7}
	ctx, cancel := context.WithCancel(t.Context())
	o.Progress = func(done, _ int, _ *Table) {
		if done >= 9 {
			cancel()
		}
	}
	if _, err := Run(ctx, dir, g, entrants("", "", ""), o); !errors.Is(err, context.Canceled) {
		// the last games may be finished before the workers see it
		t.Logf("stopped with %v", err)
	}
	o.Progress = nil
	path := filepath.Join(dir, "games.jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{len(text), len(text) - 1, len(text) / 2, 3, 0} {
		if err := os.WriteFile(path, text[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		table, err := Run(t.Context(), dir, g, entrants("", "", ""), o)
		if err != nil {
			t.Fatal(err)
		}
		if table.Counted+table.Duplicates != 60 || table.Duplicates != 0 {
			t.Errorf("cut at %d: %d games and %d duplicates, want 60 and 0", cut, table.Counted, table.Duplicates)
		}
	}
	checkColours(t, path)
	if _, err := Run(t.Context(), dir, g, entrants("", ""), Options{GamesPerPairing: 1, Workers: 1}); err == nil {
		t.Error("another tournament was played in the same folder")
	}
}

// checkColours: each pairing's openings are played with both colours, and no game stands twice.
func checkColours(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	first, seen := map[string]int{}, map[string]bool{}
	for line := range strings.Lines(string(text)) {
		var e entry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		first[e.First+e.Second]++
		if seen[e.key()] {
			t.Errorf("game %d stands twice", e.Number)
		}
		seen[e.key()] = true
	}
	for pair, n := range first {
		if n != 10 {
			t.Errorf("%s: %d games, want 10 with each colour", pair, n)
		}
	}
}

func TestDuplicatesDoNotCount(t *testing.T) {
	// On 1x1 there is one game: pass, pass.
	g := newGame(t, game.Params{Name: "go", Width: 1, Height: 1})
	table, err := Run(t.Context(), t.TempDir(), g, entrants("", ""), Options{GamesPerPairing: 6, Workers: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if table.Counted != 2 || table.Duplicates != 4 {
		t.Errorf("%d games count and %d do not, want 2 and 4", table.Counted, table.Duplicates)
	}
}

func TestPictureAndText(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var all []entry
	for k := range 200 {
		i, j := k%4, (k+1+k/4%3)%4
		if i == j {
			continue
		}
		outcome := int8(1)
		if rng.Float64() > 1/(1+math.Pow(10, float64(j-i)/4)) {
			outcome = -1
		}
		all = append(all, entry{Number: k, First: fmt.Sprintf("p%d", i), Second: fmt.Sprintf("p%d", j), Outcome: outcome})
	}
	table, err := NewTable(entrants("", "", "", ""), all)
	if err != nil {
		t.Fatal(err)
	}
	var picture, text bytes.Buffer
	if err := table.WritePNG(&picture, "test"); err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(&picture); err != nil || img.Bounds().Dx() < 300 {
		t.Errorf("the picture: %v", err)
	}
	if err := table.WriteText(&text); err != nil || !strings.Contains(text.String(), "p3") {
		t.Errorf("the text: %v\n%s", err, text.String())
	}
}
