package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"tengen/game"
	"tengen/game/games"
	"tengen/mcts"
	"tengen/net"
	"tengen/sgf"
)

type treeOptions struct {
	model  string
	moves  string
	sgf    string
	ply    int
	visits int
	gumbel bool
	limits treeLimits
	asJSON bool
	board  boardOptions
}

func (a *app) inspectTree() *cobra.Command {
	var o treeOptions
	c := &cobra.Command{
		Use:   "tree",
		Short: "Search a position, and draw the tree that the search grew.",
		Long: "Draws the board, then a line for every position that the search looked at often enough, below the one that it follows\n" +
			"from, with the better moves first:\n\n" +
			"  visits   descents through the move\n" +
			"  win %    what they found: the chance to win of the player who makes the move, X or O; half of the draws count\n" +
			"  LCB %    the lower confidence bound of that: low as long as visits are few or disagree\n" +
			"  prior %  what the network thought of the move before the search; without a network, moves are equal\n" +
			"  score    points by which that player is expected to lead at the end, if the network knows about points\n" +
			"  proven   how the game ends for that player whatever the other does, if the search has seen all that matters\n\n" +
			"A descent goes to the move with a good win rate, a high prior and few visits as yet; so a strange move that\n" +
			"is played has visits, and one that is missed has a low prior or looked bad early.",
		Example: "  tengen inspect tree --game connect4 --moves \"D D D D D C\" --visits 800 --depth 3\n" +
			"  tengen inspect tree --model runs/go9 --sgf game.sgf --ply 30 --min-visits 20\n" +
			"  tengen inspect tree --game tictactoe --moves \"A1 B2 C3\" --json",
		Args: cobra.NoArgs,
		RunE: work(func(ctx context.Context, _ []string) error { return a.runInspectTree(ctx, o) }),
	}
	c.Long = c.Short + "\n\n" + c.Long
	f := c.Flags()
	f.StringVar(&o.model, "model", "", "model file or run (default: none, the search then knows only the rules)")
	f.StringVar(&o.moves, "moves", "", "moves from the start to the position, such as \"D4 Q16\" (default: none)")
	f.StringVar(&o.sgf, "sgf", "", "take the game and the position from the main line of an SGF file")
	f.IntVar(&o.ply, "ply", -1, "with --sgf: the position after so many moves (default: the last one)")
	f.IntVar(&o.visits, "visits", 400, "simulations")
	f.IntVar(&o.limits.depth, "depth", 2, "draw so many plies")
	f.IntVar(&o.limits.minVisits, "min-visits", 0, "draw moves with at least so many visits (default: 1 % of all)")
	f.BoolVar(&o.gumbel, "gumbel", false, "search as Gumbel AlphaZero does")
	f.BoolVar(&o.asJSON, "json", false, "print one JSON object")
	o.board.flags(c)
	for _, flag := range []string{"moves", "game", "size", "komi", "rules"} {
		c.MarkFlagsMutuallyExclusive("sgf", flag)
	}
	return c
}

func (a *app) runInspectTree(ctx context.Context, o treeOptions) (err error) {
	var model *net.Model
	if o.model != "" {
		if model, err = readModel(o.model); err != nil {
			return err
		}
	}
	state, err := o.position(model)
	if err != nil {
		return err
	}
	if state.Terminal() {
		return fmt.Errorf("the game is over after %d plies, there is nothing to search:\n%s", state.Ply(), state)
	}
	p := playSearch(state.Game(), o.visits)
	p.Gumbel, p.StopDecided = o.gumbel, false // every visit that was asked for
	e, closeIt, err := a.treeEvaluator(state.Game(), model, p.Leaves)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeIt()) }()
	s, err := mcts.New(state.Game(), e, p, 1)
	if err != nil {
		return err
	}
	s.Reset(state)
	if err := s.Run(ctx, o.visits, false); err != nil {
		return err
	}
	t := newSearchTree(s, o.limits)
	if model != nil {
		t.Model = model.ID
	}
	if o.asJSON {
		return json.NewEncoder(a.out).Encode(t)
	}
	_, err = fmt.Fprintf(a.out, "%s\n%s", state, t)
	return err
}

// treeEvaluator returns a search's evaluator: the model, or without one Uniform.
func (a *app) treeEvaluator(g game.Game, m *net.Model, leaves int) (mcts.Evaluator, func() error, error) {
	if m == nil {
		return mcts.Uniform{}, func() error { return nil }, nil
	}
	prepared, err := a.prepare(g, m)
	if err != nil {
		return nil, nil, err
	}
	return a.evaluatorOf(g, prepared, leaves, 1, runtime.GOMAXPROCS(0))
}

// position returns the state that the flags describe.
func (o treeOptions) position(m *net.Model) (game.State, error) {
	switch {
	case o.sgf != "":
		return sgfPosition(o.sgf, o.ply)
	case o.ply >= 0:
		return nil, errors.New("--ply chooses a position of a game: give the game with --sgf")
	}
	var trained *game.Params
	if m != nil {
		trained = &m.Game
	}
	p, err := o.board.params(trained)
	if err != nil {
		return nil, err
	}
	g, err := games.New(p)
	if err != nil {
		return nil, err
	}
	moves, err := parseMoves(g, o.moves)
	if err != nil {
		return nil, fmt.Errorf("--moves: %w", err)
	}
	s := g.New()
	for _, m := range moves {
		s.Play(m)
	}
	return s, nil
}

// sgfPosition returns the position after so many moves of the first game in a file, or its last one if ply is negative.
func sgfPosition(path string, ply int) (game.State, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("--sgf: %w", err)
	}
	defer file.Close() // after reading, its error says nothing
	c, err := sgf.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(c) == 0 {
		return nil, fmt.Errorf("%s: no game in it", path)
	}
	g, err := sgf.ReadGame(c[0], games.New)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if ply > len(g.Moves) {
		return nil, fmt.Errorf("%s: the game has %d moves, --ply %d is after its end", path, len(g.Moves), ply)
	}
	if ply >= 0 {
		g.Moves = g.Moves[:ply]
	}
	return g.Replay(func(int, game.State) error { return nil })
}
