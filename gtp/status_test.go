package gtp

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestStatus(t *testing.T) {
	// Black has eyes on A3 and C3, and White's stone stands in a third region:
	//
	//	5 . . . . .
	//	4 X X X X X
	//	3 . X . X O
	//	2 X X X X .
	//	1 . . . X .
	const board = "gogui-setup b a2 b b2 b c2 b d2 b b3 b d3 b a4 b b4 b c4 b d4 b e4 b d1 w e3"
	for _, tt := range []struct{ in, want string }{
		{board + "; final_status_list dead; final_status_list alive; final_status_list seki", "=|= E3|= D1 D2 C2 D3 B2 D4 A2 B3 C4 E4 B4 A4|=|"},
		{"play b c3; final_status_list dead; final_status_list alive; final_status_list DEAD", "=|=|= C3|=|"},
		{"final_status_list; final_status_list x; final_status_list dead alive; kgs-genmove_cleanup; kgs-genmove_cleanup x", strings.Repeat("? syntax error|", 5)},
	} {
		if got := answers(t, go5, tt.in); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
	if got := answers(t, connect4, "final_status_list dead; kgs-genmove_cleanup b"); got != "? only Go has this|? only Go has this|" {
		t.Error(got)
	}
}

// An engine that would pass, or resign, takes what is dead first, also after the game has ended, and passes then.
func TestCleanup(t *testing.T) {
	const board = "gogui-setup b a2 b b2 b c2 b d2 b b3 b d3 b a4 b b4 b c4 b d4 b e4 b d1 w e3"
	for _, engine := range []*firstLegal{{wrong: 25}, {resign: true}} {
		s := newServer(t, engine, go5)
		for _, line := range []string{board, "play b pass", "play w pass"} {
			ask(t, s, line)
		}
		if got := ask(t, s, "kgs-genmove_cleanup b"); got != "E2" {
			t.Errorf("%+v: got %s, want E2", engine, got)
		}
		if got := ask(t, s, "captures b"); got != "1" {
			t.Errorf("%s stones are taken, want 1", got)
		}
		if got := ask(t, s, "kgs-genmove_cleanup b"); got != "pass" {
			t.Errorf("%+v: got %s, want pass", engine, got)
		}
	}
}

func TestBridges(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"kgs-rules chinese; kgs-rules aga; kgs-rules new_zealand; kgs-rules japanese; kgs-rules; kgs-rules french", "=|=|=|=|? syntax error|? syntax error|"},
		{"kgs-chat game fuseki Good luck; kgs-chat; kgs-chat all x y", "? this engine does not talk|? syntax error|? syntax error|"},
		{"kgs-game_over; cgos-gameover B+3.5; cgos-opponent_name gnugo; cgos-opponent_rating 1800?; cgos-opponent_name", "=|=|=|=|? syntax error|"},
		{"kgs-time_settings byoyomi 600 30 5; kata-time_settings fischer-capped 600 10 900 -1; time_left black 12 0; genmove b", "=|=|=|= A1|"},
	} {
		if got := answers(t, go5, tt.in); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

// The time is that of the process: it goes up as work is done.
func TestCPUTime(t *testing.T) {
	s := newServer(t, &firstLegal{}, go5)
	read := func() float64 {
		v, err := strconv.ParseFloat(ask(t, s, "cputime"), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	before := read()
	for end := time.Now().Add(10 * time.Second); read() == before; {
		if time.Now().After(end) {
			t.Fatalf("ten seconds of work leave the processor time at %g s", before)
		}
	}
}
