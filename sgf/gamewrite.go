package sgf

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"tengen/game"
)

// Write writes g as a file of one game, a node a line, in UTF-8. It errs if a move is illegal, having
// written nothing, and if w does.
func Write(w io.Writer, g *Game) error {
	root, err := g.Tree()
	if err != nil {
		return err
	}
	return Collection{root}.Write(w)
}

// Tree returns the game as a tree without variations: the root, then a node for each move.
func (g *Game) Tree() (*Node, error) {
	n := notationOf(g.Rules.Params().Name)
	size, err := boardOf(g.Rules)
	if err != nil {
		return nil, fmt.Errorf("sgf: %w", err)
	}
	root := g.root(n, size)
	last := root
	_, err = g.Replay(func(i int, s game.State) error {
		m := g.Moves[i]
		value, err := n.format(s, size, m.Action)
		if err != nil {
			return err
		}
		node := &Node{}
		node.Set(colorLetters[s.ToPlay()], value)
		if m.Comment != "" {
			node.Set("C", escapeText(m.Comment))
		}
		last.Children = []*Node{node}
		last = node
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sgf: %w", err)
	}
	return root, nil
}

// root returns the node with the game's properties.
func (g *Game) root(n notation, size Size) *Node {
	p := g.Rules.Params()
	root := &Node{}
	property := func(name, value string) {
		if value != "" {
			root.Set(name, value)
		}
	}
	property("FF", "4")
	property("GM", strconv.Itoa(n.number))
	property("CA", "UTF-8")
	if g.Application != "" {
		property("AP", escapeComposed(g.Application)+":"+escapeComposed(g.Version))
	}
	property("SZ", size.String())
	if n.number == numberGo {
		property("KM", strconv.FormatFloat(float64(p.Komi)/2, 'f', -1, 64))
	}
	if n.number == numberOther {
		property("GN", escapeSimple(p.Name))
	}
	if g.Handicap > 0 {
		property("HA", strconv.Itoa(g.Handicap))
	}
	ruleset := g.Ruleset
	if ruleset == "" {
		ruleset = p.Rules
	}
	property("RU", escapeSimple(ruleset))
	property("PB", escapeSimple(g.First))
	property("PW", escapeSimple(g.Second))
	if !g.Date.IsZero() {
		property("DT", g.Date.Format(time.DateOnly))
	}
	property("EV", escapeSimple(g.Event))
	property("RE", escapeSimple(g.Result))
	g.setUp(root, n, size)
	property("C", escapeText(g.Comment))
	return root
}

// setUp adds the set-up stones, point by point, which old programs read too, and who moves first where that is
// not plain.
func (g *Game) setUp(root *Node, n notation, size Size) {
	for _, player := range []game.Player{game.First, game.Second} {
		var points []string
		for _, stone := range g.Setup {
			if stone.Player == player {
				points = append(points, n.cell(size, int(stone.Cell)%size.Width, int(stone.Cell)/size.Width))
			}
		}
		if len(points) > 0 {
			root.Set("A"+colorLetters[player], points...)
		}
	}
	if len(g.Setup) > 0 || g.ToPlay != game.First {
		root.Set("PL", colorLetters[g.ToPlay])
	}
}

// boardOf returns the size of a game's board.
func boardOf(g game.Game) (Size, error) {
	p := g.Params()
	if p.Width < 1 || p.Width > MaxSide || p.Height < 1 || p.Height > MaxSide {
		return Size{}, fmt.Errorf("%s on a board of %dx%d: points have names up to %dx%d", p.Name, p.Width, p.Height, MaxSide, MaxSide)
	}
	return Size{p.Width, p.Height}, nil
}
