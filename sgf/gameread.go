package sgf

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tengen/game"
)

// ReadGame returns the main line of a tree as a game by the rules, which newGame makes (games.New does). Rules
// that RU names and newGame does not know are only named in Ruleset.
//
// It errs at the first node that cannot be: an illegal move, stones set up after a move, a point off the board.
// The error names the node, counted from 0, the root; the game is returned with it up to there, or nil if not
// even its board is known.
func ReadGame(root *Node, newGame func(game.Params) (game.Game, error)) (*Game, error) {
	rules, err := readRules(root, newGame)
	if err != nil {
		return nil, fmt.Errorf("sgf: %w", err)
	}
	size, err := boardOf(rules)
	if err != nil {
		return nil, fmt.Errorf("sgf: %w", err)
	}
	g := &Game{
		Rules: rules, First: root.SimpleText("PB"), Second: root.SimpleText("PW"), Result: root.SimpleText("RE"),
		Event: root.SimpleText("EV"), Comment: root.Text("C"),
	}
	if ru := root.SimpleText("RU"); ru != rules.Params().Rules {
		g.Ruleset = ru
	}
	g.Date = readDate(root.SimpleText("DT"))
	if ap, ok := root.Value("AP"); ok {
		application, version, _ := splitComposed(ap)
		g.Application, g.Version = unescapeSimple(application), unescapeSimple(version)
	}
	g.Handicap, _ = strconv.Atoi(strings.TrimSpace(root.SimpleText("HA"))) // text that is no number is no handicap
	r := &lineReader{game: g, notation: notationOf(rules.Params().Name), size: size, board: NewPosition(size)}
	for i, n := range root.MainLine() {
		if err := r.read(i, n); err != nil {
			return g, fmt.Errorf("sgf: node %d: %w", i, err)
		}
	}
	if r.state == nil {
		if err := r.begin(r.firstPlayer()); err != nil {
			return g, fmt.Errorf("sgf: set-up: %w", err)
		}
	}
	return g, nil
}

// readRules makes the game that GM, GN, SZ, KM and RU choose.
func readRules(root *Node, newGame func(game.Params) (game.Game, error)) (game.Game, error) {
	p := game.Params{Name: "go", Width: 19, Height: 19}
	if gm := strings.TrimSpace(root.SimpleText("GM")); gm != "" && gm != strconv.Itoa(numberGo) {
		p = game.Params{Name: root.SimpleText("GN")}
		for _, n := range notations {
			if strconv.Itoa(n.number) == gm {
				p.Name = n.game
			}
		}
	}
	if sz, ok := root.Value("SZ"); ok {
		size, err := ParseSize(sz)
		if err != nil {
			return nil, err
		}
		p.Width, p.Height = size.Width, size.Height
	}
	if p.Name == "go" {
		komi, err := readKomi(root.SimpleText("KM"))
		if err != nil {
			return nil, err
		}
		p.Komi = komi
	}
	if ru := root.SimpleText("RU"); ru != "" {
		named := p
		named.Rules = ru
		if g, err := newGame(named); err == nil {
			return g, nil
		}
	}
	return newGame(p)
}

// readKomi reads KM, in points, as half points.
func readKomi(text string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	points, err := strconv.ParseFloat(text, 64)
	halves := int(points * 2)
	if err != nil || points < -1000 || points > 1000 || float64(halves) != points*2 {
		return 0, fmt.Errorf("KM[%s]: want points, such as 6.5: a multiple of 0.5, 1000 at most", short(text))
	}
	return halves, nil
}

// readDate reads the first day of DT, and returns no date if it is not a day.
func readDate(text string) time.Time {
	const length = len(time.DateOnly)
	if len(text) < length {
		return time.Time{}
	}
	day, _ := time.Parse(time.DateOnly, text[:length])
	return day
}

// lineReader goes along a main line.
type lineReader struct {
	game     *Game
	notation notation
	size     Size
	board    *Position  // the set-up stones, until the first move
	toPlay   string     // PL, until the first move
	state    game.State // from the first move on
}

// read reads node i.
func (r *lineReader) read(i int, n *Node) error {
	for _, name := range []string{"AB", "AW", "AE", "PL"} {
		if _, ok := n.Value(name); ok && r.state != nil {
			return fmt.Errorf("%s sets up a position after a move was made: only the game before it can be played", name)
		}
	}
	if r.state == nil {
		if err := r.board.setUp(n); err != nil {
			return err
		}
		if pl, ok := n.Value("PL"); ok {
			r.toPlay = pl
		}
	}
	black, blackMoves := n.Value("B")
	white, whiteMoves := n.Value("W")
	switch {
	case blackMoves && whiteMoves:
		return errors.New("both players move in one node")
	case blackMoves:
		return r.move(i, n, game.First, black)
	case whiteMoves:
		return r.move(i, n, game.Second, white)
	}
	return nil
}

// move plays a move of player.
func (r *lineReader) move(i int, n *Node, player game.Player, value string) error {
	if r.state == nil {
		if err := r.begin(player); err != nil {
			return err
		}
	}
	m := Move{}
	if i > 0 {
		m.Comment = n.Text("C")
	}
	if r.state.ToPlay() != player {
		m.OutOfTurn = true
		if err := passTurn(r.state); err != nil {
			return err
		}
	}
	a, err := r.notation.parse(r.state, r.size, value)
	if err != nil {
		return err
	}
	if !r.state.Legal(a) {
		return fmt.Errorf("%s at %s is illegal: %w", colorNames[player], r.state.FormatAction(a), game.Explain(r.state, a))
	}
	m.Action = a
	r.game.Moves = append(r.game.Moves, m)
	r.state.Play(a)
	return nil
}

// begin sets up the position in which first makes the first move.
func (r *lineReader) begin(first game.Player) error {
	for cell := range r.size.Width * r.size.Height {
		if player, ok := r.board.Stone(cell); ok {
			x, y, _ := r.notation.locate(r.size, r.size.Point(cell))
			r.game.Setup = append(r.game.Setup, Stone{game.Action(y*r.size.Width + x), player})
		}
	}
	r.game.ToPlay = first
	s, err := r.game.Start()
	if err != nil {
		r.game.Setup, r.game.ToPlay = nil, game.First
		return err
	}
	r.state = s
	return nil
}

// firstPlayer returns who is to move if nobody has: White after a handicap, unless PL says otherwise.
func (r *lineReader) firstPlayer() game.Player {
	switch strings.ToLower(strings.TrimSpace(r.toPlay)) {
	case "b", "black":
		return game.First
	case "w", "white":
		return game.Second
	}
	stones := slices.ContainsFunc(r.board.stones, func(stone uint8) bool { return stone != none })
	if r.game.Handicap >= 2 && stones {
		return game.Second
	}
	return game.First
}
