package gtp

import (
	"strings"
	"testing"
	"time"

	"tengen/game"
)

func TestAnalysisArgs(t *testing.T) {
	second, pos := time.Second, newPosition(newGame(t, go5))
	for _, tt := range []struct {
		in   string
		want analysisArgs
	}{
		{"", analysisArgs{interval: second}},
		{"b 10", analysisArgs{colored: true, interval: second / 10}},
		{"White 100", analysisArgs{color: game.Second, colored: true, interval: second}},
		{"50", analysisArgs{interval: second / 2}},
		{"w", analysisArgs{color: game.Second, colored: true, interval: second}},
		{"b interval 20", analysisArgs{colored: true, interval: second / 5}},
		{"b 20 interval 30", analysisArgs{colored: true, interval: 3 * second / 10}},
		{"b 0", analysisArgs{colored: true, interval: second / 100}},
		{"b 2.5", analysisArgs{colored: true, interval: second / 40}},
		{"b 10 minmoves 5 maxmoves 7", analysisArgs{colored: true, interval: second / 10, maxMoves: 7}},
		{"ownership true rootInfo TRUE pvVisits true", analysisArgs{interval: second, ownership: true, rootInfo: true, pvVisits: true}},
		{"ownership false movesOwnership false", analysisArgs{interval: second}},
	} {
		got, err := parseAnalysisArgs(kataDialect, pos, strings.Fields(tt.in))
		if err != nil || got != tt.want {
			t.Errorf("%q\n got %+v, %v\nwant %+v", tt.in, got, err, tt.want)
		}
	}
	for _, tt := range []struct{ in, lz, kata string }{
		{"b 10 c 3", `syntax error: unknown key "c": want one of interval, minmoves, maxmoves, avoid, allow`, `syntax error: unknown key "c": want one of interval, minmoves, maxmoves, avoid, allow, ownership, rootInfo, pvVisits`},
		{"x 10", `syntax error: unknown key "x": want one of interval, minmoves, maxmoves, avoid, allow`, `syntax error: unknown key "x": want one of interval, minmoves, maxmoves, avoid, allow, ownership, rootInfo, pvVisits`},
		{"b -1", "syntax error: the interval is -1, want centiseconds from 0 to 1e+08", ""},
		{"nan", "syntax error: the interval is NaN, want centiseconds from 0 to 1e+08", ""},
		{"interval soon", `syntax error: interval is "soon", want centiseconds`, ""},
		{"interval 1e9", "syntax error: the interval is 1e+09, want centiseconds from 0 to 1e+08", ""},
		{"maxmoves -1", `syntax error: maxmoves is "-1", want a number of moves, 0 or more`, ""},
		{"minmoves x", `syntax error: minmoves is "x", want a number of moves, 0 or more`, ""},
		{"b 10 maxmoves", `syntax error: "maxmoves" has no value: want [COLOUR] [CENTISECONDS] [KEY VALUE]..., keys interval, minmoves, maxmoves, avoid, allow`,
			`syntax error: "maxmoves" has no value: want [COLOUR] [CENTISECONDS] [KEY VALUE]..., keys interval, minmoves, maxmoves, avoid, allow, ownership, rootInfo, pvVisits`},
		{"ownership true", `syntax error: unknown key "ownership": want one of interval, minmoves, maxmoves, avoid, allow`, "-"},
		{"pvVisits maybe", `syntax error: unknown key "pvvisits": want one of interval, minmoves, maxmoves, avoid, allow`, `syntax error: pvvisits is "maybe", want true or false`},
		{"movesOwnership true", `syntax error: unknown key "movesownership": want one of interval, minmoves, maxmoves, avoid, allow`, "movesownership is not known here: ask for ownership and pvVisits, or leave it out"},
	} {
		if tt.kata == "" {
			tt.kata = tt.lz
		}
		for d, want := range map[dialect]string{leelaDialect: tt.lz, kataDialect: tt.kata} {
			_, err := parseAnalysisArgs(d, pos, strings.Fields(tt.in))
			if got := strings.TrimSpace(errorText(err)); got != want {
				t.Errorf("%q, %+v\n got %s\nwant %s", tt.in, d, got, want)
			}
		}
	}
}

// errorText is "-" for no error.
func errorText(err error) string {
	if err == nil {
		return "-"
	}
	return err.Error()
}

// What is read is within its limits, whatever is written.
func FuzzAnalysisArgs(f *testing.F) {
	for _, seed := range []string{"b 10", "w 1e-300 maxmoves 3", "interval 0x10 ownership true", "B 10 avoid b a1 3", "NaN", "b 10 pvVisits TRUE rootinfo f",
		"avoid w pass,C3,b2 2147483647 allow B a2b3 1 avoid b d 9", "allow b c3,,c4 1", "avoid b"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	var positions []*position
	for _, p := range []game.Params{go5, connect4, {Name: "breakthrough", Width: 4, Height: 4}} {
		positions = append(positions, newPosition(newGame(f, p)))
	}
	f.Fuzz(func(t *testing.T, in string, kata bool) {
		d := dialect{kata: kata}
		for _, pos := range positions {
			a, err := parseAnalysisArgs(d, pos, strings.Fields(clean(in)))
			if err == nil {
				err = a.leavesSome(pos)
			}
			if err != nil {
				if err.Error() == "" || len(err.Error()) > 300 {
					t.Errorf("%q: the error is %q", in, err)
				}
				continue
			}
			if a.interval < leastInterval || a.interval > time.Duration(mostInterval)*10*time.Millisecond || a.maxMoves < 0 || !kata && (a.ownership || a.pvVisits || a.rootInfo) {
				t.Errorf("%q: read %+v", in, a)
			}
			if s := pos.turn(a.color); s != nil && len(a.restriction.LegalActions(s, nil)) == 0 {
				t.Errorf("%q: nothing is left", in)
			}
		}
	})
}
