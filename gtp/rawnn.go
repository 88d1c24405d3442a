package gtp

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"tengen/game"
	"tengen/mcts"
)

// rawEvaluator is an Engine that can ask its network about a position, without a search (see Network).
type rawEvaluator interface {
	EvaluateRaw(leaf *mcts.Leaf, symmetry int) error
}

// EvaluateRaw has the network judge a position.
func (e *SearchEngine) EvaluateRaw(leaf *mcts.Leaf, symmetry int) error {
	e.awaitEstimate()
	n, ok := e.search.(Network)
	if !ok {
		return ErrNoNetwork
	}
	return n.EvaluateNetwork([]*mcts.Leaf{leaf}, symmetry)
}

// rawNN answers what the network itself says of the position, shown in one symmetry of the game or in all, in the form of
// KataGo's kata-raw-nn. Of KataGo's keys those are left out that our networks say nothing about: whiteLead,
// whiteScoreSelfplay, whiteScoreSelfplaySq and whiteOwnership. A value v is a chance of (v+1)/2, draws counted by half;
// noResult is 0 by the rules.
func (s *Server) rawNN(_ context.Context, args []string) (string, error) {
	engine, ok := s.engine.(rawEvaluator)
	if !ok {
		return "", errors.New("this engine has no network")
	}
	state, g := s.pos.state, s.pos.game
	symmetries, err := parseSymmetries(args, len(g.Symmetries()))
	if err != nil {
		return "", err
	}
	if cells := g.Shape().Cells(); g.Actions() != cells && g.Actions() != cells+1 {
		return "", fmt.Errorf("kata-raw-nn: moves of %s are no points of the board, which is the form of this answer", g.Params().Name)
	}
	if state.Terminal() {
		return "", errors.New("the game is over: the network knows nothing of it")
	}
	var b strings.Builder
	for _, i := range symmetries {
		leaf := mcts.Leaf{State: state, Logits: make([]float32, g.Actions())}
		if err := engine.EvaluateRaw(&leaf, i); err != nil {
			return "", err
		}
		writeRaw(&b, i, &leaf)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// parseSymmetries reads a symmetry below n, or all.
func parseSymmetries(args []string, n int) ([]int, error) {
	if len(args) != 1 {
		return nil, fmt.Errorf("%w: want SYMMETRY, 0 to %d, or all", errSyntax, n-1)
	}
	if strings.EqualFold(args[0], "all") {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		return all, nil
	}
	i, err := strconv.ParseUint(args[0], 10, 8)
	if err != nil || int(i) >= n {
		return nil, fmt.Errorf("%w: the symmetry is %.20q, want 0 to %d on this board, or all", errSyntax, args[0], n-1)
	}
	return []int{int(i)}, nil
}

// writeRaw writes one evaluation.
func writeRaw(b *strings.Builder, symmetry int, l *mcts.Leaf) {
	s, sh := l.State, l.State.Game().Shape()
	white := chance(l.Value)
	if s.ToPlay() == game.First {
		white = 1 - white
	}
	fmt.Fprintf(b, "symmetry %d\nwhiteWin %.6f\nwhiteLoss %.6f\nnoResult %.6f\npolicy\n", symmetry, white, 1-white, 0.0)
	legal := s.LegalActions(nil)
	priors := make([]string, len(l.Logits))
	for a := range priors {
		priors[a] = "NAN"
	}
	for i, p := range softmax(nil, l.Logits, legal) {
		priors[legal[i]] = strconv.FormatFloat(float64(p), 'f', 6, 32)
	}
	for y := sh.Height - 1; y >= 0; y-- {
		fmt.Fprintln(b, strings.Join(priors[y*sh.Width:][:sh.Width], " "))
	}
	for a := sh.Cells(); a < len(priors); a++ { // a pass, or Hex's swap
		name := s.FormatAction(game.Action(a))
		fmt.Fprintf(b, "policy%s%s %s\n", strings.ToUpper(name[:1]), name[1:], priors[a])
	}
}
