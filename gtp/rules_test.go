package gtp

import (
	"strings"
	"testing"

	"tengen/game/goban"
)

func TestRules(t *testing.T) {
	const usual = `{"friendlyPassOk":false,"hasButton":false,"ko":"POSITIONAL","scoring":"AREA","suicide":false,"tax":"NONE","whiteHandicapBonus":"0"}`
	for _, tt := range []struct{ name, in, want string }{
		{"usual", "kata-get-rules", "= " + usual + "|"},
		{"by name", "kata-set-rules AGA; kata-get-rules", `=|= {"friendlyPassOk":false,"hasButton":false,"ko":"SITUATIONAL","scoring":"AREA","suicide":false,"tax":"NONE","whiteHandicapBonus":"N-1"}|`},
		{"by words", "kata-set-rules ko=situational suicide=yes; play b a3; play b b2; play b b1; play w a2; play w a1; list_stones w", "=|=|=|=|=|=|=|"},
		{"as JSON", `kata-set-rules {"ko": "SIMPLE", "suicide": true, "friendlyPassOk": true}; kata-get-rules; kata-set-rules tromp-taylor suicide=no; kata-get-rules`,
			"=|= " + strings.NewReplacer("POSITIONAL", "SIMPLE", `"suicide":false`, `"suicide":true`).Replace(usual) + "|=|= " + usual + "|"},
		{"the board stays", "play b a3; play b b2; play b b1; play w a2; kata-set-rules ko=situational suicide=yes; play w a1; kata-set-rules chinese; list_stones b; undo; kata-set-rules chinese; list_stones w",
			`=|=|=|=|=|=|? the moves on the board are not legal by the rules "chinese"|= B1 B2 A3|=|=|= A2|`},
		// Black's two walls have three eyes, and White's stone between them is dead: 13 points and a prisoner, less 7.5; Chinese rules give White a point a handicap stone.
		{"territory", "set_free_handicap a2 b2 c2 d2 e2 a4 b4 c4 d4 e4 b1 d1; play w c3; final_score; kata-set-rules japanese; final_score; kata-set-rules chinese; final_score",
			"=|=|= B+11.5|=|= B+6.5|=|= W+0.5|"},
		{"syntax", "kata-set-rules", "? syntax error|"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := session(t, &firstLegal{}, go5, tt.in); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
	if got := session(t, &firstLegal{}, connect4, "kata-get-rules; kata-set-rules chinese"); got != "? only Go has this|? only Go has this|" {
		t.Errorf("connect4: %s", got)
	}
}

func TestBadRules(t *testing.T) {
	for in, want := range map[string]string{
		"icelandic":                   "icelandic",
		"ko=triple":                   "triple",
		`{"ko":"TRIPLE"}`:             "TRIPLE",
		`{"scoring":"STONES"}`:        "STONES",
		`{"tax":"ALL"}`:               "NONE",
		`{"hasButton":true}`:          "button",
		`{"whiteHandicapBonus":"2N"}`: "2N",
		`{"komi":7}`:                  "komi",
		`{"ko":"SIMPLE"} {}`:          "one JSON object",
		`{"ko"`:                       "EOF",
	} {
		got := session(t, &firstLegal{}, go5, "kata-set-rules "+in+"; kata-get-rules")
		if !strings.HasPrefix(got, "? ") || !strings.Contains(got, want) || !strings.Contains(got, "POSITIONAL") {
			t.Errorf("%s: answered %s, want an error with %q, and the usual rules after it", in, got, want)
		}
	}
}

func FuzzRulesJSON(f *testing.F) {
	f.Add(`{"ko":"SIMPLE","scoring":"TERRITORY","suicide":true,"whiteHandicapBonus":"N"}`)
	f.Add(`{"tax":"SEKI"}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parseRulesJSON(text, goban.Rules{})
		if err != nil {
			return
		}
		if again, err := goban.ParseRules(r.String()); err != nil || again != r {
			t.Errorf("%s gives %+v, which is written %q and read as %+v, %v", text, r, r.String(), again, err)
		}
	})
}
