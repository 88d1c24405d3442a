package goban

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseRules(t *testing.T) {
	tests := []struct {
		text string
		want Rules
		back string // String
	}{
		{"", Rules{}, ""},
		{"  ", Rules{}, ""},
		{"ko=positional suicide=no scoring=area passalive=no handicap=none", Rules{}, ""},
		{"ko=situational", Rules{Ko: KoSituational}, "ko=situational"},
		{"suicide=yes  ko=simple", Rules{Ko: KoSimple, Suicide: true}, "ko=simple suicide=yes"},
		{"maxply=300 passalive=yes", Rules{PassAlive: true, MaxPly: 300}, "passalive=yes maxply=300"},
		{"handicap=n", Rules{Handicap: HandicapN}, "handicap=n"},
		{"handicap=n-1 maxply=60000 scoring=territory", Rules{Scoring: ScoringTerritory, MaxPly: 60000, Handicap: HandicapNMinusOne}, "scoring=territory maxply=60000 handicap=n-1"},
		{"tromp-taylor", Rules{Suicide: true}, "suicide=yes"},
		{"chinese", Rules{Ko: KoSimple, Handicap: HandicapN}, "ko=simple handicap=n"},
		{"chinese-ogs", Rules{Handicap: HandicapN}, "handicap=n"},
		{"chinese-kgs", Rules{Handicap: HandicapN}, "handicap=n"},
		{"japanese", Rules{Ko: KoSimple, Scoring: ScoringTerritory}, "ko=simple scoring=territory"},
		{"korean", Rules{Ko: KoSimple, Scoring: ScoringTerritory}, "ko=simple scoring=territory"},
		{"aga", Rules{Ko: KoSituational, Handicap: HandicapNMinusOne}, "ko=situational handicap=n-1"},
		{"bga", Rules{Ko: KoSituational, Handicap: HandicapNMinusOne}, "ko=situational handicap=n-1"},
		{"new-zealand", Rules{Ko: KoSituational, Suicide: true}, "ko=situational suicide=yes"},
		{"aga maxply=500 handicap=none", Rules{Ko: KoSituational, MaxPly: 500}, "ko=situational maxply=500"},
	}
	for _, test := range tests {
		got, err := ParseRules(test.text)
		if err != nil || got != test.want || got.String() != test.back {
			t.Errorf("ParseRules(%q): got %+v, %v, which is %q; want %+v, %q", test.text, got, err, got, test.want, test.back)
		}
	}
}

func TestParseRulesErrors(t *testing.T) {
	tests := []struct{ text, err string }{ // err: parts of it, with | between
		{"kos=simple", `"kos=simple"|did you mean "ko"|ko, suicide, scoring, passalive, maxply, handicap`},
		{"colour=red", `"colour=red"|no key "colour"; known: ko`},
		{"ko=positionel", `"ko=positionel"|did you mean "positional"|positional, situational, simple`},
		{"ko=", `"ko="|known: positional`},
		{"ko=Simple", `did you mean "simple"`},
		{"suicide", `"suicide"|did you mean "suicide"|keys ko, suicide`},
		{"suicide=maybe", `known: no, yes`},
		{"japenese", `"japenese"|did you mean "japanese"|tromp-taylor, chinese`},
		{"Chinese", `did you mean "chinese"`},
		{"ko=simple japanese", `"japanese"`},
		{"ko=simple ko=simple", `"ko=simple"|twice`},
		{"maxply=0", `"maxply=0"|1 to 60000`},
		{"maxply=60001", `1 to 60000`},
		{"maxply=+5", `1 to 60000`},
		{"maxply=many", `1 to 60000`},
		{"handicap=n-2", `known: none, n, n-1`},
		{"scoring=territory passalive=yes", `passalive=yes goes with scoring=area only`},
		{"japanese passalive=yes", `passalive=yes goes with scoring=area only`},
	}
	for _, test := range tests {
		_, err := ParseRules(test.text)
		for _, part := range strings.Split(test.err, "|") {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("ParseRules(%q): got %v, want an error with %q", test.text, err, part)
			}
		}
	}
}

// FuzzParseRules checks that what is read is written, and read again, the same way.
func FuzzParseRules(f *testing.F) {
	for _, n := range named {
		f.Add(n.name)
		f.Add(n.words)
	}
	for _, text := range []string{"", "ko=simple suicide=yes scoring=territory maxply=300 handicap=n-1", "passalive=yes", "ko=ko", "ko==", "=", "maxply=00", "aga ko=simple"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRules(text)
		if err != nil {
			return
		}
		again, err := ParseRules(r.String())
		if err != nil || again != r || again.String() != r.String() {
			t.Errorf("ParseRules(%q) is %+v, which is %q, which is read as %+v, %v", text, r, r, again, err)
		}
		if _, err := New(5, 5, 0, r); err != nil {
			t.Errorf("ParseRules(%q) is %+v, which New refuses: %v", text, r, err)
		}
	})
}

// TestRulesText writes and reads all kinds of rules.
func TestRulesText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rules{
			Ko:       Ko(rapid.IntRange(0, 2).Draw(t, "ko")),
			Suicide:  rapid.Bool().Draw(t, "suicide"),
			Scoring:  Scoring(rapid.IntRange(0, 1).Draw(t, "scoring")),
			MaxPly:   rapid.IntRange(0, MaxMaxPly).Draw(t, "maxply"),
			Handicap: Handicap(rapid.IntRange(0, 2).Draw(t, "handicap")),
		}
		r.PassAlive = r.Scoring == ScoringArea && rapid.Bool().Draw(t, "passalive")
		if got, err := ParseRules(r.String()); err != nil || got != r {
			t.Fatalf("%+v is %q, which is read as %+v, %v", r, r, got, err)
		}
	})
}

func TestNewErrors(t *testing.T) {
	tests := []struct {
		width, height int
		rules         Rules
		err           string
	}{
		{0, 9, Rules{}, "1 to 25"},
		{9, 0, Rules{}, "1 to 25"},
		{26, 9, Rules{}, "1 to 25"},
		{9, 26, Rules{}, "1 to 25"},
		{-1, -1, Rules{}, "1 to 25"},
		{9, 9, Rules{Ko: 3}, "none of the constants"},
		{9, 9, Rules{Scoring: 2}, "none of the constants"},
		{9, 9, Rules{Handicap: 3}, "none of the constants"},
		{9, 9, Rules{MaxPly: -1}, "maxply is -1"},
		{9, 9, Rules{MaxPly: MaxMaxPly + 1}, "maxply is 60001"},
		{9, 9, Rules{PassAlive: true, Scoring: ScoringTerritory}, "scoring=area only"},
	}
	for _, test := range tests {
		if _, err := New(test.width, test.height, 0, test.rules); err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("New(%d, %d, %+v): got %v, want an error with %q", test.width, test.height, test.rules, err, test.err)
		}
	}
}

// TestParams checks that a game says its rules in canonical words, and that the same rules are the same Params.
func TestParams(t *testing.T) {
	if p := newGameOf(t, 9, 7, -3, "japanese").Params(); p.Name != "go" || p.Width != 9 || p.Height != 7 || p.Komi != -3 || p.Rules != "ko=simple scoring=territory" {
		t.Errorf("Params: got %+v", p)
	}
	if p := newGameOf(t, 3, 3, 0, "maxply=27").Params(); p.Rules != "" {
		t.Errorf("the usual limit in words: got rules %q, want none", p.Rules)
	}
	if g := newGameOf(t, 3, 3, 0, "maxply=28"); g.Params().Rules != "maxply=28" || g.MaxPly() != 28 {
		t.Errorf("another limit: got rules %q, MaxPly %d, want 28", g.Params().Rules, g.MaxPly())
	}
}
