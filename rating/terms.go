package rating

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tengen/game"
	"tengen/internal/atomicfile"
)

// terms are what all games of a tournament have in common, as terms.json holds them: games played on other
// terms do not belong into one table. The number of games may grow, and workers may come and go.
type terms struct {
	Game         string        `json:"game"`
	Width        int           `json:"width"`
	Height       int           `json:"height"`
	Komi         int           `json:"komi_half_points"`
	Rules        string        `json:"rules"`
	Players      []string      `json:"players"`
	Gauntlet     bool          `json:"gauntlet"`
	Levels       int           `json:"levels,omitempty"`
	Ladder       int           `json:"ladder,omitempty"`
	SPRT         *SPRT         `json:"sprt,omitempty"` // with other bounds after some games, errors would be other than asked for
	KeepColours  bool          `json:"keep_colours"`
	Start        []game.Action `json:"start"`
	RandomPlies  int           `json:"random_plies"`
	OpeningPrior bool          `json:"opening_prior"`
	Seed         uint64        `json:"seed"`
}

func termsOf(g game.Game, entrants []Entrant, o *Options) terms {
	p := g.Params()
	t := terms{Game: p.Name, Width: p.Width, Height: p.Height, Komi: p.Komi, Rules: p.Rules, Gauntlet: o.Gauntlet, Levels: o.Levels,
		Ladder: o.Ladder, SPRT: o.SPRT, KeepColours: o.KeepColours,
		Start: append([]game.Action{}, o.Start...), RandomPlies: o.RandomPlies, OpeningPrior: o.OpeningPrior != nil, Seed: o.Seed}
	for _, e := range entrants {
		t.Players = append(t.Players, e.Name)
	}
	return t
}

// agree writes the terms to a new folder, and checks them in one that has been used.
func (t terms) agree(dir string) error {
	want, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("write the tournament's terms: %w", err)
	}
	path := filepath.Join(dir, "terms.json")
	have, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return atomicfile.Write(path, 0o644, func(w io.Writer) error {
			_, err := w.Write(append(want, '\n'))
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("read the tournament's terms: %w", err)
	}
	var old terms
	if err := json.Unmarshal(have, &old); err != nil {
		return fmt.Errorf("read the tournament's terms: %s: %w; choose an empty folder", path, err)
	}
	if have, err = json.Marshal(old); err != nil {
		return fmt.Errorf("read the tournament's terms: %w", err)
	}
	if string(have) != string(want) {
		return fmt.Errorf("%s holds another tournament:\n%s\nnot\n%s\nchoose an empty folder, or the same players and options", dir, have, want)
	}
	return nil
}
