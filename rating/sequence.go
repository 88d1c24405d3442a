package rating

import "fmt"

// sequence runs a sequential test over the games of a tournament of two, in the schedule's order. A result is a pair
// of games from one opening with colours exchanged, or one game where colours are kept. It counts once all its games
// are there, and those before it: which game decides does not depend on who was quick, or on a kill. A result with
// a duplicate is left out, since half a pair is none; a game that was forfeited is lost.
type sequence struct {
	test    SPRT
	player  string // who is tested: the first entrant
	games   int    // of a result
	next    int    // number of the next result's first game
	counts  []int
	leftOut int
	llr     float64
	verdict Verdict
}

func newSequence(test SPRT, player string, o *Options) *sequence {
	s := &sequence{test: test, player: player, games: 2, verdict: Undecided}
	if o.KeepColours {
		s.games = 1
	}
	s.counts = make([]int, 2*s.games+1)
	return s
}

// advance counts the results that are complete, up to one that decides.
func (s *sequence) advance(done map[int]entry) {
	for s.verdict == Undecided {
		halves, duplicate := s.games, false // halves of a point above losing all
		for i := range s.games {
			e, ok := done[s.next+i]
			if !ok {
				return
			}
			halves += e.outcomeFor(s.player)
			duplicate = duplicate || e.Duplicate
		}
		s.next += s.games
		if duplicate {
			s.leftOut++
			continue
		}
		s.counts[halves]++
		s.llr = s.test.LLR(s.counts)
		s.verdict = s.test.Verdict(s.llr)
	}
}

// SequentialTest is where a sequential test stands. Its JSON is sprt of ratings.json.
type SequentialTest struct {
	Player string `json:"player"` // who is tested
	SPRT
	// Counts are of results by points from all lost to all won: 5 of pairs of games, 3 of games.
	Counts  []int   `json:"counts_loss_to_win"`
	LeftOut int     `json:"left_out"` // results with a game that does not count
	LLR     float64 `json:"llr"`      // logarithm of how many times likelier H1 makes the results than H0
	Lower   float64 `json:"llr_lower"`
	Upper   float64 `json:"llr_upper"`
	Verdict Verdict `json:"verdict"`
	// Elo is logistic, by the results that count, and the ends of its 95 % interval; nil if these do not say. A test that
	// ends as soon as it is decided overstates it a little.
	Elo     *float64 `json:"elo,omitempty"`
	EloLow  *float64 `json:"elo_low_95,omitempty"`
	EloHigh *float64 `json:"elo_high_95,omitempty"`
}

// result returns where the test stands.
func (s *sequence) result() *SequentialTest {
	r := &SequentialTest{Player: s.player, SPRT: s.test, Counts: append([]int{}, s.counts...), LeftOut: s.leftOut, LLR: s.llr, Verdict: s.verdict}
	r.Lower, r.Upper = s.test.Bounds()
	if low, elo, high, ok := eloInterval(s.counts); ok {
		r.Elo, r.EloLow, r.EloHigh = &elo, &low, &high
	}
	return r
}

// String says it in a line.
func (r *SequentialTest) String() string {
	n, kind := 0, "games"
	for _, c := range r.Counts {
		n += c
	}
	if len(r.Counts) == 5 {
		kind = "pairs of games"
	}
	verdict := string(r.Verdict)
	if r.Verdict != Undecided {
		verdict += " accepted"
	}
	text := fmt.Sprintf("Sequential test of %s, %+g Elo (H0) or %+g Elo (H1), errors %g and %g: %s after %d %s (%v from all lost to all won), LLR %.2f of %.2f to %.2f",
		r.Player, r.Elo0, r.Elo1, r.Alpha, r.Beta, verdict, n, kind, r.Counts, r.LLR, r.Lower, r.Upper)
	if r.Elo != nil {
		text += fmt.Sprintf(", %+.1f Elo (%+.1f to %+.1f)", *r.Elo, *r.EloLow, *r.EloHigh)
	}
	if r.LeftOut > 0 {
		text += fmt.Sprintf("; %d left out, with a game that repeats another", r.LeftOut)
	}
	return text + "."
}
