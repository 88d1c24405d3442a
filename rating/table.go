package rating

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Row is one player's line.
type Row struct {
	Name   string  `json:"name"`
	Step   int64   `json:"step"` // -1 for players that are no checkpoint
	Elo    float64 `json:"elo"`
	Error  float64 `json:"elo_error_95"` // half the 95 % interval
	Games  float64 `json:"games"`
	Wins   float64 `json:"wins"`
	Draws  float64 `json:"draws"`
	Losses float64 `json:"losses"`
	Share  float64 `json:"points_share"`
	Low    float64 `json:"points_share_low_95"`
	High   float64 `json:"points_share_high_95"`
	// Superiority is the probability of being stronger than the next row's player.
	Superiority float64 `json:"superiority_over_next"`
}

// Table is the state of a tournament.
type Table struct {
	Rows       []Row    `json:"players"` // best first
	Pairings   []string `json:"pairings"`
	Counted    int      `json:"games"`
	Duplicates int      `json:"duplicates"` // played, but not counted
	Forfeits   []string `json:"forfeits"`   // illegal moves and crashes
	Disputes   []string `json:"disputes"`   // scores that players count otherwise
	Prior      bool     `json:"virtual_draws"`
}

// NewTable rates the entrants by their games.
func NewTable(entrants []Entrant, games []entry) (*Table, error) {
	number := map[string]int{}
	for i, e := range entrants {
		if _, ok := number[e.Name]; ok {
			return nil, fmt.Errorf("two players are called %s: give them names, as in NAME=PLAYER", e.Name)
		}
		number[e.Name] = i
	}
	slices.SortFunc(games, func(a, b entry) int { return a.Number - b.Number })
	scores := make([][]Score, len(entrants))
	for i := range scores {
		scores[i] = make([]Score, len(entrants))
	}
	t := &Table{Pairings: []string{}, Forfeits: []string{}, Disputes: []string{}}
	for _, e := range games {
		if e.Duplicate {
			t.Duplicates++
			continue
		}
		t.Counted++
		if e.Forfeit != "" {
			t.Forfeits = append(t.Forfeits, fmt.Sprintf("game %d: %s", e.Number, e.Forfeit))
		}
		if e.Disputed != "" {
			t.Disputes = append(t.Disputes, fmt.Sprintf("game %d: %s", e.Number, e.Disputed))
		}
		i, j := number[e.First], number[e.Second]
		count(&scores[i][j], int(e.Outcome))
		count(&scores[j][i], -int(e.Outcome))
	}
	if err := t.rate(entrants, scores); err != nil {
		return nil, err
	}
	return t, nil
}

func count(s *Score, outcome int) {
	switch {
	case outcome > 0:
		s.Wins++
	case outcome < 0:
		s.Losses++
	default:
		s.Draws++
	}
}

// rate fills in the rows of those who have played.
func (t *Table) rate(entrants []Entrant, scores [][]Score) error {
	var active []int
	for i := range entrants {
		if total(scores[i]).Games() > 0 {
			active = append(active, i)
		}
	}
	if len(active) < 2 {
		return nil
	}
	sub := make([][]Score, len(active))
	for a, i := range active {
		for b, j := range active {
			sub[a] = append(sub[a], scores[i][j])
			if a < b && scores[i][j].Games() > 0 {
				s := scores[i][j]
				low, high := s.Interval()
				t.Pairings = append(t.Pairings, fmt.Sprintf("%s - %s: +%g =%g -%g, %.1f %% [%.1f, %.1f]",
					entrants[i].Name, entrants[j].Name, s.Wins, s.Draws, s.Losses, 100*s.Points()/s.Games(), 100*low, 100*high))
			}
		}
	}
	r, err := Rate(sub)
	if err != nil {
		return err
	}
	t.Prior = r.Prior
	order := make([]int, len(active))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case r.Elo[a] > r.Elo[b]:
			return -1
		case r.Elo[a] < r.Elo[b]:
			return 1
		}
		return 0
	})
	for place, a := range order {
		e, s := entrants[active[a]], total(sub[a])
		low, high := s.Interval()
		row := Row{Name: e.Name, Step: e.Step, Elo: r.Elo[a], Error: 1.96 * r.StdErr(a), Games: s.Games(),
			Wins: s.Wins, Draws: s.Draws, Losses: s.Losses, Share: s.Points() / s.Games(), Low: low, High: high}
		if place+1 < len(order) {
			row.Superiority = r.Superiority(a, order[place+1])
		}
		t.Rows = append(t.Rows, row)
	}
	return nil
}

func total(scores []Score) Score {
	var sum Score
	for _, s := range scores {
		sum.Wins += s.Wins
		sum.Draws += s.Draws
		sum.Losses += s.Losses
	}
	return sum
}

// WriteText writes the table for a terminal.
func (t *Table) WriteText(w io.Writer) error {
	width := len("player")
	for _, r := range t.Rows {
		width = max(width, len(r.Name))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%4s  %-*s  %7s  %6s  %5s  %5s %5s %5s  %6s  %15s  %s\n", "rank", width, "player", "Elo", "±95%", "games", "won", "drawn", "lost", "points", "95% interval", "better than next")
	for i, r := range t.Rows {
		superiority := ""
		if i+1 < len(t.Rows) {
			superiority = fmt.Sprintf("%.1f %%", 100*r.Superiority)
		}
		fmt.Fprintf(&b, "%4d  %-*s  %+7.1f  %6.1f  %5g  %5g %5g %5g  %5.1f%%  %5.1f%% - %5.1f%%  %s\n", i+1, width, r.Name, r.Elo, r.Error,
			r.Games, r.Wins, r.Draws, r.Losses, 100*r.Share, 100*r.Low, 100*r.High, superiority)
	}
	for _, p := range t.Pairings {
		b.WriteString(p + "\n")
	}
	fmt.Fprintf(&b, "%d games, %d duplicates not counted, %d forfeits, %d disputed scores\n", t.Counted, t.Duplicates, len(t.Forfeits), len(t.Disputes))
	for _, line := range append(t.Forfeits[:len(t.Forfeits):len(t.Forfeits)], t.Disputes...) {
		b.WriteString(line + "\n")
	}
	if t.Prior {
		b.WriteString("A player has won or lost every game, so each pairing was given one virtual draw: such ratings are lower bounds of the difference.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteJSON writes ratings.json.
func (t *Table) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(t)
}
