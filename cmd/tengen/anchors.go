package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"tengen/game"
	"tengen/internal/progress"
	"tengen/internal/rundir"
	"tengen/rating"
	"tengen/rating/perfect"
)

const anchorsHelp = "players that a run alone is measured by: auto (random, rollout:100, rollout:1000 and, where there is one, perfect or an installed GNU Go), none, or PLAYER,PLAYER..."

// gnuGo speaks GTP and counts as tengen does: area, positional superko, everything dead taken off the board.
const gnuGo = "--mode gtp --chinese-rules --positional-superko --play-out-aftermath --capture-all-dead"

// runAlone returns the run that stands alone among the arguments, or nil.
func runAlone(o tournamentOptions, args []string) (*rundir.Dir, error) {
	if len(args) != 1 || o.everyReply {
		if o.anchors != "auto" {
			return nil, errors.New("--anchors is for a run that stands alone: name the other players as arguments")
		}
		return nil, nil
	}
	if info, err := os.Stat(args[0]); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("one player, %s, has nobody to play: name another, or give the folder of a run for a match of its checkpoints", args[0])
	}
	return rundir.Open(args[0])
}

// checkpoints picks models of a run evenly, first and last included, and chooses the folder if none was given.
func (a *app) checkpoints(o *tournamentOptions, g game.Game, p rating.SearchParams) ([]rating.Entrant, error) {
	models, err := o.run.Models()
	if err != nil {
		return nil, err
	}
	if len(models) < 2 || o.checkpoints < 2 {
		return nil, fmt.Errorf("run %s has %d models, want 2 or more to rate them (and --checkpoints 2 or more)", o.run.Path(), len(models))
	}
	if o.out == "" {
		o.out = o.run.Ratings(fmt.Sprintf("step-%09d", models[len(models)-1].Step))
		fmt.Fprintf(a.err, "tengen: the tournament lies in %s\n", o.out)
	}
	n := min(o.checkpoints, len(models))
	var all []rating.Entrant
	for i := range n {
		m, err := readModel(models[i*(len(models)-1)/(n-1)].Path)
		if err != nil {
			return nil, err
		}
		e, err := a.modelEntrant(fmt.Sprintf("step-%d", m.Training.Step), g, m, "", p, o.symmetries)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// anchorArgs returns the anchors of a run as arguments for players.
func (a *app) anchorArgs(o *tournamentOptions, g game.Game) []string {
	switch o.anchors {
	case "none", "":
		return nil
	case "auto":
		return a.usualAnchors(o, g)
	}
	return strings.Split(o.anchors, ",")
}

// usualAnchors are players of a known kind, from very weak to as strong as there is, that cost little.
func (a *app) usualAnchors(o *tournamentOptions, g game.Game) []string {
	anchors := []string{"random", "rollout:100"}
	if g.Shape().Cells() <= 13*13 { // a playout is as long as the board is large
		anchors = append(anchors, "rollout:1000")
	}
	switch quick, exists := perfect.Quick(g, o.openingPlies()); {
	case quick:
		anchors = append(anchors, perfect.Name)
	case exists:
		fmt.Fprintf(a.err, "tengen: no perfect player among the anchors, since it may think for minutes about an early move: --random-plies 8 brings it in\n")
	}
	if path := findGNUGo(g); path != "" {
		anchors = append(anchors, "gnugo="+path+" "+gnuGo)
	}
	return anchors
}

// openingPlies returns how many plies are given before the players begin.
func (o *tournamentOptions) openingPlies() int { return o.randomPlies + len(strings.Fields(o.start)) }

// warnSlow says so if a perfect player is asked for where it is slow.
func (a *app) warnSlow(o *tournamentOptions, g game.Game, args []string) {
	for _, arg := range args {
		if quick, exists := perfect.Quick(g, o.openingPlies()); parsePlayer(arg).player == perfect.Name && exists && !quick {
			fmt.Fprintf(a.err, "tengen: %s may think for minutes about an early move; --random-plies 8 makes it quick\n", arg)
		}
	}
}

// findGNUGo returns GNU Go's program if it is installed and plays g, or "".
func findGNUGo(g game.Game) string {
	p := g.Params()
	if p.Name != "go" || p.Width != p.Height || p.Width < 5 || p.Width > 19 {
		return ""
	}
	return gnuGoPath()
}

// gnuGoPath returns GNU Go's program if it is installed, or "".
func gnuGoPath() string {
	for _, name := range []string{"gnugo", "/usr/games/gnugo"} { // Debian has it in a folder that is often not on the path
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// rankingRows is how many players are shown while the games go on: a small terminal has room for them.
const rankingRows = 12

// showTable shows the games that are done, the best player and where a sequential test stands, and on a terminal the table.
func showTable(bar *progress.Bar, done int, t *rating.Table) {
	if len(t.Rows) == 0 {
		bar.Set(int64(done))
		return
	}
	leader := fmt.Sprintf("%s %+.0f±%.0f", t.Rows[0].Name, t.Rows[0].Elo, t.Rows[0].Error)
	fields := []progress.Field{{Name: "leader", Value: leader}}
	if test := t.SPRT; test != nil {
		fields = append(fields, progress.Field{Name: "LLR", Value: fmt.Sprintf("%.2f of %.2f to %.2f", test.LLR, test.Lower, test.Upper)})
	}
	bar.Set(int64(done), fields...)
	var text strings.Builder
	_ = t.WriteRanking(&text, rankingRows) // a Builder does not fail
	bar.Above(strings.Split(strings.TrimRight(text.String(), "\n"), "\n"))
}
