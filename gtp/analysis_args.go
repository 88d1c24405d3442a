package gtp

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"tengen/game"
	"tengen/mcts"
)

// The intervals between two lines of an analysis. Clients that ask for none rely on each other's defaults; a second
// is what people can follow.
const (
	leastInterval   = 10 * time.Millisecond
	defaultInterval = time.Second
	mostInterval    = 1e8 // centiseconds
)

// analysisArgs are the arguments of an analysis command: [COLOUR] [CENTISECONDS] [KEY VALUE]...
type analysisArgs struct {
	color     game.Player
	colored   bool // color was said
	interval  time.Duration
	maxMoves  int // 0: all
	ownership bool
	rootInfo  bool
	pvVisits  bool

	restriction *mcts.Restriction // avoid and allow; nil: all moves
}

// parseAnalysisArgs reads the arguments of a command of dialect d about a position.
func parseAnalysisArgs(d dialect, pos *position, args []string) (analysisArgs, error) {
	a := analysisArgs{interval: defaultInterval}
	var err error
	if len(args) > 0 {
		if a.color, err = parseColor(args[0]); err == nil {
			a.colored, args = true, args[1:]
		}
	}
	if len(args) > 0 {
		if v, err := strconv.ParseFloat(args[0], 64); err == nil {
			if a.interval, err = centiseconds(v); err != nil {
				return a, err
			}
			args = args[1:]
		}
	}
	for len(args) > 0 {
		key := strings.ToLower(args[0])
		if key == "avoid" || key == "allow" {
			if args, err = a.restrict(pos, args); err != nil {
				return a, err
			}
			continue
		}
		if len(args) == 1 {
			return a, fmt.Errorf("%w: %.40q has no value: want [COLOUR] [CENTISECONDS] [KEY VALUE]..., keys %s", errSyntax, args[0], d.keys())
		}
		if err := a.set(d, key, args[1]); err != nil {
			return a, err
		}
		args = args[2:]
	}
	return a, nil
}

// set takes a value. A key that asks for what the engine cannot tell is an error, unless its value is that it is not asked for.
func (a *analysisArgs) set(d dialect, key, value string) (err error) {
	switch {
	case key == "interval":
		v, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return fmt.Errorf("%w: interval is %.20q, want centiseconds", errSyntax, value)
		}
		a.interval, err = centiseconds(v)
		return err
	case key == "minmoves": // all moves with visits are told, and nothing is known of others
		_, err = count(key, value)
	case key == "maxmoves":
		a.maxMoves, err = count(key, value)
	case !d.kata:
		return fmt.Errorf("%w: unknown key %.40q: want one of %s", errSyntax, key, d.keys())
	case key == "ownership":
		a.ownership, err = boolean(key, value)
	case key == "rootinfo":
		a.rootInfo, err = boolean(key, value)
	case key == "pvvisits":
		a.pvVisits, err = boolean(key, value)
	case key == "movesownership" || key == "ownershipstdev" || key == "pvedgevisits":
		if asked, err := boolean(key, value); asked || err != nil {
			return fmt.Errorf("%s is not known here: ask for ownership and pvVisits, or leave it out", key)
		}
	default:
		return fmt.Errorf("%w: unknown key %.40q: want one of %s", errSyntax, key, d.keys())
	}
	return err
}

// keys names the keys of a dialect.
func (d dialect) keys() string {
	if d.kata {
		return "interval, minmoves, maxmoves, avoid, allow, ownership, rootInfo, pvVisits"
	}
	return "interval, minmoves, maxmoves, avoid, allow"
}

func centiseconds(v float64) (time.Duration, error) {
	if math.IsNaN(v) || v < 0 || v > mostInterval {
		return 0, fmt.Errorf("%w: the interval is %g, want centiseconds from 0 to %g", errSyntax, v, float64(mostInterval))
	}
	return max(leastInterval, time.Duration(v*float64(10*time.Millisecond))), nil
}

func count(key, value string) (int, error) {
	n, err := strconv.ParseInt(value, 10, 32)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%w: %s is %.20q, want a number of moves, 0 or more", errSyntax, key, value)
	}
	return int(n), nil
}

func boolean(key, value string) (bool, error) {
	b, err := strconv.ParseBool(strings.ToLower(value))
	if err != nil {
		return false, fmt.Errorf("%w: %s is %.20q, want true or false", errSyntax, key, value)
	}
	return b, nil
}
