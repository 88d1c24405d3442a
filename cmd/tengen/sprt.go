package main

import (
	"fmt"
	"strconv"
	"strings"

	"tengen/rating"
)

const sprtHelp = "`ELO0,ELO1`: stop as soon as it is clear whether the first of two players is ELO1 above the second or no more than ELO0, by a sequential test of pairs of games, of --games at most; ELO0,ELO1,ALPHA,BETA also says how often the one and the other may be claimed wrongly (default 0.05 each)"

// parseSPRT reads a sequential test; rating checks the numbers.
func parseSPRT(text string) (*rating.SPRT, error) {
	s := &rating.SPRT{Alpha: 0.05, Beta: 0.05}
	fields := []*float64{&s.Elo0, &s.Elo1, &s.Alpha, &s.Beta}
	words := strings.Split(text, ",")
	if len(words) != 2 && len(words) != len(fields) {
		return nil, fmt.Errorf("%q has %d numbers, want 2 or 4, such as 0,10 or 0,10,0.05,0.05", text, len(words))
	}
	for i, word := range words {
		v, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no number: want 2 or 4, such as 0,10 or 0,10,0.05,0.05", word)
		}
		*fields[i] = v
	}
	return s, nil
}
