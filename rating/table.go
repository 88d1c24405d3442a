package rating

import (
	"cmp"
	"fmt"
	"slices"
)

// Table is the state of a tournament. Its JSON is ratings.json.
type Table struct {
	Rows     []Row     `json:"players"` // best first; those who have played
	Pairings []Pairing `json:"pairings"`
	Games    int       `json:"games"` // that count
	// Duplicates are games that are the same as another one, move by move, however often they were played
	// again. They do not count.
	Duplicates int      `json:"duplicates"`
	Forfeits   []string `json:"forfeits"` // games lost by an illegal move or a crash
	Disputes   []string `json:"disputes"` // games whose score a player or the referee counts otherwise, or with a move that the referee refuses
	// Referee sums up what the referee said; nil if no game had one.
	Referee *RefereeCount `json:"referee,omitempty"`
	// Openings is the number of different openings that were drawn, and OpeningsWanted how many it takes so that no
	// two pairs of games so far of a pairing share one. Both are 0 if no opening is drawn.
	Openings       int `json:"openings"`
	OpeningsWanted int `json:"openings_wanted"`
	// Anchors are the players whose Elo was given, which the others' is relative to; none if the mean is 0.
	Anchors      map[string]float64 `json:"anchors,omitempty"`
	VirtualDraws bool               `json:"virtual_draws"` // see Ratings
	Groups       int                `json:"groups"`        // see Ratings; 1 if everybody can be compared
	// Superiority[i][j] is the probability that row i's player is stronger than row j's, 1/2 for i = j.
	Superiority [][]float64 `json:"superiority"`
	// SPRT is where Options.SPRT stands; nil without it.
	SPRT *SequentialTest `json:"sprt,omitempty"`
}

// Row is one player's line.
type Row struct {
	Name  string  `json:"name"`
	Step  int64   `json:"step"` // -1 for players that are no checkpoint
	Elo   float64 `json:"elo"`
	Error float64 `json:"elo_error_95"` // half the 95 % interval
	Games float64 `json:"games"`
	Score
	Share float64 `json:"points_share"`
	Low   float64 `json:"points_share_low_95"`
	High  float64 `json:"points_share_high_95"`
	// Superiority is the probability of being stronger than the next row's player; nil in the last row.
	Superiority *float64 `json:"superiority_over_next,omitempty"`
}

// Pairing is the score of First, one of the entrants, against Second, a later one, with either colour.
type Pairing struct {
	First  string `json:"first"`
	Second string `json:"second"`
	Score
	Share float64 `json:"points_share"`
	Low   float64 `json:"points_share_low_95"`
	High  float64 `json:"points_share_high_95"`
}

// newTable rates the entrants by their games. anchors, as far as they have played, have the Elo that they are given.
func newTable(entrants []Entrant, games []entry, anchors map[string]float64) (*Table, error) {
	t := &Table{Rows: []Row{}, Pairings: []Pairing{}, Forfeits: []string{}, Disputes: []string{}, Superiority: [][]float64{}}
	scores := t.count(entrants, games)
	var active []int
	for i := range entrants {
		if total(scores[i]).Games() > 0 {
			active = append(active, i)
		}
	}
	if len(active) == 0 {
		return t, nil
	}
	sub, players, fixed := make([][]Score, len(active)), make([]Entrant, len(active)), map[int]float64{}
	for a, i := range active {
		players[a] = entrants[i]
		for _, j := range active {
			sub[a] = append(sub[a], scores[i][j])
		}
		if elo, ok := anchors[entrants[i].Name]; ok {
			if t.Anchors == nil {
				t.Anchors = map[string]float64{}
			}
			fixed[a], t.Anchors[entrants[i].Name] = elo, elo
		}
	}
	r, err := Rate(sub, fixed)
	if err != nil {
		return nil, err
	}
	t.VirtualDraws, t.Groups = r.VirtualDraws, r.Groups
	t.fill(players, sub, r)
	return t, nil
}

// count goes through the games and returns each entrant's score against each other.
func (t *Table) count(entrants []Entrant, games []entry) [][]Score {
	number, scores := map[string]int{}, make([][]Score, len(entrants))
	for i, e := range entrants {
		number[e.Name], scores[i] = i, make([]Score, len(entrants))
	}
	for _, e := range games {
		if e.Duplicate {
			t.Duplicates++
			continue
		}
		t.Games++
		t.countReferee(&e)
		if e.Forfeit != "" {
			t.Forfeits = append(t.Forfeits, fmt.Sprintf("game %d: %s", e.Number, e.Forfeit))
		}
		if e.Disputed != "" {
			t.Disputes = append(t.Disputes, fmt.Sprintf("game %d: %s", e.Number, e.Disputed))
		}
		i, j := number[e.First], number[e.Second]
		scores[i][j].add(int(e.Outcome))
		scores[j][i].add(-int(e.Outcome))
	}
	return scores
}

// fill writes the rows and the pairings.
func (t *Table) fill(players []Entrant, scores [][]Score, r *Ratings) {
	order := make([]int, len(players))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.Elo[b], r.Elo[a]) })
	for place, a := range order {
		s := total(scores[a])
		low, high := s.Interval()
		row := Row{Name: players[a].Name, Step: players[a].Step, Elo: r.Elo[a], Error: z95 * r.StdErr(a), Games: s.Games(),
			Score: s, Share: s.Share(), Low: low, High: high}
		if place+1 < len(order) {
			superiority := r.Superiority(a, order[place+1])
			row.Superiority = &superiority
		}
		t.Rows = append(t.Rows, row)
		better := make([]float64, len(order))
		for other, b := range order {
			if better[other] = r.Superiority(a, b); a == b {
				better[other] = 0.5
			}
		}
		t.Superiority = append(t.Superiority, better)
		for b := a + 1; b < len(players); b++ {
			if s := scores[a][b]; s.Games() > 0 {
				low, high := s.Interval()
				t.Pairings = append(t.Pairings, Pairing{players[a].Name, players[b].Name, s, s.Share(), low, high})
			}
		}
	}
}
