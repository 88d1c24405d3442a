package gtp

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"tengen/mcts"
)

// The commands that tell time. Times are seconds, and need not be whole.

// Time systems by the words of kgs-time_settings, and of kata-time_settings (KataGo's document "GTP_Extensions").
var (
	kgsTimeSystems  = []string{"none", "absolute", "byoyomi", "canadian"}
	kataTimeSystems = append(slices.Clone(kgsTimeSystems), "fischer", "fischer-capped")
)

// timeArguments name the numbers that follow a time system.
var timeArguments = map[string]string{
	"absolute":       "MAIN",
	"byoyomi":        "MAIN PERIOD PERIODS",
	"canadian":       "MAIN PERIOD STONES",
	"fischer":        "MAIN INCREMENT",
	"fischer-capped": "MAIN INCREMENT MAX-MAIN MAX-MOVE", // -1: no maximum
}

// timeSettings is GTP's own command, for Canadian and absolute time. A period for no stones means no limit, and no period
// absolute time.
func (s *Server) timeSettings(_ context.Context, args []string) (string, error) {
	t, err := parseTimes("MAIN PERIOD STONES", args)
	if err != nil {
		return "", err
	}
	settings := mcts.TimeSettings{System: mcts.Canadian, Main: t.seconds[0], Period: t.seconds[1], Count: t.count}
	switch {
	case t.seconds[1] == 0:
		settings = mcts.TimeSettings{System: mcts.Absolute, Main: t.seconds[0]}
	case t.count == 0:
		settings = mcts.TimeSettings{}
	}
	return "", s.setTime(settings)
}

func (s *Server) kgsTimeSettings(_ context.Context, args []string) (string, error) {
	settings, err := parseTimeSystem(args, kgsTimeSystems)
	if err != nil {
		return "", err
	}
	return "", s.setTime(settings)
}

func (s *Server) kataTimeSettings(_ context.Context, args []string) (string, error) {
	settings, err := parseTimeSystem(args, kataTimeSystems)
	if err != nil {
		return "", err
	}
	return "", s.setTime(settings)
}

func (s *Server) listTimeSettings(context.Context, []string) (string, error) {
	return strings.Join(kataTimeSystems, " "), nil
}

func (s *Server) setTime(settings mcts.TimeSettings) error {
	if err := settings.Validate(); err != nil {
		return fmt.Errorf("%w: %w", errSyntax, err)
	}
	s.time.set(settings)
	return nil
}

// timeLeft puts a clock right. The last number is 0 in main time, else of stones to play, or of periods left in
// Japanese overtime, as KGS has it. Less than nothing is taken for nothing: the referee's clock may run on while it tells.
func (s *Server) timeLeft(_ context.Context, args []string) (string, error) {
	if len(args) == 0 {
		return "", fmt.Errorf("%w: want COLOUR TIME STONES", errSyntax)
	}
	c, err := parseColor(args[0])
	if err != nil {
		return "", fmt.Errorf("%w: %.20q is no colour: want COLOUR TIME STONES", err, args[0])
	}
	t, err := parseTimes("TIME STONES", args[1:])
	if err != nil {
		return "", err
	}
	s.time.left(c, max(t.seconds[0], 0), t.count)
	return "", nil
}

// times are the numbers of a time command.
type times struct {
	seconds []time.Duration // those before the count
	count   int             // of stones or periods, 0 or more
}

// parseTimes reads the numbers that names ask for, no more and no less: STONES and PERIODS are counts, the others seconds.
func parseTimes(names string, args []string) (t times, err error) {
	fields := strings.Fields(names)
	if len(args) != len(fields) {
		return t, fmt.Errorf("%w: want %s, got %q", errSyntax, names, args)
	}
	for i, name := range fields {
		if name == "STONES" || name == "PERIODS" {
			n, err := strconv.ParseInt(args[i], 10, 32)
			if err != nil || n < 0 || n > mcts.MaxCount {
				return t, fmt.Errorf("%w: %s is %.20q, want a whole number from 0 to %d", errSyntax, name, args[i], mcts.MaxCount)
			}
			t.count = int(n)
			continue
		}
		v, err := strconv.ParseFloat(args[i], 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > math.MaxInt32 {
			return t, fmt.Errorf("%w: %s is %.20q, want seconds up to %d", errSyntax, name, args[i], math.MaxInt32)
		}
		t.seconds = append(t.seconds, time.Duration(v*float64(time.Second)))
	}
	return t, nil
}

// parseTimeSystem reads one of the known time systems with its numbers.
func parseTimeSystem(args []string, known []string) (s mcts.TimeSettings, err error) {
	if len(args) == 0 || !slices.Contains(known, strings.ToLower(args[0])) {
		return s, fmt.Errorf("%w: want a time system, one of %s, got %.40q", errSyntax, strings.Join(known, ", "), args)
	}
	word := strings.ToLower(args[0])
	t, err := parseTimes(timeArguments[word], args[1:])
	if err != nil {
		return s, err
	}
	switch word {
	case "absolute":
		s = mcts.TimeSettings{System: mcts.Absolute, Main: t.seconds[0]}
	case "byoyomi":
		s = mcts.TimeSettings{System: mcts.Byoyomi, Main: t.seconds[0], Period: t.seconds[1], Count: t.count}
	case "canadian":
		s = mcts.TimeSettings{System: mcts.Canadian, Main: t.seconds[0], Period: t.seconds[1], Count: t.count}
	case "fischer":
		s = mcts.TimeSettings{System: mcts.Fischer, Main: t.seconds[0], Increment: t.seconds[1]}
	case "fischer-capped":
		if t.seconds[2] == 0 || t.seconds[3] == 0 {
			return s, fmt.Errorf("%w: MAX-MAIN and MAX-MOVE are %q, want seconds, or -1 for no maximum", errSyntax, args[3:])
		}
		s = mcts.TimeSettings{System: mcts.Fischer, Main: t.seconds[0], Increment: t.seconds[1], MaxMain: max(t.seconds[2], 0), MaxMove: max(t.seconds[3], 0)}
	}
	return s, nil
}
