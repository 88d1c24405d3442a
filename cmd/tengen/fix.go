package main

import (
	"fmt"
	"strconv"
	"strings"
)

const fixHelp = "`NAME=ELO`: this player has this Elo, to which the others' and their errors are relative; for several, give it again (default: the mean is 0)"

// fix adds a player's rating to those that are given; rating checks that there is such a player, and the number's range.
func fix(all *map[string]float64, text string) error {
	at := strings.LastIndexByte(text, '=')
	if at < 1 {
		return fmt.Errorf("%q is not NAME=ELO, such as random=0", text)
	}
	name, number := text[:at], text[at+1:]
	elo, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil {
		return fmt.Errorf("%q is no number: want NAME=ELO, such as random=0", number)
	}
	if _, twice := (*all)[name]; twice {
		return fmt.Errorf("the Elo of %s is given twice", name)
	}
	if *all == nil {
		*all = map[string]float64{}
	}
	(*all)[name] = elo
	return nil
}
