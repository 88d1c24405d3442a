package rating

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

func TestSPRTAgainstReference(t *testing.T) {
	text, err := os.ReadFile("testdata/sprt.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Rows []struct {
			Counts []int `json:"counts_loss_to_win"`
			SPRT
			Lower, Upper float64
			LLR          float64   `json:"gsprt"`
			Verdict      Verdict   `json:"gsprt_verdict"` // "continue" is our Undecided
			Interval     []float64 `json:"elo_interval95"`
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Rows) != 17 {
		t.Fatalf("testdata has %d rows, want 17", len(file.Rows))
	}
	most := 0.0
	for _, r := range file.Rows {
		t.Run(fmt.Sprint(r.Counts, r.Elo0, r.Elo1), func(t *testing.T) {
			llr := r.SPRT.LLR(r.Counts)
			if math.Abs(llr-r.LLR) > 1e-6 {
				t.Errorf("LLR is %.7f, want %.6f", llr, r.LLR)
			}
			most = max(most, math.Abs(llr-r.LLR))
			if lower, upper := r.SPRT.Bounds(); math.Abs(lower-r.Lower) > 1e-6 || math.Abs(upper-r.Upper) > 1e-6 {
				t.Errorf("bounds are %.7f and %.7f, want %.6f and %.6f", lower, upper, r.Lower, r.Upper)
			}
			if v := r.SPRT.Verdict(llr); v != r.Verdict && (v != Undecided || r.Verdict != "continue") {
				t.Errorf("verdict is %s, want %s", v, r.Verdict)
			}
			low, elo, high, ok := eloInterval(r.Counts)
			if ok != (r.Interval != nil) {
				t.Fatalf("an interval: %v, want %v", ok, r.Interval)
			}
			for i, got := range []float64{low, elo, high} {
				if ok && math.Abs(got-r.Interval[i]) > 1e-4 {
					t.Errorf("interval is %.5f %.5f %.5f, want %v", low, elo, high, r.Interval)
				}
			}
		})
	}
	t.Logf("%d tests: LLR differ by at most %.1e", len(file.Rows), most)
}

// simulateTest plays games of a player with a true Elo until the test has a verdict, and says which, and how many
// results it took. Each opening is good for one side, so that the two games of a pair hang together: what one wins
// by it the other loses. Classes are 5 for pairs or 3 for games.
func simulateTest(rng *rand.Rand, s SPRT, elo float64, classes int) (Verdict, int) {
	const drawn, bias = 0.3, 0.2 // share of draws, and by how much the side that the opening favours scores more
	play := func(share float64) int {
		switch x := rng.Float64(); {
		case x < drawn:
			return 1
		case x < drawn+share-drawn/2:
			return 2
		}
		return 0
	}
	counts, share := make([]int, classes), shareAt(elo)
	for n := 1; ; n++ {
		b := bias
		if rng.IntN(2) == 0 {
			b = -bias
		}
		result := play(share + b)
		if classes == 5 {
			result += play(share - b)
		}
		counts[result]++
		if v := s.Verdict(s.LLR(counts)); v != Undecided {
			return v, n
		}
	}
}

// TestSPRTErrorRates simulates the test at both hypotheses. Wrong verdicts are about as rare as asked for, which they
// would not be if a pair counted as two results (0.25 instead of 0.10), if the two games of a pair were taken to be
// independent (0.05) or if the bounds were exchanged (0.03).
func TestSPRTErrorRates(t *testing.T) {
	const runs = 2000
	s := SPRT{Elo0: 0, Elo1: 60, Alpha: 0.1, Beta: 0.03}
	for _, tt := range []struct {
		name    string
		classes int
		elo     float64
		wrong   Verdict
		rate    float64
	}{
		{"pairs at Elo0", 5, s.Elo0, H1, s.Alpha},
		{"pairs at Elo1", 5, s.Elo1, H0, s.Beta},
		{"games at Elo0", 3, s.Elo0, H1, s.Alpha},
		{"games at Elo1", 3, s.Elo1, H0, s.Beta},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(tt.classes)))
			wrong, length := 0, 0
			for range runs {
				v, n := simulateTest(rng, s, tt.elo, tt.classes)
				length += n
				if v == tt.wrong {
					wrong++
				}
			}
			got := float64(wrong) / runs
			t.Logf("%.4f wrong, %.1f results", got, float64(length)/runs)
			if got < 0.65*tt.rate || got > 1.2*tt.rate {
				t.Errorf("%.4f of the verdicts are wrong, want about %.4f", got, tt.rate)
			}
		})
	}
}

func TestSPRTErrors(t *testing.T) {
	for _, s := range []SPRT{
		{0, 0, 0.05, 0.05}, {5, 0, 0.05, 0.05}, {math.NaN(), 5, 0.05, 0.05}, {0, math.Inf(1), 0.05, 0.05},
		{0, 5, 0, 0.05}, {0, 5, 0.05, 0.5}, {0, 5, math.NaN(), 0.05},
	} {
		if s.check() == nil {
			t.Errorf("%+v: no error", s)
		}
	}
	if err := (SPRT{-5, 0, 0.05, 0.05}).check(); err != nil {
		t.Error(err)
	}
}
