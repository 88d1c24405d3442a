package sgf

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"tengen/game"
)

// The numbers of games, GM. FF[4] has none for our games but Go.
const (
	numberGo    = 1
	numberOther = 1000
)

// Write writes g as a file of one game, a node a line, in UTF-8. It errs if a move is illegal, having
// written nothing, and if w does.
func Write(w io.Writer, g *Game) error {
	nodes, err := moveNodes(g)
	if err != nil {
		return err
	}
	bw := bufio.NewWriter(w)
	bw.WriteString("(" + rootNode(g) + "\n") // its error is kept for Flush
	for _, n := range nodes {
		bw.WriteString(n + "\n")
	}
	bw.WriteString(")\n")
	if err := bw.Flush(); err != nil {
		return fmt.Errorf("sgf: write a game: %w", err)
	}
	return nil
}

// rootNode returns the node with the game's properties.
func rootNode(g *Game) string {
	p := g.Rules.Params()
	var b strings.Builder
	property := func(name, value string) {
		if value != "" {
			b.WriteString(name + "[" + value + "]")
		}
	}
	isGo := p.Name == "go"
	number := numberOther
	if isGo {
		number = numberGo
	}
	b.WriteString(";FF[4]GM[" + strconv.Itoa(number) + "]CA[UTF-8]")
	if g.Application != "" {
		property("AP", escapeComposed(g.Application)+":"+escapeComposed(g.Version))
	}
	property("SZ", size(g.Rules.Shape()))
	if isGo {
		property("KM", strconv.FormatFloat(float64(p.Komi)/2, 'f', -1, 64))
	} else {
		property("GN", escapeSimple(p.Name))
	}
	property("RU", escapeSimple(g.Ruleset))
	property("PB", escapeSimple(g.First))
	property("PW", escapeSimple(g.Second))
	if !g.Date.IsZero() {
		property("DT", g.Date.Format("2006-01-02"))
	}
	property("EV", escapeSimple(g.Event))
	property("RE", escapeSimple(g.Result))
	property("C", escapeText(g.Comment))
	return b.String()
}

// size returns the value of SZ, columns:rows where they differ.
func size(s game.Shape) string {
	if s.Width == s.Height {
		return strconv.Itoa(s.Width)
	}
	return fmt.Sprintf("%d:%d", s.Width, s.Height)
}

// moveNodes plays the moves and returns a node for each.
func moveNodes(g *Game) ([]string, error) {
	s := g.Rules.New()
	nodes := make([]string, 0, len(g.Moves))
	for i, m := range g.Moves {
		if m.Action < 0 || int(m.Action) >= g.Rules.Actions() || !s.Legal(m.Action) {
			return nil, fmt.Errorf("sgf: move %d of %d: action %d is illegal on\n%s", i+1, len(g.Moves), m.Action, s)
		}
		at, err := point(s.FormatAction(m.Action), g.Rules.Shape())
		if err != nil {
			return nil, fmt.Errorf("sgf: move %d of %d: %w", i+1, len(g.Moves), err)
		}
		color := "B"
		if s.ToPlay() == game.Second {
			color = "W"
		}
		node := ";" + color + "[" + at + "]"
		if m.Comment != "" {
			node += "C[" + escapeText(m.Comment) + "]"
		}
		nodes = append(nodes, node)
		s.Play(m.Action)
	}
	return nodes, nil
}

// letters name columns from the left and rows from the top: FF[4] goes up to 52.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// columns name the columns of a vertex: I is left out.
const columns = "ABCDEFGHJKLMNOPQRSTUVWXYZ"

// point turns a vertex ("D4", rows from the bottom) into a point of SGF. A pass is no point, "",
// which is right on every size; "tt" would be so only up to 19x19.
func point(vertex string, s game.Shape) (string, error) {
	if strings.EqualFold(vertex, "pass") {
		return "", nil
	}
	if vertex != "" {
		x := strings.IndexByte(columns, vertex[0])
		row, err := strconv.Atoi(vertex[1:])
		if err == nil && x >= 0 && x < s.Width && row >= 1 && row <= s.Height && s.Height <= len(letters) {
			return string([]byte{letters[x], letters[s.Height-row]}), nil
		}
	}
	return "", fmt.Errorf("move %q is no vertex of a board of %dx%d", vertex, s.Width, s.Height)
}
