package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tengen/internal/rundir"
	"tengen/mcts"
	"tengen/net"
)

// takeLevel takes level=N out of a player's settings.
func takeLevel(settings string) (l mcts.Level, rest string, err error) {
	value, found, rest := takeSetting(settings, "level")
	if !found {
		return l, rest, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return l, "", fmt.Errorf("level %q: want a whole number", value)
	}
	l, err = mcts.LevelOf(n)
	return l, rest, err
}

// takePrecision takes precision=P out of a player's settings; p is "" if it is not there.
func takePrecision(settings string) (p net.Precision, rest string, err error) {
	value, found, rest := takeSetting(settings, "precision")
	if !found {
		return "", rest, nil
	}
	p, err = net.ParsePrecision(value)
	return p, rest, err
}

// takeSetting takes key=value out of settings that commas part; of two the last.
func takeSetting(settings, key string) (value string, found bool, rest string) {
	var others []string
	for setting := range strings.SplitSeq(settings, ",") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(setting), key+"="); ok {
			value, found = v, true
		} else {
			others = append(others, setting)
		}
	}
	return value, found, strings.Join(others, ",")
}

func levelFlag(c *cobra.Command, level *int) {
	c.Flags().IntVar(level, "level", mcts.MaxLevel, fmt.Sprintf("from 1, a beginner, to %d, full strength; a run given as --model lets its early checkpoints play the low ones", mcts.MaxLevel))
}

// playAt changes what the flags say to what goes with the level. A level says how much is thought, so it does not ponder, and
// threads side by side would change what few descents find. The young networks of the low ones know too little to give up by.
func (a *app) playAt(o *gtpOptions) (mcts.Level, error) {
	l, err := mcts.LevelOf(o.level)
	if err != nil || l == (mcts.Level{}) {
		return l, err
	}
	if o.ponder {
		a.logf("no pondering at level %d", o.level)
	}
	o.visits, o.threads, o.ponder = l.Limit(o.visits), 1, false
	if l.Training > 0 {
		o.resign = -1
	}
	return l, nil
}

// readModelFor reads the model that plays at a level: of a run, one that has learnt as much as the level says.
func readModelFor(path string, l mcts.Level) (*net.Model, error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() || l.Training == 0 {
		return readModel(path)
	}
	dir, err := rundir.Open(path)
	if err != nil {
		return nil, err
	}
	models, err := dir.Models()
	if err != nil {
		return nil, err
	}
	if len(models) == 0 {
		return readModel(path)
	}
	for _, m := range models {
		if float32(m.Step) >= l.Training*float32(models[len(models)-1].Step) {
			return net.ReadModel(m.Path)
		}
	}
	return readModel(path)
}
