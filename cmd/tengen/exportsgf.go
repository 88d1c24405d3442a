package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"tengen/game"
	"tengen/game/games"
	"tengen/internal/atomicfile"
	"tengen/replay"
	"tengen/sgf"
)

// writeSGF writes a record as an SGF file.
func writeSGF(path string, r *replay.Record) error {
	g, err := games.New(r.Game)
	if err != nil {
		return err
	}
	root, err := recordTree(g, r)
	if err != nil {
		return fmt.Errorf("record %s: %w", r.ID, err)
	}
	return atomicfile.Write(path, 0o644, func(w io.Writer) error { return sgf.Collection{root}.Write(w) })
}

// recordTree returns the game with the search's opinion: for people, as a comment on each move of what the
// search thought before it; for Sabaki's graph, Black's win rate in SBKV of the position that was searched.
func recordTree(g game.Game, r *replay.Record) (*sgf.Node, error) {
	record := &sgf.Game{Rules: g, First: "tengen", Second: "tengen", Date: time.UnixMilli(r.EndUnixMilli), Application: "tengen", Version: r.Program, Result: resultText(r)}
	blackRates := map[int]float64{} // by ply
	err := r.Replay(g, func(ply int, s game.State) error {
		m := sgf.Move{Action: r.Moves[ply]}
		if r.Simulations[ply] > 0 {
			black, comment := searchOpinion(r, ply, s)
			blackRates[ply], m.Comment = black, comment
		}
		record.Moves = append(record.Moves, m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	root, err := record.Tree()
	if err != nil {
		return nil, err
	}
	for ply, n := range root.MainLine() {
		if rate, ok := blackRates[ply]; ok {
			n.Set("SBKV", strconv.FormatFloat(rate, 'f', 2, 64))
		}
	}
	return root, nil
}

// bestShown is how many of a policy's moves a comment names.
const bestShown = 3

// searchOpinion says what the search thought of s, in which the move of ply was made: Black's win rate in per
// cent, and a comment.
func searchOpinion(r *replay.Record, ply int, s game.State) (black float64, comment string) {
	mover, other := "Black", "White"
	rate := 100 * (float64(r.RootValues[ply]) + 1) / 2
	black = rate
	if s.ToPlay() == game.Second {
		mover, other = other, mover
		black = 100 - rate
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Win rate before the move: %.1f %% for %s, who moves; %.1f %% for %s.\n", rate, mover, 100-rate, other)
	fmt.Fprintf(&b, "%d simulations", r.Simulations[ply])
	visits := 0
	for _, av := range r.Policies[ply] {
		visits += int(av.Visits)
	}
	if visits == 0 {
		return black, b.String() + "."
	}
	best := slices.SortedStableFunc(slices.Values(r.Policies[ply]), func(x, y replay.ActionVisits) int { return cmp.Compare(y.Visits, x.Visits) })
	var names []string
	for _, av := range best[:min(bestShown, len(best))] {
		names = append(names, fmt.Sprintf("%s %.0f %%", s.FormatAction(av.Action), 100*float64(av.Visits)/float64(visits)))
	}
	fmt.Fprintf(&b, "; policy: %s.", strings.Join(names, ", "))
	return black, b.String()
}

func resultText(r *replay.Record) string {
	winner := game.First
	if r.Result.Outcome < 0 {
		winner = game.Second
	}
	switch {
	case r.Result.Outcome == 0:
		return "0"
	case r.Result.Ending == replay.Resignation:
		return sgf.Won(winner, sgf.Resignation)
	case r.Result.HasScore:
		return sgf.Won(winner, sgf.Reason(fmt.Sprintf("%g", max(r.Result.Score, -r.Result.Score))))
	}
	return sgf.Won(winner, "")
}
