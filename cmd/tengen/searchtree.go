package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"tengen/game"
	"tengen/mcts"
)

// searchTree is what a search has found out, for people and for other programs. Win rates are in [0, 1].
type searchTree struct {
	Game    string     `json:"game"`
	Model   string     `json:"model,omitempty"` // its id
	Player  string     `json:"player"`          // to move: X or O, as boards are drawn
	Visits  int        `json:"visits"`
	WinRate float32    `json:"win_rate"`                 // of Player
	Proven  *int       `json:"proven_outcome,omitempty"` // -1, 0 or 1
	PV      []string   `json:"principal_variation"`
	Moves   []treeMove `json:"moves"`
	hidden
}

// treeMove is a move, and those that may follow. All is said for the player who makes it.
type treeMove struct {
	Player  string     `json:"player"`
	Move    string     `json:"move"`
	Visits  int        `json:"visits"`
	WinRate float32    `json:"win_rate"`
	LCB     float32    `json:"win_rate_lcb"`
	Prior   float32    `json:"prior"`
	Score   *float32   `json:"score_points,omitempty"`
	Proven  *int       `json:"proven_outcome,omitempty"` // -1, 0 or 1
	Moves   []treeMove `json:"moves,omitempty"`
	hidden
}

// hidden counts the moves that have fewer visits than are drawn.
type hidden struct {
	HiddenMoves  int `json:"hidden_moves,omitempty"`
	HiddenVisits int `json:"hidden_visits,omitempty"`
}

// treeLimits say which moves are drawn. minVisits 0 means 1 % of the visits.
type treeLimits struct{ depth, minVisits int }

var playerLetters = [...]string{game.First: "X", game.Second: "O"}

// newSearchTree reads the tree of a search.
func newSearchTree(s *mcts.Search, limits treeLimits) *searchTree {
	start := s.State()
	t := &searchTree{
		Game: start.Game().Params().Name, Player: playerLetters[start.ToPlay()],
		Visits: s.RootVisits(), WinRate: winRate(s.Value()), PV: actionNames(start, s.PV(nil)), Moves: []treeMove{},
	}
	if outcome, ok := s.Proven(); ok {
		t.Proven = new(int(outcome))
	}
	if limits.minVisits == 0 {
		limits.minVisits = max(1, t.Visits/100)
	}
	states := []game.State{start} // on the way to the move that is visited
	s.Tree(func(path []game.Action, m mcts.Move) bool {
		depth := len(path)
		if depth > limits.depth {
			return false
		}
		before := states[depth-1]
		children, rest := t.at(depth - 1)
		if m.Visits < limits.minVisits {
			rest.HiddenMoves++
			rest.HiddenVisits += m.Visits
			return false
		}
		*children = append(*children, newTreeMove(before, m))
		if depth == len(states) {
			states = append(states, start.Game().New())
		}
		states[depth].CopyFrom(before)
		states[depth].Play(m.Action)
		return depth < limits.depth
	})
	return t
}

// at returns the moves after the move that was added last at depth, the root being at depth 0.
func (t *searchTree) at(depth int) (*[]treeMove, *hidden) {
	moves, rest := &t.Moves, &t.hidden
	for range depth {
		last := &(*moves)[len(*moves)-1]
		moves, rest = &last.Moves, &last.hidden
	}
	return moves, rest
}

func newTreeMove(before game.State, m mcts.Move) treeMove {
	t := treeMove{
		Player: playerLetters[before.ToPlay()], Move: before.FormatAction(m.Action),
		Visits: m.Visits, WinRate: winRate(m.Q), LCB: max(0, winRate(m.LCB)), Prior: m.Prior,
	}
	if m.HasScore {
		t.Score = new(m.Score)
	}
	if m.IsProven {
		t.Proven = new(int(m.Q))
	}
	return t
}

// winRate turns a value in [-1, 1] into a chance to win.
func winRate(value float32) float32 { return (value + 1) / 2 }

// actionNames names actions that are played one after the other from s.
func actionNames(s game.State, actions []game.Action) []string {
	at := s.Game().New()
	at.CopyFrom(s)
	names := make([]string, 0, len(actions))
	for _, a := range actions {
		names = append(names, at.FormatAction(a))
		at.Play(a)
	}
	return names
}

// String draws the tree.
func (t *searchTree) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s to move, %d visits, win rate %.1f %%", t.Player, t.Visits, 100*t.WinRate)
	if t.Proven != nil {
		fmt.Fprintf(&b, ", proven %s", provenWord(t.Proven))
	}
	fmt.Fprintf(&b, "\nbest line: %s\n\n", strings.Join(t.PV, " "))
	// The tree is in the last column, which is not aligned.
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	c := columns{w: w, score: anyMove(t.Moves, func(m *treeMove) bool { return m.Score != nil }),
		proven: anyMove(t.Moves, func(m *treeMove) bool { return m.Proven != nil })}
	c.row("visits", "win %", "LCB %", "prior %", "score", "proven", "move")
	c.draw(t.Moves, t.hidden, "")
	w.Flush() // to a Builder, which takes everything
	return b.String()
}

func anyMove(moves []treeMove, has func(*treeMove) bool) bool {
	for i := range moves {
		if has(&moves[i]) || anyMove(moves[i].Moves, has) {
			return true
		}
	}
	return false
}

// columns writes the lines of a drawing; the columns that would be empty are left out.
type columns struct {
	w             io.Writer
	score, proven bool
}

func (c columns) row(visits, win, lcb, prior, score, proven, move string) {
	cells := []string{visits, win, lcb, prior}
	if c.score {
		cells = append(cells, score)
	}
	if c.proven {
		cells = append(cells, proven)
	}
	fmt.Fprintf(c.w, "%s\t  %s\n", strings.Join(cells, "\t"), move)
}

// draw writes the moves after a position, whose own line continues with indent.
func (c columns) draw(moves []treeMove, rest hidden, indent string) {
	for i := range moves {
		m := &moves[i]
		branch, below := "├─ ", "│  "
		if i == len(moves)-1 && rest.HiddenMoves == 0 {
			branch, below = "└─ ", "   "
		}
		c.row(fmt.Sprint(m.Visits), percent(m.WinRate), percent(m.LCB), percent(m.Prior), points(m.Score), provenWord(m.Proven),
			indent+branch+m.Player+" "+m.Move)
		c.draw(m.Moves, m.hidden, indent+below)
	}
	if rest.HiddenMoves > 0 && len(moves) > 0 {
		c.row(fmt.Sprint(rest.HiddenVisits), "", "", "", "", "", fmt.Sprintf("%s└─ %d more", indent, rest.HiddenMoves))
	}
}

func percent(rate float32) string { return fmt.Sprintf("%.1f", 100*rate) }

func points(score *float32) string {
	if score == nil {
		return ""
	}
	return fmt.Sprintf("%+.1f", *score)
}

func provenWord(outcome *int) string {
	if outcome == nil {
		return ""
	}
	return [...]string{"lost", "drawn", "won"}[*outcome+1]
}
