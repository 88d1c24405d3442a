package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"tengen/game/games"
	"tengen/sgf"
)

// describeSGF says what is in a file of game records. The error says what could not be read, or not be played by
// the rules; the rest is described nevertheless.
func describeSGF(path string) (map[string]any, string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, "", fmt.Errorf("inspect: %w", err)
	}
	defer file.Close() // after reading, its error says nothing
	c, err := sgf.Parse(file)
	errs := []error{err}
	var lines []string
	nodes, moves := 0, 0
	for i, root := range c {
		line, n, m, err := describeTree(root)
		if err != nil {
			errs = append(errs, fmt.Errorf("game %d: %w", i+1, err))
		}
		lines = append(lines, fmt.Sprintf("game %d: %s", i+1, line))
		nodes, moves = nodes+n, moves+m
	}
	v := map[string]any{"games": len(c), "nodes": nodes, "moves": moves}
	if err := errors.Join(errs...); err != nil {
		return v, strings.Join(lines, "\n"), fmt.Errorf("%s: %w", path, err)
	}
	return v, strings.Join(lines, "\n"), nil
}

// describeTree says what is in a tree, and counts its nodes and the moves of its main line.
func describeTree(root *sgf.Node) (line string, nodes, moves int, err error) {
	leaves := 0
	for n := range root.All() {
		nodes++
		if len(n.Children) == 0 {
			leaves++
		}
	}
	about := fmt.Sprintf("nodes: %d, variations: %d", nodes, leaves-1)
	g, err := sgf.ReadGame(root, games.New)
	if g == nil {
		return about, nodes, 0, err
	}
	p := g.Rules.Params()
	return fmt.Sprintf("%s %dx%d, komi %g, %q against %q, result %q, moves by the rules: %d, %s",
		p.Name, p.Width, p.Height, float64(p.Komi)/2, g.First, g.Second, g.Result, len(g.Moves), about), nodes, len(g.Moves), err
}
