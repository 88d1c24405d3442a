package rating

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// oracle is one of testdata's tournaments.
type oracle struct {
	Name    string
	Players []string
	Pairs   [][5]float64 // i, j, wins of i, draws, losses of i
	Anchor  *struct {
		Player int
		Elo    float64
	}
	Reference struct {
		BT struct {
			Elo, SE    []float64
			SESandwich []float64 `json:"se_sandwich"`
			LOS        [][]float64
		}
	}
}

func (o *oracle) scores() [][]Score {
	scores := make([][]Score, len(o.Players))
	for i := range scores {
		scores[i] = make([]Score, len(o.Players))
	}
	for _, p := range o.Pairs {
		i, j := int(p[0]), int(p[1])
		scores[i][j], scores[j][i] = Score{p[2], p[3], p[4]}, Score{p[4], p[3], p[2]}
	}
	return scores
}

func readOracles(t *testing.T) []oracle {
	t.Helper()
	text, err := os.ReadFile("testdata/tournaments.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Sets []oracle }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Sets) != 4 {
		t.Fatalf("testdata has %d tournaments, want 4", len(file.Sets))
	}
	return file.Sets
}

// near compares one number a player, and returns how far they are apart at most.
func near(t *testing.T, what string, got func(i int) float64, want []float64, tolerance float64) (most float64) {
	t.Helper()
	for i := range want {
		g := got(i)
		if !(math.Abs(g-want[i]) <= tolerance) {
			t.Errorf("player %d: %s is %.5f, want %.5f", i, what, g, want[i])
		}
		most = max(most, math.Abs(g-want[i]))
	}
	return most
}

func (o *oracle) anchors() map[int]float64 {
	if o.Anchor == nil {
		return nil
	}
	return map[int]float64{o.Anchor.Player: o.Anchor.Elo}
}

func TestRateAgainstOtherPrograms(t *testing.T) {
	for _, set := range readOracles(t) {
		t.Run(set.Name, func(t *testing.T) {
			scores, want := set.scores(), set.Reference.BT
			r, err := Rate(scores, set.anchors())
			if err != nil {
				t.Fatal(err)
			}
			plain := informationOnly(t, scores, set.anchors(), r)
			if r.VirtualDraws || r.Groups != 1 {
				t.Errorf("virtual draws %v, %d groups: want none, 1", r.VirtualDraws, r.Groups)
			}
			elo := near(t, "Elo", func(i int) float64 { return r.Elo[i] }, want.Elo, 0.01)
			near(t, "error by information", plain.StdErr, want.SE, 0.01)
			errors := want.SE
			if sandwichHolds(scores) {
				errors = want.SESandwich
			}
			se := near(t, "error", r.StdErr, errors, 0.01)
			t.Logf("%d players: Elo differ by at most %.4f, standard errors by %.4f of %.1f to %.1f", len(scores), elo, se, slices.Min(errors), slices.Max(errors))
			for i := range want.LOS {
				near(t, "superiority", func(j int) float64 { return plain.Superiority(i, j) }, want.LOS[i], 2e-5)
			}
		})
	}
}

// informationOnly returns r with errors from the inverse information.
func informationOnly(t *testing.T, scores [][]Score, anchors map[int]float64, r *Ratings) *Ratings {
	t.Helper()
	_, inverse, err := newton(scores, anchors)
	if err != nil {
		t.Fatal(err)
	}
	out := *r
	if out.Covariance = inElo(inverse, len(scores)); len(anchors) == 0 {
		out.Covariance = relativeToMean(out.Covariance)
	}
	return &out
}

// meet makes scores of n players from games given as i, j, wins, draws, losses.
func meet(n int, pairs ...[5]float64) [][]Score {
	o := oracle{Players: make([]string, n), Pairs: pairs}
	return o.scores()
}

func TestRateDegenerateTournaments(t *testing.T) {
	for _, tt := range []struct {
		name    string
		scores  [][]Score
		virtual bool
		groups  int
		better  [2]int // the first is rated above the second; -1: all alike
	}{
		{"one player", meet(1), false, 1, [2]int{-1, -1}},
		{"ten wins", meet(2, [5]float64{0, 1, 10, 0, 0}), true, 1, [2]int{0, 1}},
		{"all drawn", meet(2, [5]float64{0, 1, 0, 10, 0}), false, 1, [2]int{-1, -1}},
		{"one loses everything", meet(3, [5]float64{0, 1, 5, 0, 5}, [5]float64{0, 2, 5, 0, 0}, [5]float64{1, 2, 5, 0, 0}), true, 1, [2]int{0, 2}},
		{"two groups", meet(4, [5]float64{0, 1, 6, 0, 4}, [5]float64{2, 3, 7, 1, 2}), false, 2, [2]int{2, 3}},
		{"two groups, ten wins", meet(4, [5]float64{0, 1, 10, 0, 0}, [5]float64{2, 3, 5, 0, 5}), false, 2, [2]int{0, 1}},
		{"nobody has met", meet(2), false, 2, [2]int{-1, -1}},
		{"a thousand to one", meet(2, [5]float64{0, 1, 1000, 0, 1}), false, 1, [2]int{0, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Rate(tt.scores, nil)
			if err != nil {
				t.Fatal(err)
			}
			if r.VirtualDraws != tt.virtual || r.Groups != tt.groups {
				t.Errorf("got virtual draws %v, %d groups, want %v, %d", r.VirtualDraws, r.Groups, tt.virtual, tt.groups)
			}
			sum := 0.0
			for i, elo := range r.Elo {
				sum += elo
				if math.IsNaN(elo) || math.Abs(elo) > 2000 || math.IsNaN(r.StdErr(i)) || r.StdErr(i) > 2000 {
					t.Errorf("player %d: %g ± %g, want finite numbers", i, elo, r.StdErr(i))
				}
				if len(r.Elo) > 1 && r.StdErr(i) < 10 {
					t.Errorf("player %d: an error of %g is too good to be true", i, r.StdErr(i))
				}
				if tt.better[0] < 0 && math.Abs(elo) > 1e-6 {
					t.Errorf("player %d: %g Elo, want 0", i, elo)
				}
			}
			if math.Abs(sum) > 1e-6 {
				t.Errorf("the sum of the ratings is %g, want 0", sum)
			}
			if a, b := tt.better[0], tt.better[1]; a >= 0 && (r.Elo[a] < r.Elo[b]+20 || r.Superiority(a, b) < 0.6) {
				t.Errorf("%d is rated %g, %d %g: want the first above", a, r.Elo[a], b, r.Elo[b])
			}
		})
	}
}

// TestOneVirtualDraw holds the documented number: ten of ten become 10.5 of 11, 400·log10(21) Elo.
func TestOneVirtualDraw(t *testing.T) {
	r, err := Rate(meet(2, [5]float64{0, 1, 10, 0, 0}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Elo[0]-r.Elo[1], 400*math.Log10(21); math.Abs(got-want) > 1e-6 {
		t.Errorf("got a difference of %g, want %g", got, want)
	}
}

func TestInterval(t *testing.T) {
	for _, tt := range []struct {
		score     Score
		low, high float64 // by Wilson's formula, computed by hand
	}{
		{Score{}, 0, 1},
		{Score{Wins: 10}, 0.7224672, 1},
		{Score{Losses: 10}, 0, 0.2775328},
		{Score{Wins: 55, Losses: 45}, 0.4524460, 0.6438546},
		{Score{Wins: 50, Draws: 10, Losses: 40}, 0.4524460, 0.6438546},
	} {
		low, high := tt.score.Interval()
		if math.Abs(low-tt.low) > 1e-6 || math.Abs(high-tt.high) > 1e-6 {
			t.Errorf("%+v: got %.7f to %.7f, want %.7f to %.7f", tt.score, low, high, tt.low, tt.high)
		}
	}
}

// TestTwoAnchorsAgainstBisection rates a player that has met two players of given strength, which have not met each
// other: its rating is where it would be expected to take the points that it took.
func TestTwoAnchorsAgainstBisection(t *testing.T) {
	scores := meet(3, [5]float64{0, 1, 30, 0, 10}, [5]float64{0, 2, 5, 0, 25})
	anchors := map[int]float64{1: 1200, 2: 1700}
	r, err := Rate(scores, anchors)
	if err != nil {
		t.Fatal(err)
	}
	low, high := 0.0, 3000.0
	for range 100 {
		elo := (low + high) / 2
		if 40*shareAt(elo-1200)+30*shareAt(elo-1700) < 35 {
			low = elo
		} else {
			high = elo
		}
	}
	information := 0.0
	for games, anchor := range map[float64]float64{40: 1200, 30: 1700} {
		p := shareAt(low - anchor)
		information += games * p * (1 - p) * perElo * perElo
	}
	near(t, "Elo", func(i int) float64 { return r.Elo[i] }, []float64{low, 1200, 1700}, 1e-6)
	near(t, "error", r.StdErr, []float64{1 / math.Sqrt(information), 0, 0}, 1e-6)
	if r.Groups != 1 || r.VirtualDraws {
		t.Errorf("%d groups, virtual draws %v: the anchors are not taken as linked", r.Groups, r.VirtualDraws)
	}
	if up, down := r.Superiority(2, 1), r.Superiority(1, 2); up != 1 || down != 0 {
		t.Errorf("the anchor of 1700 Elo is stronger than that of 1200 with %g, the other way round with %g: want 1 and 0", up, down)
	}
}

// TestAnchorsWhereTheyAre gives two players the Elo that they have without it: the others keep theirs, and their
// covariance is the conditional one, given the two.
func TestAnchorsWhereTheyAre(t *testing.T) {
	for _, set := range readOracles(t) {
		t.Run(set.Name, func(t *testing.T) {
			scores := set.scores()
			free, err := Rate(scores, nil)
			if err != nil {
				t.Fatal(err)
			}
			one := map[int]float64{0: free.Elo[0]}
			two := map[int]float64{0: free.Elo[0], 1: free.Elo[1]}
			r, err := Rate(scores, two)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "Elo", func(i int) float64 { return r.Elo[i] }, free.Elo, 1e-5)
			before := informationOnly(t, scores, one, r).Covariance
			after := informationOnly(t, scores, two, r).Covariance
			for i := range scores {
				near(t, "covariance", func(j int) float64 { return after.At(i, j) }, conditional(before, i, 1), 1e-3)
			}
		})
	}
}

// conditional returns row i of a normal distribution's covariance once the k-th number is known.
func conditional(c *mat.SymDense, i, k int) (row []float64) {
	n := c.SymmetricDim()
	for j := range n {
		row = append(row, c.At(i, j)-c.At(i, k)*c.At(k, j)/c.At(k, k))
	}
	return row
}

// TestAnchorsFarFromTheGames gives values that the games speak against: what is given stands.
func TestAnchorsFarFromTheGames(t *testing.T) {
	for _, tt := range []struct {
		name    string
		scores  [][]Score
		anchors map[int]float64
		virtual bool
		groups  int
	}{
		{"all are anchors", meet(2, [5]float64{0, 1, 9, 0, 1}), map[int]float64{0: 0, 1: 500}, false, 1},
		{"nine of ten against one 3000 above", meet(3, [5]float64{0, 1, 9, 0, 1}, [5]float64{0, 2, 5, 0, 5}), map[int]float64{1: 3000, 2: 0}, false, 1},
		{"only losses to anchors", meet(3, [5]float64{0, 1, 0, 0, 9}, [5]float64{0, 2, 0, 0, 9}), map[int]float64{1: 1000, 2: 2000}, true, 1},
		{"a group without an anchor", meet(4, [5]float64{0, 1, 6, 0, 4}, [5]float64{2, 3, 7, 1, 2}), map[int]float64{0: 1500}, false, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Rate(tt.scores, tt.anchors)
			if err != nil {
				t.Fatal(err)
			}
			if r.VirtualDraws != tt.virtual || r.Groups != tt.groups {
				t.Errorf("got virtual draws %v, %d groups, want %v, %d", r.VirtualDraws, r.Groups, tt.virtual, tt.groups)
			}
			for i, elo := range r.Elo {
				want, fixed := tt.anchors[i]
				if fixed && (elo != want || r.StdErr(i) != 0) {
					t.Errorf("anchor %d has %g ± %g, want %g ± 0", i, elo, r.StdErr(i), want)
				}
				if !fixed && !(math.Abs(elo) < 5000 && r.StdErr(i) > 10 && r.StdErr(i) < 2000) {
					t.Errorf("player %d has %g ± %g, want finite numbers", i, elo, r.StdErr(i))
				}
			}
		})
	}
}
