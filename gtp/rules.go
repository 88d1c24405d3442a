package gtp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tengen/game/games"
	"tengen/game/goban"
)

// rulesJSON is the rules of Go in KataGo's form (its document "GTP_Extensions", kata-get-rules).
type rulesJSON struct {
	FriendlyPassOk     bool   `json:"friendlyPassOk"`
	HasButton          bool   `json:"hasButton"`
	Ko                 string `json:"ko"`
	Scoring            string `json:"scoring"`
	Suicide            bool   `json:"suicide"`
	Tax                string `json:"tax"`
	WhiteHandicapBonus string `json:"whiteHandicapBonus"`
}

// The words of rulesJSON, in the order of goban's constants.
var (
	koWords       = []string{"POSITIONAL", "SITUATIONAL", "SIMPLE"}
	scoringWords  = []string{"AREA", "TERRITORY"}
	handicapWords = []string{"0", "N", "N-1"}
)

// getRules answers the rules as JSON.
func (s *Server) getRules(context.Context, []string) (string, error) {
	r, err := s.rules()
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(rulesJSON{
		Ko: koWords[r.Ko], Scoring: scoringWords[r.Scoring], Suicide: r.Suicide, Tax: "NONE", WhiteHandicapBonus: handicapWords[r.Handicap],
	})
	return string(text), err
}

// setRules takes a name, KataGo's JSON, or the words of game.Params.Rules, and keeps what is on the board.
func (s *Server) setRules(_ context.Context, args []string) (string, error) {
	old, err := s.rules()
	if err != nil {
		return "", err
	}
	if len(args) == 0 {
		return "", errSyntax
	}
	text := strings.Join(args, " ")
	var r goban.Rules
	if strings.HasPrefix(text, "{") {
		r, err = parseRulesJSON(text, old)
	} else {
		r, err = goban.ParseRules(strings.ToLower(text))
	}
	if err != nil {
		return "", err
	}
	p := s.pos.game.Params()
	p.Rules = r.String()
	g, err := games.New(p)
	if err != nil {
		return "", err
	}
	pos, ok := s.pos.under(g)
	if !ok {
		return "", fmt.Errorf("the moves on the board are not legal by the rules %q", text)
	}
	return "", s.begin(pos)
}

// rules returns the rules of the game of Go on the board.
func (s *Server) rules() (goban.Rules, error) {
	p := s.pos.game.Params()
	if p.Name != "go" {
		return goban.Rules{}, errOnlyGo
	}
	return goban.ParseRules(p.Rules)
}

// parseRulesJSON reads rules; keys that are missing stay as in r.
func parseRulesJSON(text string, r goban.Rules) (goban.Rules, error) {
	j := rulesJSON{Ko: koWords[r.Ko], Scoring: scoringWords[r.Scoring], Suicide: r.Suicide, Tax: "NONE", WhiteHandicapBonus: handicapWords[r.Handicap]}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return r, fmt.Errorf("rules: %w", err)
	}
	if d.More() {
		return r, fmt.Errorf("rules: want one JSON object")
	}
	ko, scoring, handicap := slices.Index(koWords, j.Ko), slices.Index(scoringWords, j.Scoring), slices.Index(handicapWords, j.WhiteHandicapBonus)
	switch {
	case ko < 0:
		return r, fmt.Errorf("rules: ko is %q, want one of %q", j.Ko, koWords)
	case scoring < 0:
		return r, fmt.Errorf("rules: scoring is %q, want one of %q", j.Scoring, scoringWords)
	case handicap < 0:
		return r, fmt.Errorf("rules: whiteHandicapBonus is %q, want one of %q", j.WhiteHandicapBonus, handicapWords)
	case j.Tax != "NONE":
		return r, fmt.Errorf("rules: tax is %q, want \"NONE\": points in seki and of each group count here", j.Tax)
	case j.HasButton:
		return r, fmt.Errorf("rules: hasButton is true, and the button is not played here")
	}
	r.Ko, r.Scoring, r.Handicap, r.Suicide = goban.Ko(ko), goban.Scoring(scoring), goban.Handicap(handicap), j.Suicide
	return r, nil
}

// deadStones says which stones stand in what is the opponent's for good.
func deadStones(s *goban.State) []bool {
	owners := ownersForGood(s)
	dead := make([]bool, len(owners))
	for c, owner := range owners {
		p, ok := s.Stone(c)
		dead[c] = ok && (p == goban.Black && owner < 0 || p == goban.White && owner > 0)
	}
	return dead
}
